"""Tasks: added, put off, handed on and done; the calendar leads to them, and a calendar program sees only days."""

import re

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from tests.tasks.scene import in_days

pytestmark = pytest.mark.journey
WORDS = "Ask the school when Keisha was last there."


def choose_day(visit, name: str, day) -> None:
    visit.fill(
        **{f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    )


def test_a_task_is_added_put_off_handed_on_and_done(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Add a task")
    caseworker.press("Add the task", status=422)
    caseworker.sees("Choose the kind of task.", "Write what is to be done.")
    caseworker.choose("Make a telephone call")
    caseworker.fill(words=WORDS)
    choose_day(caseworker, "due_on", in_days(1))
    caseworker.picture("task-new")
    caseworker.press("Add the task")
    caseworker.sees("The task has been added.")
    caseworker.does_not_see("Ask the school")

    caseworker.follow("Read what is to be done in this case")
    caseworker.sees(WORDS)
    caseworker.follow("Make a telephone call")
    caseworker.press("Put off")
    choose_day(caseworker, "to", in_days(4))
    caseworker.fill(reason="The school is closed until Monday.")
    caseworker.press("Put it off")

    caseworker.open("/calendar/?view=week&on=" + in_days(4).isoformat())
    caseworker.follow("Make a telephone call")
    caseworker.sees("The school is closed until Monday.")
    caseworker.picture("task-show")
    caseworker.press("Hand on")
    caseworker.choose("Sonia Bramwell")
    caseworker.press("Hand it on")

    finish(visit(mechanism.supervisor))


def finish(supervisor) -> None:
    """The supervisor, who was told of the task, marks it as done, takes that back, and does it again."""
    supervisor.open("/notices/")
    supervisor.follow("A task was given to you.")
    supervisor.sees(WORDS)
    supervisor.tab_to("Mark as done", press="Enter")
    supervisor.fill(words="She was there last on Thursday.")
    supervisor.press("The task is done")
    supervisor.tab_to("Undo", press="Enter", exact=False)
    supervisor.sees("The task is to be done again.")
    supervisor.sees("A task was opened again: Make a telephone call")


def test_a_calendar_shows_a_month_and_gives_an_address_once(visit, mechanism):
    mechanism.presumed(mechanism.taken(mechanism.reported()))
    caseworker = visit(mechanism.caseworker)
    caseworker.open("/calendar/")
    caseworker.sees(str(timezone.localdate(timezone=pack().zone).year), "Today")
    caseworker.picture("calendar")
    caseworker.follow("Next month")
    caseworker.follow("All cases I can see")
    caseworker.follow("See in your own calendar when something is due")
    caseworker.press("Make an address", status=201)
    caseworker.sees("Your secret address")
    address = re.search(r"/calendar/feed/[\w-]{43}/", caseworker.page.content())
    assert address
    file = caseworker.page.request.get(caseworker.site + address[0])
    assert (file.status, "Due: task" in file.text(), "Keisha" in file.text()) == (200, True, False)
    caseworker.open("/calendar/feed/")
    caseworker.press("End the address")
    caseworker.sees("The address has ended.")
    assert caseworker.page.request.get(caseworker.site + address[0]).status == 404
