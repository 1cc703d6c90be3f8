"""When the pack's calendar changes, clocks that run are reckoned anew: running and new ones count the same days.

For the job clocks.watch. A deadline never moves in silence: the audit and the story of the case say from when to when.
"""

from datetime import datetime

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.working_time import Unit

from . import clocks
from .clocks import WATCH, reckon
from .events import MOVED
from .models import Clock, ClockPause
from .telling import tell

AT_ONCE = 200


def follow(*, at: datetime) -> int:
    """Reckon some of the clocks anew that run by an earlier calendar; returns how many, at most `AT_ONCE`.

    Clocks of hours and days do not depend on the calendar. One that is paused is reckoned when it goes on, and the
    time for answering a referral stays as the service was told it.
    """
    rules = {code: rule for code, rule in pack().clocks.items() if rule.unit is Unit.WORKING_DAYS}
    outdated = Clock.objects.running().filter(
        readers__contains=[system_principal(WATCH)], rule__in=rules, subject_id=None, paused_at=None
    )
    outdated = outdated.exclude(calendar=pack().calendar_digest)
    found = list(outdated.oldest_first().select_for_update(skip_locked=True)[:AT_ONCE])
    for clock in found:
        pauses = ClockPause.objects.filter(clock=clock).values_list("paused_at", "resumed_at")
        due_at = reckon(rules[clock.rule], clock.started_at, list(pauses))
        if due_at != clock.due_at:
            _move(clock, due_at, at=at)
        clock.calendar = pack().calendar_digest
        clock.save(from_action=True, update_fields=["escalated_at", *clocks.MOVED])
    return len(found)


def _move(clock: Clock, due_at: datetime, *, at: datetime) -> None:
    detail = {
        "rule": clock.rule,
        "from": clock.due_at.isoformat(),
        "to": due_at.isoformat(),
        "reason": "calendar",
    }
    clocks.move(clock, due_at, at=at)
    if due_at > at:
        # It has not run out after all; should it do so, the supervisors are told again.
        clock.escalated_at = None
    system = Actor(principals=(system_principal(WATCH),))
    tell(MOVED, clock.case_id, subject=clock, by=system, at=at, detail=detail, seen_by=clock.readers)
