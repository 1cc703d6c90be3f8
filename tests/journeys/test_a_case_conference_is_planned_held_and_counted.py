"""A case conference: planned with an agenda from what is open, held, written down, and what it agreed is done."""

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.web.design.times import written
from tests.journeys.test_tasks_are_done_put_off_and_handed_on import choose_day
from tests.tasks.scene import in_days, today

pytestmark = pytest.mark.journey
MINUTES = "The sergeant has seen the mill. Keisha wants to stay with her aunt."


def test_a_conference_is_planned_held_and_what_it_agreed_becomes_a_task(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Plan a case conference")
    caseworker.press("Plan the conference", status=422)
    caseworker.sees("Enter the day.", "Choose how you meet.")
    choose_day(caseworker, "on", today())
    now = timezone.localtime(timezone=pack().zone)
    caseworker.fill(time=written(now.time()), place="The small meeting room")
    caseworker.choose("In person")
    caseworker.picture("conference-new")
    caseworker.press("Plan the conference")
    prepare(caseworker)
    hold(caseworker)
    caseworker.press("Add an agreed action")
    caseworker.fill(text="Ask the aunt whether she has room.")
    caseworker.choose("Make a telephone call")
    choose_day(caseworker, "due_on", in_days(2))
    caseworker.press("Add the action")
    caseworker.picture("conference-show")
    caseworker.follow("Ask the aunt whether she has room.")
    caseworker.follow("Agreed at a case conference")
    caseworker.sees(MINUTES)
    supervisor = visit(mechanism.supervisor)
    supervisor.open("/conferences/figures/")
    supervisor.sees(f"Case conferences in {now.year}", "Police", "1 conference")
    supervisor.picture("conference-figures")


def prepare(caseworker) -> None:
    """Say who takes part, and choose from what is open in the case."""
    caseworker.press("Add somebody who takes part")
    caseworker.fill(who="Sergeant Imogen Wray")
    caseworker.choose("Police")
    caseworker.page.get_by_label("Which agency are they from?").select_option("another")
    caseworker.press("Add")
    caseworker.press("Add to the agenda")
    caseworker.choose("Risk to the child: not assessed yet")
    caseworker.fill(text="Where she can stay")
    caseworker.picture("conference-agenda")
    caseworker.press("Add to the agenda")
    caseworker.sees("Risk to the child: not assessed yet", "Where she can stay")


def hold(caseworker) -> None:
    """Record who took part. The minutes are kept while they are typed, and are there again after the page was left."""
    caseworker.press("Record that it was held")
    caseworker.choose("Took part")
    caseworker.press("Record that it was held")
    caseworker.press("Write the minutes")
    with caseworker.page.expect_response(lambda answer: "autosave" in answer.url):
        caseworker.fill(text=MINUTES)
    address = caseworker.page.url
    caseworker.open("/")
    caseworker.open(address.removeprefix(caseworker.site))
    caseworker.sees("You started to write and did not finish.")
    assert caseworker.page.get_by_label("Minutes").input_value() == MINUTES
    caseworker.press("Save the minutes")
    caseworker.sees("The minutes are saved.", MINUTES)
