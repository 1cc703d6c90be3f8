"""What happens by itself with records that may be of one child."""

from time import monotonic

from django.utils import timezone

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import matching, requests, settling
from .models import MATCHER

SECONDS_AT_ONCE = 40
"""Then the rest waits for the next minute, so that other jobs have their turn."""
MOST_DUE = 20_000
"""Persons that one look finds due."""


def match() -> None:
    """Every minute: compare what has changed with everything, and keep what was decided meanwhile.

    A transaction at a time, so that what is interrupted goes on with the persons of the transaction that was undone.
    """
    begun, started = timezone.now(), monotonic()
    with as_job(MATCHER) as entered:
        actor = Actor(principals=entered.principals)
        waiting = matching.due(actor, most=MOST_DUE)
    is_all = len(waiting) < MOST_DUE
    for place in range(0, len(waiting), matching.AT_ONCE):
        if monotonic() - started > SECONDS_AT_ONCE:
            is_all = False
            break
        with as_job(MATCHER) as entered:
            if not matching.is_alone():
                return
            actor = Actor(principals=entered.principals)
            matching.examine(actor, waiting[place : place + matching.AT_ONCE], at=timezone.now())
    with as_job(MATCHER) as entered:
        if not matching.is_alone():
            return
        actor = Actor(principals=entered.principals)
        settling.follow(actor, at=begun)
        if is_all:
            matching.looked(actor, at=begun)


def look_at_all() -> None:
    """Every night: let the next minutes look for every record that has not been compared, however old its change is."""
    with as_job(MATCHER) as entered:
        matching.looked(Actor(principals=entered.principals), at=None)


def pass_on() -> None:
    """Pass on what the linkage desk asks of a lead, and what the lead answers."""
    with as_job(MATCHER):
        requests.pass_on(timezone.now())


JOBS = (
    Job(name="linkage.pass_on", cron="* * * * *", run=pass_on),
    Job(name=MATCHER, cron="* * * * *", run=match),
    Job(name="linkage.look_at_all", cron="43 1 * * *", run=look_at_all),
)
