"""The clocks of a case: events start and stop them by the rules of the country pack; nobody else does."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.country.clocks import ClockRule
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.state_table import TransitionRefused
from opennrm.foundation.working_time import due

from .models import Clock, ClockPause

WATCH = "clocks.watch"


def happened(
    case_id: UUID,
    event: str,
    *,
    at: datetime,
    readers: list[int],
    writers: list[int],
    subject_id: UUID | None = None,
) -> None:
    """Tell the clocks of a case that something happened: some stop, some start.

    `subject_id` limits the event to the clocks of one referral. `readers` see the clocks that start now;
    `writers` may pause them, and stop them by what they do.
    """
    for rule in pack().clock_rules_stopped_by(event):
        _stop(case_id, rule, event, at=at, subject_id=subject_id)
    for rule in pack().clock_rules_started_by(event):
        _start(case_id, rule, at=at, readers=readers, writers=writers, subject_id=subject_id)


def _start(
    case_id: UUID,
    rule: ClockRule,
    *,
    at: datetime,
    readers: list[int],
    writers: list[int],
    subject_id: UUID | None,
) -> Clock:
    watch = system_principal(WATCH)
    clock = Clock(
        case_id=case_id,
        rule=rule.code,
        subject_id=subject_id,
        started_at=at,
        due_at=_due(rule, at, ()),
        readers=sorted({*readers, *writers, watch}),
        writers=sorted({*writers, watch}),
    )
    clock.save(from_action=True, force_insert=True)
    audit.record("clock.started", subject=clock, detail={"rule": rule.code})
    return clock


def _stop(case_id: UUID, rule: ClockRule, event: str, *, at: datetime, subject_id: UUID | None) -> None:
    running = Clock.objects.of_case(case_id).filter(rule=rule.code, stopped_at=None)
    if subject_id is not None:
        running = running.filter(subject_id=subject_id)
    for clock in running.select_for_update():
        ClockPause.objects.filter(clock=clock, resumed_at=None).update(resumed_at=at, from_action=True)
        clock.stopped_at, clock.stopped_by_event, clock.paused_at = at, event, None
        clock.save(from_action=True, update_fields=["stopped_at", "stopped_by_event", "paused_at"])
        audit.record("clock.stopped", subject=clock, detail={"rule": rule.code, "event": event})


def _due(rule: ClockRule, start: datetime, pauses: Iterable[tuple[datetime, datetime | None]]) -> datetime | None:
    return due(start, rule.length, rule.unit, pack().calendar, pack().zone, pauses)


def running_clock_to_change(actor: Actor, clock_id: UUID) -> Clock:
    """Return a running clock locked, for somebody who leads its case.

    :raises Clock.DoesNotExist: there is none that this actor may see.
    """
    clocks = Clock.objects.visible_to(actor).writable_by(actor)
    return clocks.select_for_update(of=("self",)).get(pk=clock_id)


def pause(clock_id: UUID, *, reason: str, by: Actor, at: datetime) -> Clock:
    """Stop counting, for a reason that the rule of this clock allows.

    :raises TransitionRefused: it is paused already, has stopped, or the reason is not one of its own.
    """
    clock = running_clock_to_change(by, clock_id)
    if clock.stopped_at or clock.paused_at:
        raise TransitionRefused("This clock is not running, so it cannot be paused.")
    if reason not in {code.code for code in pack().clocks[clock.rule].pause_reasons}:
        raise TransitionRefused("This is not a reason for which this clock may be paused.")
    ClockPause(
        case_id=clock.case_id,
        clock=clock,
        reason=reason,
        paused_at=at,
        paused_by_id=by.account_id,
        readers=clock.readers,
        writers=clock.writers,
    ).save(from_action=True, force_insert=True)
    clock.paused_at = at
    clock.save(from_action=True, update_fields=["paused_at"])
    audit.record("clock.paused", subject=clock, detail={"rule": clock.rule, "reason": reason})
    return clock


def resume(clock_id: UUID, *, by: Actor, at: datetime) -> Clock:
    """Count on: what was paused is added to the time that is left.

    :raises TransitionRefused: it is not paused.
    """
    clock = running_clock_to_change(by, clock_id)
    if clock.stopped_at or not clock.paused_at:
        raise TransitionRefused("This clock is not paused, so it cannot go on.")
    ClockPause.objects.filter(clock=clock, resumed_at=None).update(
        resumed_at=at, resumed_by_id=by.account_id, from_action=True
    )
    pauses = ClockPause.objects.filter(clock=clock).values_list("paused_at", "resumed_at")
    clock.paused_at = None
    clock.due_at = _due(pack().clocks[clock.rule], clock.started_at, list(pauses))
    clock.save(from_action=True, update_fields=["paused_at", "due_at"])
    audit.record("clock.resumed", subject=clock, detail={"rule": clock.rule})
    return clock
