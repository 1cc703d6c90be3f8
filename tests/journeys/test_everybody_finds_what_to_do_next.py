"""My work: one page a role, the oldest clock first; notices that say nothing about a child."""

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.journey


def test_the_caseworker_finds_new_concerns_and_own_cases(visit, mechanism):
    mechanism.presumed(mechanism.taken(mechanism.reported()))
    mechanism.referred(mechanism.presumed(mechanism.taken(mechanism.reported(mechanism.nurse, age=12))))
    mechanism.taken(mechanism.reported(mechanism.nurse, age=9, at=timezone.now() - timedelta(days=3)))
    mechanism.reported(urgent_dangers=["missing"], at=timezone.now() - timedelta(hours=2))
    caseworker = visit(mechanism.caseworker)
    caseworker.open("/")
    caseworker.sees("New concerns that nobody has taken", "My cases", "Urgent")
    caseworker.picture("my-work")
    mine = caseworker.page.get_by_role("region", name="My cases").get_by_role("listitem")
    assert mine.count() == 3
    assert "Overdue" in mine.first.inner_text()
    caseworker.open("/cases/")
    caseworker.picture("cases")


def test_the_service_finds_what_waits_for_its_answer(visit, mechanism):
    mechanism.accepted(mechanism.referred(mechanism.presumed(mechanism.taken(mechanism.reported()))))
    mechanism.referred(mechanism.presumed(mechanism.taken(mechanism.reported(mechanism.nurse, age=14))))
    manager = visit(mechanism.manager)
    manager.open("/")
    manager.sees("Waiting for our answer", "Children we are helping", "Say how many places are free")
    manager.does_not_see("Keisha", "Dunmore")
    manager.picture("my-work-service")


def test_the_constable_finds_drafts_and_receipts(visit, mechanism):
    receipt = mechanism.reported()
    constable = visit(mechanism.constable)
    constable.open("/")
    constable.sees("Concerns I reported", receipt.number)
    constable.picture("my-work-reporter")


def test_the_supervisor_finds_what_is_overdue_and_gives_a_case_away(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported(at=timezone.now() - timedelta(days=6)))
    supervisor = visit(mechanism.supervisor)
    supervisor.open("/")
    supervisor.sees("Overdue in my agency", mechanism.case(case_id).reference)
    supervisor.picture("my-work-supervisor")
    supervisor.open(f"/cases/{case_id}/")
    supervisor.press("Assign to somebody else")
    supervisor.page.get_by_label("Tyrone Ashby").check()
    supervisor.picture("case-assign")
    supervisor.press("Assign the case")
    earlier, later = visit(mechanism.caseworker), visit(mechanism.colleague)
    earlier.open(f"/cases/{case_id}/", status=404)
    later.open(f"/cases/{case_id}/")


def test_the_auditor_and_the_administrator_find_no_case(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    for person in (mechanism.auditor, mechanism.administrator):
        other = visit(person)
        other.open("/")
        other.does_not_see(mechanism.case(case_id).reference)
        other.open(f"/cases/{case_id}/", status=403)


def test_notices_carry_no_word_of_a_case(visit, mechanism, mailoutbox):
    receipt = mechanism.reported()
    reference = mechanism.case(receipt.case_id).reference
    caseworker = visit(mechanism.caseworker)
    caseworker.open("/notices/")
    caseworker.sees("A new concern is waiting for your team.")
    caseworker.does_not_see(reference, receipt.number, "Keisha")
    caseworker.picture("notices")
    caseworker.press("Mark all as read")
    assert [letter for letter in mailoutbox if reference in letter.body or "Keisha" in letter.body] == []
