"""The clocks of a case: events start and stop them by the rules of the country pack; nobody else does."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from opennrm.audit import actions as audit
from opennrm.country.clocks import ClockRule
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.visibility import merged
from opennrm.foundation.working_time import Pause, due

from . import events
from .models import Clock, ClockPause, Participation
from .states import Part

WATCH = "clocks.watch"
MOVED = ("due_at", "calendar", "moves", "moved_at")
"""The columns that change where a clock is reckoned anew."""
CLOSED = "case.closed"
"""By this event clocks stop that nobody has met: their case was closed."""


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

    `subject_id` says to which referral it happened: clocks of other referrals go on, those of the case as a
    whole listen too. A rule whose clock is running already does not start a second one. `readers` see the
    clocks that start now; `writers` may pause them, and stop them by what they do.
    """
    for rule in pack().clock_rules_stopped_by(event):
        _stop(case_id, rule, event, at=at, subject_id=subject_id)
    for rule in pack().clock_rules_started_by(event):
        if not _running(case_id, rule).filter(subject_id=subject_id).exists():
            _start(case_id, rule, at=at, readers=readers, writers=writers, subject_id=subject_id)


def _running(case_id: UUID, rule: ClockRule):
    return Clock.objects.of_case(case_id).running().filter(rule=rule.code)


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
    writers = [*writers, *_deciding(case_id, rule)]
    clock = Clock(
        case_id=case_id,
        rule=rule.code,
        subject_id=subject_id,
        started_at=at,
        due_at=reckon(rule, at, ()),
        calendar=pack().calendar_digest,
        readers=sorted({*readers, *writers, watch}),
        writers=sorted({*writers, watch}),
    )
    clock.save(from_action=True, force_insert=True)
    audit.record("clock.started", subject=clock, detail={"rule": rule.code})
    return clock


def _deciding(case_id: UUID, rule: ClockRule) -> list[int]:
    """Those who were asked for a decision that stops a clock of this rule."""
    if not rule.stops_on_a_decision:
        return []
    asked = Participation.objects.of_case(case_id).filter(part=Part.DECIDING, ended_at=None)
    return list(asked.values_list("principal", flat=True))


def let_decide(case_id: UUID, principal: int) -> None:
    """Let whoever holds this principal stop, by a decision, the running clocks of a case that a decision stops."""
    rules = [rule.code for rule in pack().clocks.values() if rule.stops_on_a_decision]
    let_stop(case_id, rules, [principal])


def let_stop(case_id: UUID, rules: Iterable[str], principals: list[int]) -> None:
    """Let whoever holds one of these principals stop the running clocks of a case that follow these rules."""
    running = Clock.objects.of_case(case_id).running().filter(rule__in=list(rules))
    # A clock that stands still when it is stopped counts on first, which ends its pause.
    open_pauses = ClockPause.objects.of_case(case_id).filter(resumed_at=None, clock__in=running.values("pk"))
    let_in = {"readers": merged("readers", principals), "writers": merged("writers", principals)}
    open_pauses.update(**let_in, from_action=True)
    running.update(**let_in, from_action=True)


def _stop(case_id: UUID, rule: ClockRule, event: str, *, at: datetime, subject_id: UUID | None) -> None:
    running = _running(case_id, rule)
    if subject_id is not None:
        running = running.filter(Q(subject_id=subject_id) | Q(subject_id=None))
    for clock in running.select_for_update():
        _end_pause(clock, rule, at=at)
        _stopped(clock, event, at=at)


def end_matter(case_id: UUID, subject_id: UUID, event: str, *, at: datetime) -> None:
    """Stop every clock of a matter that has ended: a question that nobody has to answer has no time limit."""
    running = Clock.objects.of_case(case_id).running().filter(subject_id=subject_id)
    for clock in running.select_for_update():
        _stopped(clock, event, at=at)


def end_all(case_id: UUID, *, at: datetime) -> None:
    """Stop every clock of a case that is being closed."""
    for clock in Clock.objects.of_case(case_id).running().select_for_update():
        if rule := pack().clocks.get(clock.rule):
            _end_pause(clock, rule, at=at)
        _stopped(clock, CLOSED, at=at)


def take_back(case_id: UUID, event: str, *, happened_at: datetime, at: datetime) -> None:
    """Take back what an event did to the clocks of a case: what it stopped runs again, what it started stops."""
    stopped = Clock.objects.of_case(case_id).filter(stopped_at=happened_at, stopped_by_event=event)
    for clock in stopped.select_for_update():
        clock.stopped_at, clock.stopped_by_event = None, ""
        clock.save(from_action=True, update_fields=["stopped_at", "stopped_by_event"])
        audit.record("clock.started", subject=clock, detail={"rule": clock.rule})
    started = [rule.code for rule in pack().clock_rules_started_by(event)]
    running = Clock.objects.of_case(case_id).running().filter(rule__in=started, started_at=happened_at)
    for clock in running.select_for_update():
        _stopped(clock, events.UNDONE.kind, at=at)


def _stopped(clock: Clock, event: str, *, at: datetime) -> None:
    clock.stopped_at, clock.stopped_by_event = at, event
    clock.save(
        from_action=True,
        update_fields=["stopped_at", "stopped_by_event", "paused_at", *MOVED],
    )
    audit.record("clock.stopped", subject=clock, detail={"rule": clock.rule, "event": event})


def _end_pause(clock: Clock, rule: ClockRule, *, at: datetime) -> None:
    if clock.paused_at is not None:
        count_on(clock, rule, at=at, by=None)


def count_on(clock: Clock, rule: ClockRule, *, at: datetime, by: Actor | None) -> None:
    """End the open pause of a clock, and add what was paused to the time that is left. The clock is not saved yet."""
    ended_by = by.account_id if by else None
    ClockPause.objects.filter(clock=clock, resumed_at=None).update(
        resumed_at=at, resumed_by_id=ended_by, from_action=True
    )
    pauses = ClockPause.objects.filter(clock=clock).values_list("paused_at", "resumed_at")
    clock.paused_at, clock.calendar = None, pack().calendar_digest
    move(clock, reckon(rule, clock.started_at, list(pauses)), at=at)


def move(clock: Clock, due_at: datetime, *, at: datetime) -> None:
    """Let a clock be due at another moment; calendar programs read how often it was moved. It is not saved yet."""
    if due_at != clock.due_at:
        clock.due_at, clock.moves, clock.moved_at = due_at, clock.moves + 1, at


def reckon(rule: ClockRule, start: datetime, pauses: Iterable[Pause]) -> datetime:
    """When a clock of this rule is due, by the calendar as the pack has it now. None of the pauses is open."""
    due_at = due(start, rule.length, rule.unit, pack().calendar, pack().zone, pauses)
    if due_at is None:
        raise AssertionError("A clock is reckoned only when none of its pauses is open.")
    return due_at


def run_out(rules: Iterable[str], *, at: datetime) -> list[Clock]:
    """The clocks of these rules that have run out since this was asked last, oldest first. For the job WATCH.

    Each is given once, locked and marked as escalated: whoever asks for it tells whoever has to know.
    """
    overdue = Clock.objects.running().filter(
        readers__contains=[system_principal(WATCH)],
        rule__in=list(rules),
        paused_at=None,
        escalated_at=None,
        due_at__lt=at,
    )
    clocks = list(overdue.oldest_first().select_for_update(skip_locked=True))
    for clock in clocks:
        clock.escalated_at = at
        clock.save(from_action=True, update_fields=["escalated_at"])
    return clocks
