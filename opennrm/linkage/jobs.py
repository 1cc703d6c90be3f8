"""What happens by itself with records that may be of one child."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from django.utils import timezone

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import identities, matching, overlaps, probes, requests, results, settling
from .models import MATCHER

SECONDS_AT_ONCE = 40
"""Then the rest waits for the next minute, so that other jobs have their turn."""
MOST_DUE = 20_000
"""Persons that one look finds due."""


def match() -> None:
    """Every minute: keep what was decided meanwhile, and compare what has changed with everything.

    A transaction at a time, so that what is interrupted goes on with the persons of the transaction that was undone. No
    two matchers work at once.
    """
    begun, started = timezone.now(), monotonic()
    with _looking() as actor:
        if actor is None:
            return
        last = matching.last_look(actor)
        settling.follow(actor, at=begun)
        results.destroy_old(actor, at=begun)
        identities.rebuild_identities(by=actor, since=matching.to_look_from(last))
        waiting = matching.due(actor, most=MOST_DUE)
    for place in range(0, len(waiting), matching.AT_ONCE):
        if monotonic() - started > SECONDS_AT_ONCE:
            return
        with _looking() as actor:
            if actor is None:
                return
            matching.examine(actor, waiting[place : place + matching.AT_ONCE], at=timezone.now())
    with _looking() as actor:
        if actor is not None and len(waiting) < MOST_DUE:
            matching.looked(actor, at=begun, instead_of=last)


def look_at_all() -> None:
    """Every night: let the next minutes look for every record that has not been compared, however old its change is."""
    with as_job(MATCHER) as entered:
        matching.look_at_all(Actor(principals=entered.principals))


def watch_searches() -> None:
    """Tell the auditors of whoever tries variants of one name in turn, and forget who searched a month ago."""
    with as_job(probes.JOB) as entered:
        probes.tell_auditors(Actor(principals=entered.principals), at=timezone.now())


@contextmanager
def _looking() -> Iterator[Actor | None]:
    """One transaction of the matcher; None while another one works."""
    with as_job(MATCHER) as entered:
        yield Actor(principals=entered.principals) if matching.is_alone() else None


def pass_on() -> None:
    """Pass on what the linkage desk asks of a lead, and what the lead answers."""
    with as_job(MATCHER) as entered:
        results.read_brought(Actor(principals=entered.principals), at=timezone.now())
        requests.pass_on(timezone.now())


def count_overlaps() -> None:
    """Once a month, count which agencies know how many of the same children."""
    with as_job(MATCHER) as entered:
        overlaps.count(Actor(principals=entered.principals), at=timezone.now())


JOBS = (
    Job(name="linkage.pass_on", cron="* * * * *", run=pass_on),
    Job(name=MATCHER, cron="* * * * *", run=match),
    Job(name=probes.JOB, cron="*/5 * * * *", run=watch_searches),
    Job(name="linkage.look_at_all", cron="43 1 * * *", run=look_at_all),
    Job(name=overlaps.JOB, cron="13 3 * * *", run=count_overlaps),
)
