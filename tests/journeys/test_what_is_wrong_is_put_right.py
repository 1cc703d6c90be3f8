"""A caseworker corrects a name in two goes, says that the missing child was found, and how great the risk is."""

import pytest

pytestmark = pytest.mark.journey


@pytest.fixture
def case_id(mechanism):
    return mechanism.taken(mechanism.reported(urgent_dangers=["missing"]))


def test_a_name_is_corrected_and_what_stood_before_is_kept(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Show name and contact details")
    caseworker.follow("Correct who the child is")
    caseworker.fill(family_name="Dunmoor")
    caseworker.press("Finish it later")
    caseworker.sees("Your unfinished correction is saved.")
    caseworker.open("/")
    caseworker.follow("Finish a correction that you started", exact=False)
    caseworker.sees("You started this and did not finish it.")
    assert caseworker.page.get_by_label("Family name").input_value() == "Dunmoor"
    caseworker.fill(reason="Her birth certificate says so.")
    caseworker.choose("Yes, or it was only spelled differently")
    caseworker.picture("identity-correct")
    caseworker.press("Save the correction")
    caseworker.sees("Corrected: family name")
    caseworker.follow("Corrected: family name")
    caseworker.sees("Dunmore", "Dunmoor", "Her birth certificate says so.", "Marcia Denholm")
    caseworker.picture("case-corrections")


def test_a_missing_child_is_found_and_the_risk_assessed(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("Urgent: The child is missing.")
    caseworker.follow("Urgent dangers")
    caseworker.picture("case-urgency")
    caseworker.press("This danger is over")
    caseworker.fill(reason="She is at her grandmother's. I spoke to her.")
    caseworker.press("Save")
    caseworker.does_not_see("Urgent: The child is missing.")
    caseworker.follow("Risk to the child")
    caseworker.choose("High")
    caseworker.fill(reason="The man who kept her papers knows where she is.")
    caseworker.picture("case-risk")
    caseworker.press("Save the risk")
    caseworker.sees("Risk: High", "The risk was assessed: High")
