"""Care of a child: safe tonight, what she needs, a plan that a supervisor agrees to, and what the house gave."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from tests.browser import Visit

pytestmark = pytest.mark.journey

GOAL = "I go to school again."
ACTION = "Find a place at a school near the house."


def day(name: str, in_days: int = 0) -> dict[str, str]:
    """What is typed into the three boxes of a date."""
    found: date = timezone.localdate(timezone=pack().zone) + timedelta(days=in_days)
    return {f"{name}_day": str(found.day), f"{name}_month": str(found.month), f"{name}_year": str(found.year)}


def answer_each(visit: Visit, answer: str) -> None:
    """Choose the same answer to each question that has it."""
    for choice in visit.page.get_by_label(answer, exact=True).all():
        choice.check()


def test_a_child_is_cared_for_from_the_first_night_to_what_the_house_gave(visit, mechanism):
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    referral = mechanism.accepted(mechanism.referred(case_id))
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Care of the child")
    caseworker.sees("Nobody has assessed yet whether the child is safe.")
    _assess(caseworker)
    _plan(caseworker)
    _agree(visit(mechanism.supervisor))
    _carry_out(caseworker, case_id)
    _help(visit(mechanism.manager), referral)
    caseworker.open(f"/cases/{case_id}/deliveries/")
    caseworker.sees("5 nights", "22500.00 JMD")
    caseworker.picture("care-deliveries")


def _assess(caseworker: Visit) -> None:
    caseworker.press("Assess whether the child is safe")
    caseworker.choose("Nobody looks after the child", "No")
    caseworker.fill(**day("next_on", 2))
    caseworker.press("Save the assessment", status=422)
    caseworker.sees("The child is not safe tonight. Say what is done now.")
    caseworker.page.get_by_label("What is done at once?").select_option(
        label="Bring the child to a safe place"
    )
    caseworker.fill(owner_1="The house, with the caseworker")
    caseworker.press("Save the assessment")
    caseworker.sees("Bring the child to a safe place")
    caseworker.press("Assess what the child needs")
    answer_each(caseworker, "Some need")
    caseworker.fill(strengths="She reads well.")
    caseworker.press("Save the assessment")
    caseworker.sees("She reads well.")
    caseworker.picture("care")


def _plan(caseworker: Visit) -> None:
    caseworker.press("Begin a plan")
    caseworker.press("Begin the plan")
    caseworker.press("Add a goal")
    caseworker.page.get_by_label("What is the goal about?").select_option(label="School and learning")
    caseworker.fill(words=GOAL, done_when="I was in school on every day for a month.", **day("by_when", 60))
    caseworker.press("Add the goal")
    caseworker.press("Add an action")
    caseworker.page.get_by_label("What is done?").select_option(index=1)
    caseworker.page.get_by_label("Which referral does it belong to?", exact=False).select_option(index=1)
    caseworker.fill(words=ACTION, who="The house", **day("due_on", 14))
    caseworker.press("Add the action")
    caseworker.sees(ACTION)
    caseworker.press("Ask a supervisor to agree")
    caseworker.fill(child_view="I want to learn, and to see my aunt.")
    caseworker.press("Ask a supervisor")
    caseworker.sees("Waiting for a supervisor", "I want to learn, and to see my aunt.")


def _agree(supervisor: Visit) -> None:
    supervisor.open("/")
    supervisor.follow("Decide on a care plan", exact=False)
    supervisor.sees(GOAL)
    supervisor.choose("Yes, it is in force from now on")
    supervisor.press("Save the decision")
    supervisor.sees("The plan is in force.")


def _carry_out(caseworker: Visit, case_id) -> None:
    caseworker.open(f"/cases/{case_id}/care/")
    caseworker.follow("Version 1")
    caseworker.sees("record first whether it is safe for the child to have a copy")
    caseworker.follow("Record what the child got", exact=False)
    caseworker.choose("Yes", "A copy in words and pictures")
    caseworker.press("Save")
    caseworker.sees("For the child, in words and pictures")
    caseworker.picture("care-plan")


def _help(manager: Visit, referral) -> None:
    manager.open(f"/referrals/{referral.pk}/")
    manager.follow("Goals and help given")
    manager.sees(GOAL, ACTION)
    manager.does_not_see("I want to learn, and to see my aunt.")
    manager.press("Write down what your service gave")
    manager.choose("Nights", "The government")
    manager.fill(amount="5", public_cost="22500", **day("first_day", -5), **day("last_day"))
    manager.press("Save")
    manager.sees("It was saved what your service gave.", "5 nights")
