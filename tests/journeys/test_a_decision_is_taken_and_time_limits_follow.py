"""Identification: a decision with reasons and date; time limits begin, pause and end by what happens."""

import re

import pytest

from tests.journeys import filling_in

pytestmark = pytest.mark.journey


def test_a_child_is_presumed_a_victim_and_the_next_time_limit_begins(visit, mechanism):
    case_id = mechanism.screened(mechanism.taken(mechanism.reported()))
    caseworker = visit(mechanism.caseworker)
    caseworker.open("/clocks/")
    caseworker.sees("Decision whether to presume")
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Record a decision")
    caseworker.press("Record the decision", status=422)
    caseworker.sees("Choose what you decide.", "Give the reasons for the decision.")
    caseworker.open(f"/cases/{case_id}/decision/")
    filling_in.presume(caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("Presumed victim", "Decision whether to confirm")
    caseworker.open("/clocks/")
    caseworker.does_not_see("Decision whether to presume")


def test_a_time_limit_is_paused_with_a_reason_and_goes_on(visit, mechanism):
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    caseworker = visit(mechanism.caseworker)
    caseworker.open("/clocks/")
    caseworker.picture("clocks")
    caseworker.follow(re.compile(r"^Pause\b"))
    caseworker.press("Pause the time limit", status=422)
    caseworker.sees("Choose a reason.")
    caseworker.open(caseworker.page.url)
    caseworker.page.get_by_role("radio").first.check()
    caseworker.fill(note="Called the aunt twice on Monday; nobody answered.")
    caseworker.picture("clock-pause")
    caseworker.press("Pause the time limit")
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("Paused", "A time limit was paused")
    caseworker.open("/clocks/?paused=yes")
    caseworker.follow("Resume", exact=False)
    caseworker.sees("Called the aunt twice on Monday")
    caseworker.press("Resume")
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("A time limit was resumed")


def test_two_people_who_decide_at_once_are_told_of_each_other(visit, mechanism):
    case_id = mechanism.screened(mechanism.taken(mechanism.reported()))
    caseworker, supervisor = visit(mechanism.caseworker), visit(mechanism.supervisor)
    for decider in (caseworker, supervisor):
        decider.open(f"/cases/{case_id}/decision/")
        decider.page.get_by_label("Presumed victim").check()
        decider.fill(reasons="She said so, and the answers of the screening fit together.")
    caseworker.press("Record the decision")
    with supervisor.page.expect_navigation():
        supervisor.page.get_by_role("button", name="Record the decision").click()
    assert supervisor.answer.status in (200, 409)
    supervisor.look(status=supervisor.answer.status)
    supervisor.open(f"/cases/{case_id}/decisions/")
    assert supervisor.page.get_by_text("Potential victim").count() == 1
