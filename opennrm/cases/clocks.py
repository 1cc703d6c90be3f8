"""The clocks of a case: events start and stop them by the rules of the country pack; nobody else does.

People may only pause a clock, for a reason that its rule allows, and let it go on.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from opennrm.agencies.permissions import Permission
from opennrm.audit import actions as audit
from opennrm.country.clocks import ClockRule
from opennrm.country.identification import EVENTS, REQUEST_ENDED
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.access import NotAllowed
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.state_table import TransitionRefused
from opennrm.foundation.visibility import merged
from opennrm.foundation.working_time import Pause, due

from . import access, participation, timeline
from .models import Clock, ClockPause, Participation
from .states import Part

WATCH = "clocks.watch"
SHORTEST_NOTE = 10
"""In characters: of the note on a pause, which says what was tried or is waited for."""


class PauseIncomplete(Exception):
    """A pause lacks its note; the message says what to do."""


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
    if not _is_stopped_by_a_decision(rule):
        return []
    asked = Participation.objects.of_case(case_id).filter(part=Part.DECIDING, ended_at=None)
    return list(asked.values_list("principal", flat=True))


def _is_stopped_by_a_decision(rule: ClockRule) -> bool:
    return not {*EVENTS.values(), REQUEST_ENDED}.isdisjoint(rule.stops_on)


def let_decide(case_id: UUID, principal: int) -> None:
    """Let whoever holds this principal stop, by a decision, the running clocks of a case that a decision stops."""
    rules = [rule.code for rule in pack().clocks.values() if _is_stopped_by_a_decision(rule)]
    running = Clock.objects.of_case(case_id).running().filter(rule__in=rules)
    # A clock that stands still when it is stopped counts on first, which ends its pause.
    open_pauses = ClockPause.objects.of_case(case_id).filter(resumed_at=None, clock__in=running.values("pk"))
    for rows in (open_pauses, running):
        rows.update(
            readers=merged("readers", [principal]), writers=merged("writers", [principal]), from_action=True
        )


def _stop(case_id: UUID, rule: ClockRule, event: str, *, at: datetime, subject_id: UUID | None) -> None:
    running = _running(case_id, rule)
    if subject_id is not None:
        running = running.filter(Q(subject_id=subject_id) | Q(subject_id=None))
    for clock in running.select_for_update():
        _end_pause(clock, rule, at=at, by=None)
        clock.stopped_at, clock.stopped_by_event = at, event
        clock.save(
            from_action=True,
            update_fields=["stopped_at", "stopped_by_event", "paused_at", "due_at", "calendar"],
        )
        audit.record("clock.stopped", subject=clock, detail={"rule": rule.code, "event": event})


def _end_pause(clock: Clock, rule: ClockRule, *, at: datetime, by: Actor | None) -> None:
    """Count on from here: an open pause ends, and what was paused is added to the time that is left."""
    if clock.paused_at is None:
        return
    ended_by = by.account_id if by else None
    ClockPause.objects.filter(clock=clock, resumed_at=None).update(
        resumed_at=at, resumed_by_id=ended_by, from_action=True
    )
    pauses = ClockPause.objects.filter(clock=clock).values_list("paused_at", "resumed_at")
    clock.paused_at, clock.due_at = None, reckon(rule, clock.started_at, list(pauses))
    clock.calendar = pack().calendar_digest


def reckon(rule: ClockRule, start: datetime, pauses: Iterable[Pause]) -> datetime:
    """When a clock of this rule is due, by the calendar as the pack has it now. None of the pauses is open."""
    due_at = due(start, rule.length, rule.unit, pack().calendar, pack().zone, pauses)
    if due_at is None:
        raise AssertionError("A clock is reckoned only when none of its pauses is open.")
    return due_at


def clock_to_read(actor: Actor, clock_id: UUID) -> Clock:
    """Return a clock of a case that the actor leads, and record who looked.

    :raises Clock.DoesNotExist: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not decide on its pauses.
    """
    clock = Clock.objects.visible_to(actor).get(pk=clock_id)
    _refuse_unless_lead(actor, clock)
    audit.record("clock.viewed", subject=clock, right=_right(actor, clock))
    return clock


def clock_to_change(actor: Actor, clock_id: UUID) -> Clock:
    """Return a clock locked, to somebody who leads its case and may pause clocks.

    :raises Clock.DoesNotExist: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not decide on its pauses.
    """
    visible = Clock.objects.visible_to(actor)
    clock = visible.get(pk=clock_id)
    _refuse_unless_lead(actor, clock)
    participation.keep_lead(clock.case_id)
    return visible.select_for_update(of=("self",)).get(pk=clock_id)


def _refuse_unless_lead(actor: Actor, clock: Clock) -> None:
    case = access.visible_to(actor).filter(pk=clock.case_id).first()
    if case is None or not access.leads(actor, case) or not actor.may(Permission.CLOCK_PAUSE):
        raise NotAllowed("Only the agency that leads a case pauses its clocks.")


def _right(actor: Actor, clock: Clock) -> str:
    return access.right_of(actor, access.visible_to(actor).get(pk=clock.case_id))


def pause(clock_id: UUID, *, reason: str, note: str, by: Actor, at: datetime) -> Clock:
    """Stop counting, for a reason that the rule of this clock allows; `note` says what was tried or is waited for.

    :raises Clock.DoesNotExist: there is none that `by` may see.
    :raises NotAllowed: `by` sees it, but does not decide on its pauses.
    :raises TransitionRefused: it is paused already, has stopped or run out, or the reason is not one of its own.
    :raises PauseIncomplete: the note is too short.
    """
    clock = clock_to_change(by, clock_id)
    if clock.stopped_at or clock.paused_at:
        raise TransitionRefused(
            _("You cannot pause this time limit, because it is already paused or has ended.")
        )
    if at > clock.due_at:
        # A pause would hide that it was missed, and add no time.
        raise TransitionRefused(_("You can no longer pause this time limit, because it has run out."))
    if reason not in {code.code for code in _rule(clock).pause_reasons}:
        raise TransitionRefused(_("You cannot pause this time limit for this reason."))
    note = note.strip()
    if len(note) < SHORTEST_NOTE:
        raise PauseIncomplete(_("Write what has been tried or what you are waiting for, and when."))
    stop = ClockPause(
        case_id=clock.case_id,
        clock=clock,
        reason=reason,
        paused_at=at,
        paused_by_id=by.account_id,
        readers=clock.readers,
        writers=clock.writers,
    )
    access.seal(by, clock.case_id).close_field(stop, "note", note)
    stop.save(from_action=True, force_insert=True)
    clock.paused_at = at
    clock.save(from_action=True, update_fields=["paused_at"])
    _tell(clock, "clock.paused", reason, by=by, at=at)
    return clock


def resume(clock_id: UUID, *, by: Actor, at: datetime) -> Clock:
    """Count on: what was paused is added to the time that is left.

    :raises Clock.DoesNotExist: there is none that `by` may see.
    :raises NotAllowed: `by` sees it, but does not decide on its pauses.
    :raises TransitionRefused: it is not paused.
    """
    clock = clock_to_change(by, clock_id)
    if clock.stopped_at or not clock.paused_at:
        raise TransitionRefused(_("You cannot resume this time limit, because it is not paused."))
    reason = ClockPause.objects.filter(clock=clock, resumed_at=None).values_list("reason", flat=True).get()
    _end_pause(clock, _rule(clock), at=at, by=by)
    clock.save(from_action=True, update_fields=["paused_at", "due_at", "calendar"])
    _tell(clock, "clock.resumed", reason, by=by, at=at)
    return clock


def _rule(clock: Clock) -> ClockRule:
    rule = pack().clocks.get(clock.rule)
    if rule is None:
        raise TransitionRefused(
            _("The country pack no longer has the rule for this time limit, so it stays as it is.")
        )
    return rule


def _tell(clock: Clock, kind: str, reason: str, *, by: Actor, at: datetime) -> None:
    case = access.visible_to(by).get(pk=clock.case_id)
    detail = {"rule": clock.rule, "reason": reason}
    readers = access.readers_of(case, "timeline", at=at)
    timeline.add(case.pk, kind, by=by, at=at, readers=readers, detail=detail)
    audit.record(kind, subject=clock, right=access.right_of(by, case), detail=detail)


def open_note(actor: Actor, pause_id: UUID) -> str:
    """Open the note on a pause, and record the opening.

    :raises ClockPause.DoesNotExist: there is no such pause that this actor may see.
    """
    stop = ClockPause.objects.visible_to(actor).get(pk=pause_id)
    seal = access.seal(actor, stop.case_id)
    case = access.visible_to(actor).get(pk=stop.case_id)
    audit.record("clock_pause.opened", subject=stop, right=access.right_of(actor, case))
    return seal.open_field(stop, "note")


def watch(*, at: datetime) -> int:
    """Tell the supervisors of the lead agency, once, of each clock that has run out. For the job clocks.watch.

    Clocks of one referral are left to the watch over referrals. Returns how many clocks were escalated.
    """
    mine = system_principal(WATCH)
    overdue = Clock.objects.running().filter(
        readers__contains=[mine], subject_id=None, paused_at=None, escalated_at=None, due_at__lt=at
    )
    escalated = 0
    for clock in overdue.oldest_first().select_for_update(skip_locked=True):
        clock.escalated_at = at
        clock.save(from_action=True, update_fields=["escalated_at"])
        recipient = participation.supervision_of(clock.case_id)
        notices.notify(recipient, "clock.overdue", subject_id=clock.case_id, by=None, at=at)
        audit.record("clock.escalated", subject=clock, detail={"rule": clock.rule})
        escalated += 1
    return escalated
