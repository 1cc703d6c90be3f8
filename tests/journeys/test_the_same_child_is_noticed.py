"""A caseworker types the name of a child who is in a case already: the page shows it, and so does the case."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.filling_in import begin_a_concern

pytestmark = pytest.mark.journey

CHILD = {
    "given_names": "Shanice", "family_name": "Thistlewood", "birth_date": "2011-04-09", "school": "Harbour Primary",
}  # fmt: skip
FOUND = "We found 1 child who may be the same"


def test_while_a_name_is_typed_the_same_child_is_shown(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported(**CHILD))
    caseworker = visit(mechanism.caseworker)
    begin_a_concern(caseworker)
    caseworker.open(re.sub(r"/questions/.*", "/questions/identity/", caseworker.page.url))
    for name, text in (("given_names", "Shanise"), ("family_name", "Thistlewood")):
        caseworker.page.locator(f"[name={name}]").press_sequentially(text)
    expect(caseworker.page.get_by_role("heading", name=FOUND)).to_be_visible()
    caseworker.page.get_by_label("Year").press_sequentially("2011")
    # Until it has looked again, a press on the button would only show who was found with the year.
    reasons = caseworker.page.locator(".nrm-same-child__reasons > div", has_text="Nearly the same")
    expect(reasons.filter(has_text="date of birth")).to_be_visible()
    caseworker.look()
    caseworker.sees("Shanice Thistlewood", "Nearly the same", "first names")
    with caseworker.page.expect_popup() as opened:
        caseworker.page.get_by_role("link", name="Shanice Thistlewood").click()
    assert str(case_id) in opened.value.url
    caseworker.press("Save and continue")
    caseworker.is_at("How can we reach you?")


def test_from_a_case_other_records_of_its_child_are_found(visit, mechanism):
    first = mechanism.taken(mechanism.reported(**CHILD))
    second = mechanism.taken(mechanism.reported(**{**CHILD, "family_name": "Thistlewoode"}))
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{second}/")
    caseworker.press("Look for the same child")
    caseworker.sees(FOUND, "Very likely the same child")
    caseworker.follow("Shanice Thistlewood")
    assert str(first) in caseworker.page.url
