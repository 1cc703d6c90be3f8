"""Closing: a caseworker sees what has to end first, asks, a supervisor decides; follow-up comes, and a call reopens."""

import pytest

from opennrm.invented.closing import TOLD, WORDS
from opennrm.invented.screening import not_confirmed

pytestmark = pytest.mark.journey


def test_a_case_is_closed_followed_up_and_reopened(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.follow("Close the case")
    caseworker.sees(
        "This case cannot be closed yet. This has to end first:", "A decision is still to be made"
    )
    caseworker.picture("closing-obstacles")
    people = {"worker": mechanism.caseworker, "supervisor": mechanism.supervisor}
    mechanism.world.course(case_id, **people).go(not_confirmed)

    ask(caseworker, case_id)
    supervisor = visit(mechanism.supervisor)
    decide(supervisor)
    follow_up(caseworker, case_id)
    reopen(supervisor, case_id)
    caseworker.open("/notices/")
    caseworker.follow("A closed case was reopened. It is assigned to you.")
    caseworker.sees("Risk to be assessed after reopening", "The case was reopened")


def ask(caseworker, case_id) -> None:
    """Everything that ran has ended: the caseworker asks, and is first told what is missing."""
    caseworker.open(f"/cases/{case_id}/close/")
    caseworker.press("Ask a supervisor to close the case", status=422)
    caseworker.sees("Choose a reason.")
    caseworker.choose(
        "The child is not a victim of trafficking", "The child is safe with parents or relatives", "Yes"
    )
    caseworker.fill(words=WORDS, told_words=TOLD)
    caseworker.press("Ask a supervisor to close the case", status=422)
    caseworker.sees("There are open tasks. Finish them first, or choose to cancel them.")
    caseworker.choose("Cancel the tasks that are still open when the case is closed")
    caseworker.press("Ask a supervisor to close the case")
    caseworker.sees("A supervisor has been asked to close this case.", "A supervisor has to decide.")


def decide(supervisor) -> None:
    """The supervisor finds the request in My work, reads it, and closes the case."""
    supervisor.open("/")
    supervisor.follow("Decide whether to close this case", exact=False)
    supervisor.sees(WORDS, TOLD, "They will be cancelled when the case is closed.")
    supervisor.picture("closing-decide")
    supervisor.press("Save the decision", status=422)
    supervisor.choose("Yes, close the case")
    supervisor.press("Save the decision")
    supervisor.sees("The case is closed.")
    supervisor.picture("case-closed")
    supervisor.follow("Read the reasons")
    supervisor.sees(WORDS, "Kept until")


def follow_up(caseworker, case_id) -> None:
    """The case is among the closed ones, and has its follow-up; nothing else can be added."""
    caseworker.open("/cases/")
    caseworker.sees("There are no cases here")
    caseworker.follow("Closed cases")
    caseworker.follow(caseworker.page.locator(".nrm-worklist__link").first.inner_text())
    caseworker.sees("It cannot be changed, but notes can be added")
    caseworker.does_not_see("Add a task<", "Refer to a service")
    caseworker.follow("Find out how the child is, 3 months after the case was closed")
    caseworker.press("Mark as done")
    caseworker.fill(words="She called, and is well.")
    caseworker.press("The task is done")
    caseworker.sees("The task is done.")
    caseworker.open(f"/cases/{case_id}/risk/")


def reopen(supervisor, case_id) -> None:
    """The supervisor reopens the case, and says why."""
    supervisor.open(f"/cases/{case_id}/")
    supervisor.press("Reopen the case")
    supervisor.press("Reopen the case", status=422)
    supervisor.fill(reason="Her grandmother called: the man has come to the house again.")
    supervisor.press("Reopen the case")
    supervisor.sees("The case is open again.")
