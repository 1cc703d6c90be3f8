"""Reporting a concern: one subject a page, saved on every page, sent once."""

import threading
from datetime import timedelta
from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.invented.concerns import begin, enough
from opennrm.web.concerns import views
from opennrm.web.concerns.steps import WIZARD
from tests.web.concerns.walking import Walk, count_of_drafts, hidden_fields, text_of

NOW = timezone.now()
ONLY_IF_NEEDED = ("act-now", "adult", "identity", "which-age", "contact", "files")


def cases(superuser) -> int:
    return superuser.execute("SELECT count(*) FROM cases_case").fetchone()[0]


def test_a_constable_reports_with_two_answers(walk, superuser):
    walk.answer_enough()
    answer = walk.submit()
    receipt = walk.client.get(answer.headers["Location"])
    assert answer.status_code == 302
    assert superuser.execute("SELECT number FROM cases_receipt").fetchone()[0] in text_of(receipt)
    assert "What happens next" in text_of(receipt)
    assert cases(superuser) == 1


def test_the_pages_follow_one_another_to_the_check(walk):
    slug, seen = "danger", []
    while slug:
        seen.append(slug)
        given = {"what": {"kinds": enough()["kinds"]}, "where": {"area": enough()["area"]}}.get(slug, {})
        address = walk.send(slug, **given).headers["Location"]
        slug = address.split("/questions/")[1].strip("/") if "/questions/" in address else ""
    assert address == walk.url("check")
    assert seen == [step.slug for step in WIZARD.steps if step.slug not in ONLY_IF_NEEDED]


def test_every_page_leads_back_to_the_one_before(walk):
    slugs = [step.slug for step in WIZARD.steps if step.slug not in ONLY_IF_NEEDED]
    for before, slug in pairwise(slugs):
        page = walk.client.get(walk.url("step", slug)).content.decode()
        assert f'<a href="{walk.url("step", before)}" class="govuk-back-link"' in page


def test_urgent_danger_is_answered_with_what_to_do_now(walk):
    danger = next(iter(pack().codes("urgent_dangers").values()))
    answer = walk.send("danger", urgent_dangers=[danger.code])
    assert answer.headers["Location"] == walk.url("step", "act-now")
    page = walk.client.get(answer.headers["Location"])
    assert danger.advice in text_of(page)
    assert "Who to call" in text_of(page)
    back = walk.client.get(walk.url("step", "child")).content.decode()
    assert walk.url("step", "act-now") in back


def test_without_danger_the_advice_is_passed_over(walk):
    assert walk.send("danger", urgent_dangers=["none"]).headers["Location"] == walk.url("step", "child")


def test_the_age_of_an_adult_is_answered_with_what_to_do_instead_and_a_way_on(walk):
    age = pack().thresholds.child_under_age
    answer = walk.send("child", age_known="years", age=str(age))
    assert answer.headers["Location"] == walk.url("step", "adult")
    page = walk.client.get(walk.url("step", "adult"))
    assert "treated as a child" in text_of(page)
    assert walk.url("step", "what") in page.content.decode()


@pytest.mark.parametrize("given", [{"age_known": "not_known"}, {"age_known": "years", "age": "17"}, {}])
def test_an_age_that_is_not_known_is_that_of_a_child(walk, given):
    assert walk.send("child", **given).headers["Location"] == walk.url("step", "what")


def test_a_text_counts_though_its_answer_was_not_chosen(walk):
    walk.send("child", age="12")
    walk.send("what", other_kind="Something in other words")
    shown = text_of(walk.client.get(walk.url("check")))
    assert "Age in years 12" in shown
    assert "Something in other words" in shown


def test_another_country_is_asked_about_in_its_own_words(settings):
    settings.COUNTRY_PACK = Path("tests/packs/maresia").absolute()
    for step in WIZARD.asking:
        assert "govuk-" in str(step.questions())
    form = WIZARD.step("where").questions()
    assert [area.name for area in pack().areas] == [title for _, title in form.fields["area"].choices][1:-1]


def test_what_and_where_have_to_be_answered(walk):
    for slug, message in (("what", "Choose at least one answer."), ("where", "Choose an answer.")):
        answer = walk.send(slug)
        assert answer.status_code == 422
        assert message in text_of(answer)
    check = text_of(walk.client.get(walk.url("check")))
    assert "Answer this question: What are you worried about?" in check
    assert "Answer this question: Parish" in check
    assert walk.submit().headers["Location"] == walk.url("check")


def test_every_answer_is_shown_before_it_is_sent_with_a_way_to_change_it(walk):
    walk.answer_enough()
    walk.send(
        "identity", given_names="Imani", birth_date_day="27", birth_date_month="Mar", birth_date_year="2014"
    )
    walk.send("account", account="She carries water.\nAll day.")
    answer = walk.client.get(walk.url("check"))
    shown = text_of(answer)
    for word in ("Imani", "27 March 2014", "She carries water.", pack().areas[0].name):
        assert word in shown
    for step in WIZARD.asking:
        if step.slug == "which-age":
            continue
        assert walk.url("step", step.slug) in answer.content.decode()


def test_a_draft_is_gone_on_with_on_another_device(world, constable, walk):
    walk.send("account", account="She carries water.")
    other = world.client(constable)
    listed = other.get(reverse("concern-list")).content.decode()
    assert walk.url("step", "reporter") in listed
    assert "She carries water." in other.get(walk.url("step", "account")).content.decode()


def test_answers_stay_when_one_goes_back(walk):
    walk.send("where", area=enough()["area"], place="Behind the old mill")
    assert "Behind the old mill" in walk.client.get(walk.url("step", "where")).content.decode()


def test_a_refused_page_keeps_everything_that_was_typed(walk):
    given = {
        "birth_date_day": "31",
        "birth_date_month": "Feb",
        "birth_date_year": "2014",
        "given_names": "Imani",
    }
    answer = walk.send("identity", **given)
    assert answer.status_code == 422
    for page in (answer, walk.client.get(walk.url("step", "identity"))):
        for word in ("31", "Feb", "2014", "Imani"):
            assert f'value="{word}"' in page.content.decode()
    check = text_of(walk.client.get(walk.url("check")))
    assert "We could not read this answer. Correct it or leave it empty: Date of birth" in check
    assert "31 Feb 2014" in check
    walk.send("identity", given_names="Imani")
    assert "31 Feb 2014" not in text_of(walk.client.get(walk.url("check")))


def test_an_account_that_is_too_long_is_not_cut(walk):
    long = "word " * 2500
    assert walk.send("account", account=long).status_code == 422
    assert long.strip() in walk.client.get(walk.url("step", "account")).content.decode()


def test_what_is_written_is_shown_as_written_and_never_as_markup(walk):
    word = '"><svg onload=alert(1)>'
    walk.answer_enough()
    walk.send("account", account=word)
    for page in (walk.client.get(walk.url("step", "account")), walk.client.get(walk.url("check"))):
        assert word not in page.content.decode()
        assert escape(word) in page.content.decode()


def test_one_can_come_back_later(walk):
    answer = walk.send("account", account="Half a sent", then="later")
    assert answer.headers["Location"] == reverse("concern-list")
    assert "Your draft is saved." in text_of(walk.client.get(reverse("concern-list")))


def test_one_can_go_to_the_check_as_soon_as_the_required_questions_are_answered(walk):
    assert "Save and check answers" not in text_of(walk.client.get(walk.url("step", "account")))
    walk.answer_enough()
    assert "Save and check answers" in text_of(walk.client.get(walk.url("step", "account")))
    assert walk.send("account", account="She carries water.", then="check").headers["Location"] == walk.url(
        "check"
    )


# Two pages at once


def test_a_stale_page_is_asked_which_answer_to_keep(walk):
    telephone, desk = walk.open("where"), walk.open("where")
    walk.send("where", telephone, area=enough()["area"], place="By the river")
    answer = walk.send("where", desk, area=enough()["area"], place="At the market")
    assert answer.status_code == 409
    assert "By the river" in text_of(answer)
    assert "At the market" in text_of(answer)
    assert "By the river" in walk.client.get(walk.url("step", "where")).content.decode()


def test_it_is_recorded_that_the_saved_answers_were_shown(walk, superuser):
    opened = "SELECT count(*) FROM audit_event WHERE kind = 'draft.opened'"
    telephone, desk = walk.open("where"), walk.open("where")
    walk.send("where", telephone, area=enough()["area"], place="By the river")
    before = superuser.execute(opened).fetchone()[0]
    walk.send("where", desk, area=enough()["area"], place="At the market")
    assert superuser.execute(opened).fetchone()[0] == before + 1


@pytest.mark.parametrize("choice, kept", [("typed", "At the market"), ("saved", "By the river")])
def test_the_chosen_answer_is_kept(walk, choice, kept):
    telephone, desk = walk.open("where"), walk.open("where")
    walk.send("where", telephone, area=enough()["area"], place="By the river")
    page = walk.send("where", desk, area=enough()["area"], place="At the market").content.decode()
    answer = walk.client.post(walk.url("step", "where"), {**hidden_fields(page), "keep-place": choice})
    assert answer.status_code == 302
    assert kept in walk.client.get(walk.url("step", "where")).content.decode()


# Saved in between


def test_what_is_being_written_is_kept_without_a_button(walk):
    hidden = walk.open("account")
    url = walk.url("autosave", "account")
    assert walk.client.post(url, {**hidden, "account": "Half a sent"}).status_code == 204
    assert "Half a sent" in walk.client.get(walk.url("step", "account")).content.decode()
    # The page that saved in between is not in its own way.
    assert walk.send("account", hidden, account="Half a sentence").status_code == 302


def test_saving_in_between_overwrites_no_other_page(walk):
    one, other = walk.open("account"), walk.open("account")
    walk.send("account", one, account="The whole account")
    answer = walk.client.post(walk.url("autosave", "account"), {**other, "account": "Half"})
    assert answer.status_code == 409
    assert "The whole account" in walk.client.get(walk.url("step", "account")).content.decode()


def test_nothing_is_saved_in_between_once_it_was_sent(walk, superuser):
    walk.answer_enough()
    walk.submit()
    assert walk.client.post(walk.url("autosave", "account"), {"account": "Late"}).status_code == 409


# Sending once


def test_pressing_send_twice_makes_one_case(walk, superuser):
    walk.answer_enough()
    assert walk.submit().headers["Location"] == walk.submit().headers["Location"]
    assert cases(superuser) == 1


def test_sending_from_eight_tabs_at_once_makes_one_case(world, constable, walk, superuser):
    walk.answer_enough()
    ready, places = threading.Barrier(8), []

    def press() -> None:
        client = world.client(constable)
        ready.wait()
        try:
            places.append(client.post(walk.url("submit")).headers["Location"])
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=press) for _ in range(8)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert (len(places), len(set(places)), cases(superuser)) == (8, 1, 1)


def test_after_sending_every_page_of_the_draft_leads_to_the_receipt(walk):
    walk.answer_enough()
    receipt = walk.submit().headers["Location"]
    for step in WIZARD.steps:
        assert walk.client.get(walk.url("step", step.slug)).headers["Location"] == receipt
    assert walk.client.get(walk.url("check")).headers["Location"] == receipt
    assert walk.client.get(walk.url("discard")).headers["Location"] == receipt
    assert walk.client.post(walk.url("step", "account"), {"account": "More"}).headers["Location"] == receipt


def test_without_anybody_to_receive_it_the_draft_is_kept_with_advice(world, superuser):
    walk = Walk(world.client(world.person(world.agency("police"), "first_responder")))
    walk.answer_enough()
    answer = walk.submit()
    assert answer.status_code == 409
    assert "We have kept your draft" in text_of(answer)
    assert (cases(superuser), count_of_drafts(superuser)) == (0, 1)


# The list, the receipt, deleting


def test_the_list_shows_for_how_long_a_draft_is_kept(world, constable):
    with world.acting(constable) as actor:
        begin(by=actor, at=NOW)
        old = NOW - timedelta(days=pack().drafts.keep_days - 3)
        begin(by=actor, at=old)
    shown = text_of(world.client(constable).get(reverse("concern-list")))
    assert f"We will delete it in {pack().drafts.keep_days - 1} days" in shown
    assert shown.count("Deleted soon") == 1


def test_the_list_is_empty_at_first_and_says_what_to_do(world, constable):
    shown = text_of(world.client(constable).get(reverse("concern-list")))
    assert "You have no drafts." in shown
    assert "You have not sent a concern yet" in shown


def test_older_receipts_are_a_page_away(world, constable, monkeypatch):
    monkeypatch.setattr(views, "MOST_ON_A_PAGE", 2)
    numbers = [world.report(constable, at=NOW + timedelta(minutes=n)).number for n in range(3)]
    client = world.client(constable)
    first = client.get(reverse("concern-list"))
    assert numbers[2] in text_of(first)
    assert numbers[0] not in text_of(first)
    older = first.content.decode().split("?page=")[1].split('"')[0]
    assert numbers[0] in text_of(client.get(reverse("concern-list"), {"page": unquote(older)}))
    assert client.get(reverse("concern-list"), {"page": "nonsense"}).status_code == 404


def start(client) -> str:
    """Open the page that begins a concern, in a tab; returns what its button sends."""
    return hidden_fields(client.get(reverse("concern-list")).content.decode())["page"]


def press_start(client, page: str) -> str:
    return client.post(reverse("concern-start"), {"page": page}).headers["Location"].split("/")[2]


def test_two_tabs_are_two_drafts(world, constable, superuser):
    client = world.client(constable)
    tabs = [start(client), start(client)]
    walks = [Walk(client, press_start(client, page)) for page in tabs]
    for walk, name in zip(walks, ("Imani", "Kofi"), strict=True):
        walk.send("identity", given_names=name)
    assert ["Imani" in text_of(walk.client.get(walk.url("check"))) for walk in walks] == [True, False]
    assert count_of_drafts(superuser) == 2


def test_one_tab_that_is_sent_twice_is_one_draft(world, constable, superuser):
    client = world.client(constable)
    page = start(client)
    assert press_start(client, page) == press_start(client, page)
    assert count_of_drafts(superuser) == 1


def test_a_double_click_is_one_draft(world, constable, superuser):
    page = start(world.client(constable))
    ready, drafts = threading.Barrier(6), []

    def press() -> None:
        client = world.client(constable)
        ready.wait()
        try:
            drafts.append(press_start(client, page))
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=press) for _ in range(6)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert (len(drafts), len(set(drafts)), count_of_drafts(superuser)) == (6, 1, 1)


def test_a_draft_without_an_answer_is_not_listed(world, constable):
    client = world.client(constable)
    press_start(client, start(client))
    assert "You have no drafts." in text_of(client.get(reverse("concern-list")))


def test_deleting_asks_first(walk, superuser):
    assert "Are you sure" in text_of(walk.client.get(walk.url("discard")))
    assert count_of_drafts(superuser) == 1
    assert walk.client.post(walk.url("discard")).headers["Location"] == reverse("concern-list")
    assert count_of_drafts(superuser) == 0


def test_the_receipt_tells_how_it_stands_and_nothing_of_the_child(world, protection, walk):
    walk.answer_enough()
    walk.send("identity", given_names="Imani")
    place = walk.submit().headers["Location"]
    assert "Received" in text_of(walk.client.get(place))
    with world.acting(world.person(protection, "supervisor")) as actor:
        case = Case.objects.visible_to(actor).get()
    shown = text_of(walk.client.get(place))
    assert case.reference not in shown
    assert "Imani" not in shown
