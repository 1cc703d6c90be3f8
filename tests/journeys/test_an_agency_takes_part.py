"""The police take part in a case: the lead asks, and chooses what they see and until when. They accept, and end it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.joint_work.scene import today

pytestmark = pytest.mark.journey

SUMMARY = "She would like to speak with a woman, and not at the station."


def ask_the_police(caseworker, case_id) -> None:
    """From the page of the case: choose agency and purpose, say what they see and until when, check, and ask."""
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Ask an agency to take part")
    caseworker.sees("Investigation of a crime", "Agencies that you cannot ask")
    caseworker.picture("joint-work-choose")
    caseworker.follow(re.compile("^Investigation of a crime"))
    caseworker.press("Check and ask", status=422)
    caseworker.sees("Enter the last day.", "Write what the agency needs to know before it answers.")
    caseworker.open(urlsplit(caseworker.page.url).path)
    day = today() + timedelta(days=30)
    caseworker.fill(
        summary=SUMMARY, last_day_day=str(day.day), last_day_month=str(day.month), last_day_year=str(day.year)
    )
    caseworker.choose("The name")
    caseworker.picture("joint-work-ask")
    caseworker.press("Check and ask")
    caseworker.sees("Check before you ask", "It will see", SUMMARY)
    caseworker.picture("joint-work-check")
    caseworker.press("Ask the agency")
    caseworker.sees("The agency has been asked. It sees nothing of the case until it accepts.")


def stop_taking_part(inspector, case_id) -> None:
    """From the page of the case: open the request, say why it ends, and end it."""
    inspector.open(f"/cases/{case_id}/")
    inspector.follow("Harbour police station")
    inspector.press("Stop taking part")
    inspector.choose("The work is done")
    inspector.fill(words="The man was charged.")
    inspector.picture("joint-work-end")
    inspector.press("Stop taking part")
    inspector.sees("It has ended. The agency that took part can no longer see the case.")


def test_the_police_take_part_until_they_end_it(visit, mechanism):
    world = mechanism.world
    case_id = mechanism.taken(mechanism.reported())
    caseworker, inspector = visit(mechanism.caseworker), visit(world.known("inspector"))
    ask_the_police(caseworker, case_id)

    inspector.open(f"/cases/{case_id}/", status=404)
    inspector.open("/")
    inspector.sees("Cases in which your agency is asked to take part")
    inspector.follow(re.compile("^Asked by Child protection office"))
    inspector.sees(SUMMARY, "It does not see:")
    inspector.does_not_see("Keisha", "Dunmore")
    inspector.picture("joint-work-answer")
    inspector.press("Take part")
    inspector.sees("Your agency takes part in this case now.")
    inspector.page.get_by_text("Why do I see this?").click()
    inspector.sees("Harbour police station takes part in this case for a purpose.")
    inspector.press("Show name and contact details")
    inspector.sees("Keisha", "Dunmore")
    inspector.open("/")
    inspector.sees("Cases in which your agency takes part")

    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("Agencies that take part", "An agency takes part in the case")
    caseworker.picture("joint-work-case")
    caseworker.follow("Harbour police station")
    caseworker.press("Set a later last day")
    caseworker.picture("joint-work-extend")

    stop_taking_part(inspector, case_id)
    inspector.open(f"/cases/{case_id}/", status=404)
    caseworker.open("/notices/")
    caseworker.follow(re.compile("^An agency no longer takes part in one of your cases."))
    caseworker.sees("The man was charged.", "The work is done")
