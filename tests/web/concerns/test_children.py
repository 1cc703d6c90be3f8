"""Several children in one report, as a browser without scripts sees them."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from opennrm.cases.models import Case
from opennrm.concerns.answers import OF_FURTHER_CHILD as ANSWERED
from opennrm.concerns.models import ConcernDraft
from opennrm.country.pack import pack
from opennrm.web.concerns.steps import OF_FURTHER_CHILD
from tests.web.concerns.walking import Walk, hidden_fields, text_of


@pytest.fixture
def report(walk) -> Walk:
    """A report in which enough is answered to send it."""
    walk.answer_enough()
    return walk


def add_child(report: Walk, **answers) -> Walk:
    """Press "Add another child" as the page has it, and answer its page."""
    page = hidden_fields(report.client.get(report.url("check")).content.decode())
    address = report.client.post(report.url("child-add"), page).headers["Location"]
    child = Walk(report.client, address.split("/")[2])
    if answers:
        answer = child.send("another-child", **answers)
        assert answer.status_code in (302, 422)
    return child


def test_a_further_child_asks_only_what_is_about_that_child_and_is_checked_with_the_first(report):
    child = add_child(report, tie="siblings", sex="female", given_names="Luz", reached="otherwise")
    child.send("another-contact", address="Green gate")
    page = report.client.get(report.url("check"))
    for words in ("Child 2", "Luz", "They are brothers or sisters", "Green gate", "Remove child 2"):
        assert words in text_of(page)
    assert report.client.get(child.url("check")).headers["Location"] == report.url("check")
    listed = text_of(report.client.get(reverse("concern-list")))
    assert listed.count("Draft from") == 1
    assert "2 children." in listed
    sent = report.submit()
    receipt = text_of(report.client.get(sent.headers["Location"]))
    assert len(set(re.findall(r"R-\w{4}-\w{4}-\w{4}|\w+-\w{4}-\w{4}-\w{4}", receipt))) == 2
    assert Case.objects.using("setup").count() == 2
    # An old page of the child leads to the child's own receipt.
    assert "/receipts/" in report.client.get(child.url("step", "another-child")).headers["Location"]


def test_every_question_about_a_further_child_is_about_that_child_alone():
    """What is not is taken from the first child's draft, and what was answered would be lost."""
    asked = {name for page in OF_FURTHER_CHILD if page.form for name in page.form.base_fields}
    assert asked == ANSWERED


def test_the_dangers_of_a_further_child_are_those_of_the_first_until_they_are_changed(report):
    first, second, *_rest = pack().codes("urgent_dangers").values()
    report.send("danger", urgent_dangers=[first.code, second.code])
    child = add_child(report, given_names="Luz")

    def chosen() -> set[str]:
        page = report.client.get(child.url("step", "another-danger")).content.decode()
        return set(re.findall(r'value="([\w-]+)"[^>]*checked', page))

    assert chosen() == {first.code, second.code}
    of_luz = text_of(report.client.get(report.url("check"))).split("Child 2")[1]
    assert first.title in of_luz
    assert "act-now" in child.send("another-danger", urgent_dangers=[second.code]).headers["Location"]
    assert chosen() == {second.code}
    of_luz = text_of(report.client.get(report.url("check"))).split("Child 2")[1]
    assert first.title not in of_luz
    assert second.title in of_luz


def test_what_cannot_be_read_of_a_child_is_named_before_the_report_is_sent(report):
    child = add_child(report, age_known="years", age="about nine")
    page = text_of(report.client.get(report.url("check")))
    assert "Before you can send this" in page
    assert "Child 2: Age in years" in page
    assert "Send the report" not in page
    assert report.submit().headers["Location"] == report.url("check")
    child.send("another-child", age_known="years", age="9")
    assert "Send the report about all children" in text_of(report.client.get(report.url("check")))


def test_a_child_can_be_removed_again_and_the_report_stays(report):
    child = add_child(report, given_names="Luz")
    assert "remove this child" in text_of(report.client.get(child.url("discard")))
    assert report.client.post(child.url("discard")).headers["Location"] == report.url("check")
    assert report.client.get(child.url("step", "another-child")).status_code == 404
    assert "Child 2" not in text_of(report.client.get(report.url("check")))


def test_pages_of_a_child_are_no_pages_of_a_report_and_the_other_way_round(report):
    child = add_child(report, given_names="Luz")
    for page in OF_FURTHER_CHILD:
        assert report.client.get(report.url("step", page.slug)).status_code == 404
    assert report.client.get(child.url("step", "what")).status_code == 404
    assert report.client.post(child.url("child-add")).status_code == 404


def test_a_page_that_was_sent_twice_adds_one_child(report):
    page = hidden_fields(report.client.get(report.url("check")).content.decode())
    addresses = {report.client.post(report.url("child-add"), page).headers["Location"] for _click in "12"}
    assert len(addresses) == 1
    assert ConcernDraft.objects.using("setup").count() == 2


def test_a_child_is_added_from_the_page_of_the_case(world, constable, caseworker):
    case_id = world.report(
        constable, given_names="Imani", account="Imani told me.", place="By the mill"
    ).case_id
    client = world.client(caseworker)
    shown = text_of(client.get(reverse("case-show", args=[case_id])))
    assert "Add another child of the same incident" in shown
    form = client.get(reverse("case-child-add", args=[case_id]))
    assert "What happened. This text may name the first child." in text_of(form)
    given = {**hidden_fields(form.content.decode()), "tie": "siblings", "copied": ["what", "where"]}
    places = [
        client.post(reverse("case-child-add", args=[case_id]), given).headers["Location"] for _click in "12"
    ]
    assert places[0] == places[1]
    draft = Walk(client, places[0].split("/")[2])
    page = text_of(client.get(draft.url("check")))
    assert "By the mill" in page
    assert "They are brothers or sisters" in page
    assert "Imani" not in page
    draft.send("belongs", tie="same_incident")
    client.get(draft.submit().headers["Location"])
    shown = text_of(client.get(reverse("case-show", args=[case_id])))
    assert "Same incident" in shown


def test_a_service_that_helps_sees_no_tie(world, constable, caseworker):
    case_id = world.report(constable).case_id
    stranger = world.client(world.person(world.agency("shelter"), "service_provider"))
    assert stranger.get(reverse("case-ties", args=[case_id])).status_code == 404
    assert stranger.get(reverse("tie-end", args=[case_id, uuid4()])).status_code == 404
