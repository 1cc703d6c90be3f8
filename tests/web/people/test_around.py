"""Who else has to do with a child: without a name until somebody opens it, and never called by mistake."""

from uuid import uuid4

import pytest
from django.urls import reverse

from opennrm.invented.cases import person_added, suspect_added
from opennrm.people.models import CorrectionDraft, RelatedPerson, SuspectedPerson
from tests.web.people.posts import REASON


@pytest.fixture
def case_id(world, constable):
    course = world.course(world.report(constable).case_id)
    known = {"name": "Pearl Redwood", "relation": "neighbour", "safe_to_contact": "no"}
    course.go(
        person_added("guardian", **known),
        suspect_added("transports", name="Biggs", note="He drives the car.", is_child="yes"),
    )
    return course.case_id


def text_of(response) -> str:
    return response.content.decode()


def only(kind):
    return kind.objects.using("setup").get()


def test_the_page_of_the_case_shows_roles_and_warnings_and_no_name(world, caseworker, case_id):
    client = world.client(caseworker)
    page = text_of(client.get(reverse("case-show", args=[case_id])))
    assert all(
        words in page
        for words in ("Guardian (neighbour)", "Do not contact", "Transported the child", "Child")
    )
    assert not any(words in page for words in ("Redwood", "Biggs", "drives"))
    opened = text_of(client.post(reverse("people-around", args=[case_id])))
    warned = opened.index("Do not contact this person. It could put somebody in danger.")
    assert (
        warned < opened.index("Pearl Redwood") < opened.index("Nobody has proved it.") < opened.index("Biggs")
    )
    assert "This person is a child, and may be a victim too." in opened


def test_without_anybody_the_page_says_whom_to_add(world, constable, caseworker):
    page = text_of(world.client(caseworker).get(reverse("case-show", args=[world.report(constable).case_id])))
    assert "Nobody has been added. Add the guardian, and somebody the child trusts." in page
    assert "Show who these people are" not in page


def test_who_was_ended_is_kept_and_named_among_earlier_details(world, caseworker, case_id):
    client, row = world.client(caseworker), only(RelatedPerson)
    sent = client.post(reverse("person-end", args=[case_id, row.pk]), {"reason": REASON})
    assert sent.status_code == 302
    assert "Guardian (neighbour)" not in text_of(client.get(reverse("case-show", args=[case_id])))
    opened = text_of(client.post(reverse("people-around", args=[case_id])))
    assert "No longer" in opened
    assert reverse("person-end", args=[case_id, row.pk]) not in opened
    earlier = text_of(client.get(reverse("case-corrections", args=[case_id])))
    assert all(words in earlier for words in ("Guardian (neighbour)", "Does this still hold?", REASON))


def test_two_who_correct_the_same_see_both_and_lose_nothing(world, caseworker, supervisor, case_id):
    address = reverse("suspect-correct", args=[case_id, only(SuspectedPerson).pk])
    stands = {
        "role": "transports",
        "is_child": "yes",
        "note": "He drives the car.",
        "told_by": "child",
        "told_on_month": 3,
        "told_on_year": 2020,
        "is_current": "True",
        "version": 0,
        "reason": REASON,
    }
    assert world.client(caseworker).post(address, {**stands, "name": "Bigga"}).status_code == 302
    response = world.client(supervisor).post(address, {**stands, "name": "Big Man", "address": "By the mill"})
    page = text_of(response)
    assert response.status_code == 409
    assert "Name. Now: “Bigga”. You typed: “Big Man”." in page
    assert all(words in page for words in ('value="Big Man"', "By the mill", 'name="version" value="1"'))


def test_what_does_not_fit_stays_on_the_form(world, caseworker, case_id):
    typed = {
        "role": "parent",
        "name": "Pearl",
        "is_child": "yes",
        "safe_to_contact": "no",
        "birth_date_year": 1980,
    }
    response = world.client(caseworker).post(reverse("person-add", args=[case_id]), typed)
    assert response.status_code == 422
    assert "This does not fit the date of birth. Correct one of them." in text_of(response)
    assert 'value="Pearl"' in text_of(response)


def test_a_search_says_through_whom_it_found_the_case(world, caseworker, case_id):
    page = text_of(world.client(caseworker).post(reverse("case-search"), {"words": "Pearl Redwood"}))
    assert "found by somebody around the child: Guardian" in page
    assert "Redwood" not in page.replace('value="Pearl Redwood"', "")


def drafts_of(world, person, case_id) -> list[CorrectionDraft]:
    with world.acting(person) as actor:
        return list(CorrectionDraft.objects.visible_to(actor).filter(case_id=case_id))


PAGES = {
    "person-add": ("related", None, "Finish a person that you started to add"),
    "person-correct": ("related", RelatedPerson, "Finish a correction that you started"),
    "suspect-add": ("suspected", None, "Finish a person that you started to add"),
    "suspect-correct": ("suspected", SuspectedPerson, "Finish a correction that you started"),
    "contact-add": ("contact", None, "Finish a contact that you started to add"),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_was_typed_and_not_sent_is_there_when_one_comes_back(
    world, caseworker, supervisor, case_id, page
):
    kind, corrects, reminder = PAGES[page]
    subject = [only(corrects).pk] if corrects else []
    client, address = world.client(caseworker), reverse(page, args=[case_id, *subject])
    autosave = reverse("correction-autosave", args=[case_id, kind, *(subject or [case_id])])
    typed = {"telephone": "876 555 0777", "address": "Behind the old mill", "page": str(uuid4())}
    assert client.post(autosave, {**typed, "draft": "", "draft_version": ""}).status_code == 204
    (draft,) = drafts_of(world, caseworker, case_id)
    assert b"0777" not in bytes(draft.content)
    assert drafts_of(world, supervisor, case_id) == []
    shown = text_of(client.get(address))
    for words in ("876 555 0777", "Behind the old mill", "You started this and did not finish it"):
        assert words in shown
    assert "Behind the old mill" not in text_of(client.get(address + "?fresh=1"))
    home = text_of(client.get(reverse("home")))
    assert reminder in home
    assert f'href="{address}"' in home
    later = {**typed, "draft": draft.pk, "draft_version": draft.version, "then": "later"}
    assert client.post(address, later).headers["Location"] == reverse("case-show", args=[case_id])
    (kept,) = drafts_of(world, caseworker, case_id)
    discard = reverse("correction-draft-discard", args=[case_id, kept.pk])
    assert client.post(discard).status_code == 302
    assert drafts_of(world, caseworker, case_id) == []


def test_a_person_who_was_added_is_no_draft_any_more(world, caseworker, case_id):
    client, address = world.client(caseworker), reverse("person-add", args=[case_id])
    page = {"page": str(uuid4()), "draft": "", "draft_version": ""}
    half = {"name": "Aunt Ivy", "role": "guardian", **page}
    answer = client.post(address, half)
    assert answer.status_code == 422
    assert len(drafts_of(world, caseworker, case_id)) == 1
    whole = {**half, "is_child": "no", "safe_to_contact": "yes"}
    assert client.post(address, whole).status_code == 302
    assert drafts_of(world, caseworker, case_id) == []
    assert RelatedPerson.objects.using("setup").filter(case_id=case_id).count() == 2


def test_why_somebody_is_no_longer_around_the_child_is_kept_while_it_is_typed(world, caseworker, case_id):
    client, person = world.client(caseworker), only(RelatedPerson)
    address = reverse("person-end", args=[case_id, person.pk])
    page = {"page": str(uuid4()), "draft": "", "draft_version": ""}
    autosave = reverse("correction-autosave", args=[case_id, "related_end", person.pk])
    assert client.post(autosave, {"reason": REASON, **page}).status_code == 204
    shown = text_of(client.get(address))
    assert REASON in shown
    assert "You started this and did not finish it" in shown
    home = text_of(client.get(reverse("home")))
    assert "Finish saying that a person no longer has to do with the child" in home
    assert f'href="{address}"' in home
    assert client.post(address, {"reason": REASON, **page}).status_code == 302
    assert drafts_of(world, caseworker, case_id) == []
    of_case = reverse("correction-autosave", args=[case_id, "related_end", case_id])
    assert client.post(of_case, {"reason": REASON, **page}).status_code == 404


def test_nobody_keeps_a_draft_of_a_person_of_another_case(world, constable, caseworker, case_id):
    other = world.report(constable).case_id
    for kind, subject in (("related", only(RelatedPerson)), ("suspected", only(SuspectedPerson))):
        autosave = reverse("correction-autosave", args=[other, kind, subject.pk])
        assert world.client(caseworker).post(autosave, {"page": str(uuid4())}).status_code == 404
