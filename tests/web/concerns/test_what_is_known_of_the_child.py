"""What is entered of a child: several telephones, dates that can be, ages that fit, and no unseen characters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.concerns import drafts
from opennrm.concerns.actions import receive_concern
from opennrm.concerns.answers import Incomplete
from opennrm.country.pack import pack
from opennrm.invented.concerns import begin, enough
from opennrm.people.access import open_identity
from tests.web.concerns.walking import text_of

TODAY = timezone.localdate(timezone=pack().zone)


def born(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year}


def ten_years_old() -> str:
    return str(TODAY.year - 10)


def sent_case(walk, superuser) -> dict:
    assert walk.submit().status_code == 302
    row = superuser.execute("SELECT id, age FROM cases_case").fetchone()
    estimated = superuser.execute("SELECT age_is_estimated FROM people_person").fetchone()[0]
    return {"id": row[0], "age": row[1], "is_estimated": estimated}


# Telephones


def test_another_telephone_number_is_added_without_scripts(walk, world, caseworker, superuser):
    walk.answer_enough()
    assert 'name="telephone_2"' not in walk.client.get(walk.url("step", "contact")).content.decode()
    answer = walk.send("contact", telephone="876-555-0151", address="Yellow house", then="more")
    assert answer.headers["Location"] == walk.url("step", "contact") + "#id_telephone_2"
    page = walk.client.get(walk.url("step", "contact")).content.decode()
    assert 'value="876-555-0151"' in page
    assert 'name="telephone_2"' in page
    walk.send("contact", telephone="876-555-0151", telephone_2="876-555-0162", address="Yellow house")
    assert "876-555-0162" in text_of(walk.client.get(walk.url("check")))
    case = sent_case(walk, superuser)
    with world.acting(caseworker) as actor:
        contacts = open_identity(actor, case["id"], at=timezone.now()).contacts
    assert [(contact.telephone, contact.address) for contact in contacts] == [
        ("876-555-0151", "Yellow house"),
        ("876-555-0162", ""),
    ]


def test_a_telephone_number_that_is_emptied_is_gone(walk):
    walk.send("contact", telephone="876-555-0151", then="more")
    walk.send("contact", telephone="876-555-0151", telephone_2="876-555-0162")
    walk.send("contact", telephone="876-555-0151", telephone_2="", telephone_3="")
    assert "876-555-0162" not in walk.client.get(walk.url("step", "contact")).content.decode()


def test_there_is_room_for_five_numbers(walk):
    numbers = {name: f"876-555-015{place}" for place, name in enumerate(
        ("telephone", "telephone_2", "telephone_3", "telephone_4", "telephone_5"))}  # fmt: skip
    walk.send("contact", **numbers)
    page = walk.client.get(walk.url("step", "contact"))
    assert all(number in page.content.decode() for number in numbers.values())
    assert "Add another telephone number" not in text_of(page)


def test_two_numbers_in_one_field_become_two_contacts_as_safe_as_it_was_said(world, caseworker, constable):
    receipt = world.report(constable, telephone="876-555-0151 / 876-555-0162 (aunt)", safe_to_contact="no")
    with world.acting(caseworker) as actor:
        contacts = open_identity(actor, receipt.case_id, at=timezone.now()).contacts
    assert [(contact.telephone, contact.safe_to_contact) for contact in contacts] == [
        ("876-555-0151", "no"),
        ("876-555-0162 (aunt)", "no"),
    ]


# Dates of birth


@pytest.mark.parametrize(
    "typed, said",
    [
        (born(year=str(TODAY.year + 1)), "in the future"),
        (
            born(*(str(part) for part in (lambda day: (day.day, day.month, day.year))(TODAY + timedelta(1)))),
            "in the future",
        ),
        (born(year=str(TODAY.year - 121)), "more than 120 years ago"),
        (born(year="0207"), "We do not accept years before 1000"),
        (born(year="207"), "four digits"),
        (born(year="99"), "four digits"),
        (born(day="12/03/07"), "four digits"),
    ],
)
def test_a_date_of_birth_that_cannot_be_is_refused_and_kept_as_typed(walk, typed, said):
    answer = walk.send("identity", given_names="Imani", **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    page = walk.client.get(walk.url("step", "identity")).content.decode()
    assert all(f'value="{value}"' in page for value in [*typed.values(), "Imani"] if value)


def test_an_impossible_date_of_birth_of_an_older_draft_has_to_be_corrected(walk, world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=timezone.now(), **enough(), birth_date=f"{TODAY.year + 2}-01-01")
        with pytest.raises(Incomplete, match="birth_date"):
            receive_concern(draft.pk, by=actor, at=timezone.now())
        assert drafts.open_draft(actor, draft.pk).answers["birth_date"].startswith(str(TODAY.year + 2))


# An age that contradicts the date of birth


@pytest.fixture
def contradicting(walk):
    walk.answer_enough()
    walk.send("child", age_known="years", age="14")
    answer = walk.send("identity", given_names="Imani", **born(year=ten_years_old()))
    assert answer.headers["Location"] == walk.url("step", "which-age")
    return walk


def test_an_age_that_contradicts_the_date_of_birth_is_asked_about_with_both(contradicting):
    page = text_of(contradicting.client.get(contradicting.url("step", "which-age")))
    assert "an age of 14" in page
    assert f"a date of birth of {ten_years_old()}" in page
    assert "According to the date of birth, the child is 10" in page


@pytest.mark.parametrize(
    "chosen, age, is_estimated", [("age", 14, True), ("birth_date", 10, True), ("not_known", 9, True)]
)
def test_the_answer_decides_which_age_counts_and_both_are_kept(
    contradicting, world, caseworker, superuser, chosen, age, is_estimated
):
    answer = contradicting.send("which-age", which_age=chosen)
    assert answer.headers["Location"] == contradicting.url("step", "reporter")
    case = sent_case(contradicting, superuser)
    assert case["age"] in (age, age - 1 if chosen == "birth_date" else age)
    assert case["is_estimated"] == is_estimated
    with world.acting(caseworker) as actor:
        assert open_identity(actor, case["id"], at=timezone.now()).birth_date == ten_years_old()


def test_a_date_of_birth_of_which_somebody_is_not_sure_contradicts_only_another_age(walk):
    walk.answer_enough()
    walk.send("child", age_known="years", age="11")
    unsure = {**born(year=ten_years_old()), "birth_date_about": "yes"}
    assert walk.send("identity", **unsure).headers["Location"] == walk.url("step", "reporter")
    assert f"about {ten_years_old()}" in text_of(walk.client.get(walk.url("check")))
    walk.send("child", age_known="years", age="14")
    assert walk.send("identity", **unsure).headers["Location"] == walk.url("step", "which-age")


def test_a_birthday_is_enough_where_nobody_knows_the_year(walk, world, caseworker, superuser):
    walk.answer_enough()
    answer = walk.send("identity", **born(day="27", month="March"))
    assert answer.headers["Location"] == walk.url("step", "reporter")
    assert "27 March, year not known" in text_of(walk.client.get(walk.url("check")))
    case = sent_case(walk, superuser)
    page = world.client(caseworker).post(reverse("case-identity", args=[case["id"]]))
    assert "27 March, year not known" in text_of(page)


def test_a_contradiction_that_nobody_was_asked_about_is_asked_before_sending(contradicting, superuser):
    page = contradicting.client.get(contradicting.url("check"))
    assert "Which one is right?" in text_of(page)
    assert contradicting.url("step", "which-age") in page.content.decode()
    contradicting.submit()
    assert superuser.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)


def test_an_age_that_fits_is_not_asked_about(walk):
    walk.send("child", age_known="years", age="10")
    answer = walk.send("identity", **born(year=ten_years_old()))
    assert answer.headers["Location"] == walk.url("step", "reporter")


def test_without_an_age_nothing_is_asked(walk):
    walk.send("child", age_known="not_known")
    assert walk.send("identity", **born(year=ten_years_old())).headers["Location"] == walk.url(
        "step", "reporter"
    )


# Characters that nobody sees

UNSEEN = "\u0000\u0007\u001b\u200b\u202e\u2066\ufeff\u0085"


def test_unseen_characters_are_taken_out_of_every_text(walk, world, caseworker, superuser):
    walk.answer_enough()
    walk.send("identity", given_names=f"Ima{UNSEEN}ni", family_name="Nu\u0301n\u0303ez")
    walk.send("account", account=f"She{UNSEEN} carries\r\n\twater.")
    case = sent_case(walk, superuser)
    with world.acting(caseworker) as actor:
        identity = open_identity(actor, case["id"], at=timezone.now())
        assert (identity.given_names.replace(" ", ""), identity.family_name) == ("Imani", "Núñez")
    page = world.client(caseworker).post(f"/cases/{case['id']}/identity/").content.decode()
    assert "carries<br>\twater." in page
    assert not set(page) & set(UNSEEN)


def test_what_belongs_to_a_spelling_stays(walk):
    walk.send("identity", given_names="می\u200cن\u0627", family_name="ශ්\u200dරී")
    page = walk.client.get(walk.url("step", "identity")).content.decode()
    assert "می\u200cن\u0627" in page
    assert "ශ්\u200dරී" in page


def test_a_page_that_is_refused_shows_no_unseen_characters_either(walk):
    answer = walk.send("identity", given_names=f"Ima{UNSEEN}ni", **born(year="99"))
    assert answer.status_code == 422
    assert not set(answer.content.decode()) & set(UNSEEN)
