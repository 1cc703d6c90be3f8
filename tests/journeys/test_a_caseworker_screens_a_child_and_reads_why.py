"""Screening: the result says by which answers and which rule, and a second screening keeps the first."""

import pytest

from tests.journeys import filling_in

pytestmark = pytest.mark.journey


@pytest.fixture
def case_id(mechanism):
    return mechanism.taken(mechanism.reported())


def test_the_result_explains_itself(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Screen the child")
    filling_in.screen_the_child(caseworker)
    caseworker.sees("Why this result", "Answered yes or no", "Rule:", "Because of these answers:")
    caseworker.sees("An act is shown, and one is enough", "For a child none is needed")
    caseworker.sees("This result does not close the concern", "What to do next")
    caseworker.follow("Back to the case")
    caseworker.sees("The child was screened")


def test_only_no_never_closes_a_concern(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/screenings/new/")
    caseworker.press("Start the screening")
    caseworker.follow("What was done to the child")
    for group in caseworker.page.get_by_role("main").get_by_role("group").all():
        if group.get_by_label("No", exact=True).count():
            group.get_by_label("No", exact=True).check()
    caseworker.press("Save and see all parts")
    caseworker.press("Finish and see the result")
    caseworker.sees("This result does not close the concern")
    caseworker.open("/cases/")
    caseworker.sees(mechanism.case(case_id).reference)


def test_a_second_screening_keeps_the_first(visit, mechanism, case_id):
    mechanism.screened(case_id)
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Screen again")
    filling_in.screen_the_child(caseworker)
    caseworker.sees(
        "All screenings of this child", "What has changed since the previous screening", "(shown here)"
    )
    earlier = caseworker.page.get_by_role("region", name="All screenings of this child").get_by_role("link")
    assert earlier.count() == 1


def test_a_screening_begun_on_the_phone_goes_on_at_the_desk(visits, mechanism, case_id):
    phone = visits(mechanism.caseworker, screen="phone")
    phone.open(f"/cases/{case_id}/screenings/new/")
    phone.press("Start the screening")
    phone.follow("What was done to the child")
    filling_in.answer(phone, "Someone recruited the child.", "Yes")
    phone.press("Save and see all parts")
    desk = visits(mechanism.caseworker, screen="desk")
    desk.open(f"/cases/{case_id}/screenings/new/")
    desk.is_at("Your screening so far")
    desk.sees("1 of 5 answered")
