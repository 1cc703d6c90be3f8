"""Identification by another agency: the caseworker asks the police, who decide, and the caseworker sees it."""

import re

import pytest

from tests.journeys import filling_in

pytestmark = pytest.mark.journey


def ask_the_police(caseworker, case_id) -> None:
    """From the page of the case: choose the station, and ask it."""
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Ask for a decision")
    caseworker.press("Ask this agency", status=422)
    caseworker.sees("Choose the agency that should decide.")
    caseworker.open(f"/cases/{case_id}/decision/ask/")
    caseworker.page.get_by_label("Harbour police station").check()
    caseworker.sees("Sees: the case with its reference and status", "Legal basis")
    caseworker.picture("decision-ask")
    caseworker.press("Ask this agency")
    caseworker.sees("The agency has been asked", "Another agency has to decide")
    caseworker.sees("An agency was asked for a decision: Harbour police station")


def test_the_police_are_asked_and_decide_and_see_the_case_no_longer(visit, mechanism):
    case_id = mechanism.screened(mechanism.taken(mechanism.reported()))
    caseworker, inspector = visit(mechanism.caseworker), visit(mechanism.inspector)
    inspector.open("/")
    inspector.sees("Waiting for our decision", "No decision is waiting for your team.")
    inspector.open(f"/cases/{case_id}/", status=404)
    ask_the_police(caseworker, case_id)

    inspector.open("/notices/")
    inspector.sees("A decision is waiting for your team.")
    inspector.open("/")
    inspector.follow(re.compile("^Decide whether the child is presumed"))
    inspector.sees("Potential victim", "Asked for a decision", "Marcia Denholm")
    inspector.does_not_see("Keisha", "Show name and contact details", "Take this case")
    inspector.picture("case-of-decider")
    inspector.press("Record a decision")
    filling_in.presume(inspector)
    inspector.is_at("My work")
    inspector.sees("Your team can no longer see this case", "No decision is waiting for your team.")
    inspector.open(f"/cases/{case_id}/", status=404)

    caseworker.open("/notices/")
    caseworker.follow("The agency that you asked has made its decision.")
    caseworker.sees("Presumed victim", "Errol Whitfield", "Decision whether to confirm")
    caseworker.open(f"/cases/{case_id}/decision/")
    caseworker.sees("A teacher saw it", "Errol Whitfield")


def test_a_request_is_withdrawn(visit, mechanism):
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    caseworker, inspector = visit(mechanism.caseworker), visit(mechanism.inspector)
    caseworker.open(f"/cases/{case_id}/decision/")
    caseworker.sees("Your role cannot make the next decision")
    caseworker.follow("Ask another agency for the decision")
    caseworker.page.get_by_label("Harbour police station").check()
    caseworker.press("Ask this agency")
    inspector.open(f"/cases/{case_id}/")
    caseworker.press("See the request for a decision")
    caseworker.sees("Harbour police station", "Can see the case until")
    caseworker.press("Withdraw the request")
    caseworker.sees(
        "The request was withdrawn", "The request for a decision was withdrawn: Harbour police station"
    )
    inspector.open(f"/cases/{case_id}/", status=404)
    inspector.open("/notices/")
    inspector.sees("A decision is no longer needed from your team.")
