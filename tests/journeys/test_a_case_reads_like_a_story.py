"""The page of a case: what happened, who takes part and why, and why one sees it."""

import pytest

pytestmark = pytest.mark.journey


@pytest.fixture
def case_id(mechanism):
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    mechanism.accepted(mechanism.referred(case_id))
    mechanism.referred(case_id, mechanism.counselling)
    return case_id


def test_everything_stands_on_one_page(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    told = caseworker.page.locator(".nrm-timeline").inner_text()
    story = (
        "The service accepted: Safe shelter",
        "A service was asked to help: Safe shelter",
        "Decided: presumed victim",
        "The child was screened",
        "The case was assigned to Marcia Denholm",
        "A concern was reported",
    )
    assert sorted(story, key=told.index) == list(story)
    caseworker.sees("Who takes part", "Morning House", "Time limits", "Referrals", "Screenings", "Documents")
    caseworker.does_not_see("Keisha", "Dunmore")
    caseworker.page.get_by_text("Why do I see this?").click()
    caseworker.sees("Child protection office leads this case, and it is assigned to you.")
    caseworker.picture("case")


def test_what_is_sealed_is_opened_and_recorded(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Show name and contact details")
    caseworker.sees("Keisha", "Dunmore", "A man keeps her birth certificate.", "blue gate")
    caseworker.sees("It is not safe to write or call there.")
    caseworker.picture("case-identity")
    caseworker.follow("Back to the case")
    caseworker.follow("Who looked at this case")
    caseworker.sees("Marcia Denholm")
    caseworker.picture("who-looked")


def test_a_child_is_found_by_part_of_the_name_among_the_cases_one_may_see(visit, mechanism, case_id):
    reference = mechanism.case(case_id).reference
    caseworker, stranger = visit(mechanism.caseworker), visit(mechanism.other_caseworker)
    for person in (caseworker, stranger):
        person.open("/cases/search/")
        person.page.get_by_role("search").get_by_role("textbox").fill("Dunm")
        person.press("Search")
        assert "Dunm" not in person.page.url
    caseworker.sees("1 case found", reference)
    caseworker.picture("search")
    stranger.sees("0 cases found")
    stranger.does_not_see(reference)
