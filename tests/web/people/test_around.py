"""Who else has to do with a child: without a name until somebody opens it, and never called by mistake."""

import pytest
from django.urls import reverse

from opennrm.invented.cases import person_added, suspect_added
from opennrm.people.models import RelatedPerson, SuspectedPerson
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
