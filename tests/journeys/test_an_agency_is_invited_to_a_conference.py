"""A case conference with another agency: invited, answered, proposed, agreed and done; then a sheet for the visit."""

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.invented import joint_work
from opennrm.web.design.times import written
from tests.journeys.test_tasks_are_done_put_off_and_handed_on import choose_day
from tests.tasks.scene import in_days, today

pytestmark = pytest.mark.journey


def test_police_who_take_part_are_invited_come_and_do_what_was_agreed(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    police = mechanism.inspector
    mechanism.world.course(case_id, worker=mechanism.caseworker).go(
        joint_work.joint_work_asked(of=police), joint_work.takes_part(by=police)
    )
    caseworker, inspector = visit(mechanism.caseworker), visit(police)
    conference = invite(caseworker, case_id, agency=police.membership.agency.name)
    come(inspector)
    caseworker.open(conference)
    caseworker.sees("Will come", "Who drives the van", "Proposed by")
    agree(caseworker)
    report(inspector)
    caseworker.open(conference)
    caseworker.sees("Their agency reported on", "that it is done: He was found at the market.")
    take_a_sheet(caseworker)


def invite(caseworker, case_id, *, agency: str) -> str:
    """Plan the conference and invite the police; returns its address."""
    caseworker.open(f"/cases/{case_id}/conferences/new/")
    choose_day(caseworker, "on", today())
    now = timezone.localtime(timezone=pack().zone)
    caseworker.fill(time=written(now.time()), place="The small meeting room")
    caseworker.choose("In person")
    caseworker.press("Plan the conference")
    caseworker.press("Add somebody who takes part")
    caseworker.fill(who="Inspector Whitfield")
    caseworker.choose("Police")
    caseworker.page.get_by_label("Which agency are they from?").select_option(label=agency)
    caseworker.press("Add")
    caseworker.sees("We have told their agency", "Not answered yet")
    caseworker.press("Add to the agenda")
    caseworker.choose("Risk to the child: not assessed yet")
    caseworker.fill(text="What she told her aunt")
    caseworker.press("Add to the agenda")
    return caseworker.page.url.removeprefix(caseworker.site)


def come(inspector) -> None:
    """Say who comes and propose something. What the lead keeps for itself is not on the page."""
    inspector.open("/")
    inspector.follow("Say who will come", exact=False)
    inspector.sees("The small meeting room", "Risk to the child: not assessed yet")
    inspector.does_not_see("What she told her aunt")
    inspector.press("Say who will come")
    inspector.choose("Will come")
    inspector.press("Send the answer")
    inspector.press("Propose something for the agenda")
    inspector.fill(text="Who drives the van")
    inspector.press("Put it on the agenda")
    inspector.picture("conference-invitation")


def agree(caseworker) -> None:
    caseworker.press("Record that it was held")
    caseworker.choose("Took part")
    caseworker.press("Record that it was held")
    caseworker.press("Add an agreed action")
    caseworker.fill(text="Find the driver.")
    caseworker.choose("Make a telephone call", "Inspector Whitfield")
    choose_day(caseworker, "due_on", in_days(2))
    caseworker.press("Add the action")


def report(inspector) -> None:
    inspector.open("/")
    inspector.follow("Do what a case conference agreed", exact=False)
    inspector.sees("Find the driver.")
    inspector.press("Report that it is done")
    inspector.fill(words="He was found at the market.")
    inspector.press("Tell the lead agency")
    inspector.sees("Reported as done")


def take_a_sheet(caseworker) -> None:
    """References alone, until names are chosen."""
    caseworker.open("/tasks/")
    caseworker.follow("Print a sheet to take with you")
    caseworker.choose("Due in the next 7 days, and overdue", "No, only the references of the cases")
    caseworker.press("Show the sheet")
    caseworker.sees("Make a telephone call")
    caseworker.does_not_see("Keisha", "Find the driver.")
    caseworker.follow("Choose other tasks")
    caseworker.choose("Due in the next 7 days, and overdue")
    caseworker.choose("Yes, with names, addresses and what is to be done")
    caseworker.press("Show the sheet")
    caseworker.sees("Keisha Dunmore", "Find the driver.", "It is not safe to call or write there.")
    caseworker.picture("task-sheet")
