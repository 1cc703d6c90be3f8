"""Erasing: a hold keeps a case; a supervisor asks, a data officer decides, and the page says what is left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.invented.cases import taken
from opennrm.invented.closing import closed
from opennrm.invented.retention import followed_up
from opennrm.invented.screening import not_confirmed
from opennrm.retention import jobs
from opennrm.retention.models import Erasure

pytestmark = pytest.mark.journey


def test_a_case_is_erased_when_its_time_is_over(visit, mechanism):
    long_ago = timezone.now() - timedelta(days=366 * 60)
    case_id = mechanism.reported(at=long_ago).case_id
    people = {"worker": mechanism.caseworker, "supervisor": mechanism.supervisor}
    course = mechanism.world.course(case_id, at=long_ago, **people)
    course.pace = timedelta(hours=1)
    course.go(taken, not_confirmed, closed(), followed_up)

    officer = mechanism.world.person(mechanism.world.agency("coordination"), "data_officer")

    supervisor = visit(mechanism.supervisor)
    hold(supervisor, case_id)
    ask(supervisor)
    decide(visit(officer))
    let_the_waiting_time_pass(mechanism, case_id)
    supervisor.open(f"/cases/{case_id}/")
    supervisor.sees("This case has been erased", "Nobody can read its")
    supervisor.picture("case-erased")


def hold(supervisor, case_id) -> None:
    """A court needs the records: nobody can ask until the hold is lifted."""
    supervisor.open(f"/cases/{case_id}/")
    supervisor.follow("Set a legal hold")
    supervisor.press("Set the legal hold", status=422)
    supervisor.choose("A court or a prosecutor needs the records")
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=30)
    supervisor.fill(review_on_day=str(day.day), review_on_month=str(day.month), review_on_year=str(day.year))
    supervisor.picture("hold-set")
    supervisor.press("Set the legal hold")
    supervisor.sees("This case is under a legal hold.")
    supervisor.open(f"/cases/{case_id}/erase/")
    supervisor.sees("This case cannot be erased now:", "It is under a legal hold.")
    supervisor.open(f"/cases/{case_id}/")
    supervisor.follow("Review or lift the legal hold")
    supervisor.choose("No, lift the hold", "What it was for has ended")
    supervisor.press("Save")
    supervisor.sees("The legal hold is lifted.")


def ask(supervisor) -> None:
    """The supervisor finds the case on the list of those that are past their time."""
    supervisor.open("/erasing/")
    supervisor.picture("erasure-list")
    supervisor.follow("Ask to erase", exact=False)
    supervisor.press("Ask to erase the case", status=422)
    supervisor.choose("I have checked that nobody needs the records of this case any more")
    supervisor.press("Ask to erase the case")
    supervisor.sees("We have asked for a decision on erasing this case.", "Waiting for a decision")


def decide(officer) -> None:
    """Somebody in another role finds the request in My work, and approves it."""
    officer.open("/")
    officer.follow("Decide whether to erase a case", exact=False)
    officer.press("Save the decision", status=422)
    officer.choose("Yes, erase the case when the waiting time is over")
    officer.picture("erasure-decide")
    officer.press("Save the decision")
    officer.sees("We will erase the case after", "Withdraw the request")


def let_the_waiting_time_pass(mechanism, case_id) -> None:
    """The worker erases the case once nobody can withdraw it any more."""
    before = timezone.now() - timedelta(hours=1)
    Erasure.objects.using("setup").filter(case_id=case_id).update(takes_effect_at=before, from_action=True)
    with mechanism.world.connected_as("opennrm_worker"):
        jobs.erase_cases()
