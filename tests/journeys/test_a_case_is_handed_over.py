"""A case goes to another office: its supervisor asks, the other one reads what it may, accepts, and leads the case."""

import re

import pytest

from opennrm.invented.cases import assigned

pytestmark = pytest.mark.journey

SUMMARY = "She lives with her aunt now, and goes to school there. She wants to stay."


def ask_the_parish_office(supervisor, case_id) -> None:
    """From the page of the case: choose the office, say why and what it has to know, check, and ask."""
    supervisor.open(f"/cases/{case_id}/")
    supervisor.press("Hand over to another agency")
    supervisor.press("Check and ask", status=422)
    supervisor.sees("Choose the agency that should lead the case.")
    supervisor.open(f"/cases/{case_id}/handover/")
    supervisor.choose("Parish protection office", "The child has moved or is being cared for elsewhere")
    supervisor.fill(summary=SUMMARY)
    supervisor.picture("handover-ask")
    supervisor.press("Check and ask")
    supervisor.sees("Check before you ask", "they can still see what was there", SUMMARY)
    supervisor.picture("handover-check")
    supervisor.press("Ask the agency")
    supervisor.sees("The agency has been asked. Your agency leads the case until it accepts.")
    supervisor.open(f"/cases/{case_id}/handover/")
    supervisor.sees("An agency has already been asked to take over this case.")


def test_the_other_office_takes_the_case_over_and_the_first_sees_what_it_still_may(visit, mechanism):
    world = mechanism.world
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    supervisor, parish = visit(mechanism.supervisor), visit(world.known("parish_supervisor"))
    world.known("parish_caseworker")
    parish.open("/")
    parish.does_not_see("Cases offered to your agency")
    ask_the_parish_office(supervisor, case_id)

    parish.open("/notices/")
    parish.sees("Your agency has been asked to take over a case.")
    parish.open(f"/cases/{case_id}/", status=404)
    parish.open("/")
    parish.sees("Cases offered to your agency")
    parish.follow(re.compile("^Asked by Child protection office"))
    parish.sees(SUMMARY, "15 years", "Sonia Bramwell")
    parish.does_not_see("Keisha", "Dunmore")
    parish.picture("handover-answer")
    parish.press("Take over the case")
    parish.sees("Your agency leads this case now. Assign it to somebody.", "Assign this case")
    parish.sees("Parish protection office leads the case from now on")
    world.course(case_id, supervisor="parish_supervisor").go(assigned(to="parish_caseworker"))

    caseworker, garfield = visit(mechanism.caseworker), visit(world.known("parish_caseworker"))
    caseworker.open(f"/cases/{case_id}/", status=404)
    caseworker.sees("Another agency took over this case")
    caseworker.open("/notices/")
    caseworker.sees("Another agency has taken over a case. Your agency no longer leads it.")
    garfield.open(f"/cases/{case_id}/")
    garfield.press("Show name and contact details")
    garfield.sees("Keisha", "Dunmore")
    supervisor.open(f"/cases/{case_id}/")
    supervisor.sees("Led the case before", "Parish protection office")
    supervisor.does_not_see(
        "Show name and contact details", "Hand over to another agency", "assigned to Garfield"
    )
    supervisor.picture("handover-case-before")
