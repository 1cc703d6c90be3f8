"""Pauses of clocks: people may pause a clock for a reason that its rule allows, and let it go on."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.clocks import ClockRule
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, clocks, participation
from .events import PAUSED, RESUMED
from .models import Clock, ClockPause
from .permissions import CLOCK_PAUSE
from .telling import tell

SHORTEST_NOTE = 10
"""In characters: of the note on a pause, which says what was tried or is waited for."""


class PauseIncomplete(Refused):
    """A pause lacks its note; the message says what to do."""


def clock_to_read(actor: Actor, clock_id: UUID) -> Clock:
    """Return a clock of a case that the actor leads, and record who looked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not decide on its pauses.
    """
    clock = fetch(Clock.objects.visible_to(actor), pk=clock_id)
    _refuse_unless_lead(actor, clock)
    audit.record("clock.viewed", subject=clock, right=access.right_in(actor, clock.case_id))
    return clock


def clock_to_change(actor: Actor, clock_id: UUID) -> Clock:
    """Return a clock locked, to somebody who leads its case and may pause clocks.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not decide on its pauses.
    """
    visible = Clock.objects.visible_to(actor)
    clock = fetch(visible, pk=clock_id)
    _refuse_unless_lead(actor, clock)
    participation.keep_lead(clock.case_id)
    return fetch(visible.select_for_update(of=("self",)), pk=clock_id)


def _refuse_unless_lead(actor: Actor, clock: Clock) -> None:
    # Not by the case itself: a service that was asked sees the clock of its referral, and may not see the case.
    if not access.leads_case_of(actor, clock.case_id) or not actor.may(CLOCK_PAUSE):
        raise NotAllowed("Only the agency that leads a case pauses its clocks.")


def pause(clock_id: UUID, *, reason: str, note: str, by: Actor, at: datetime) -> Clock:
    """Stop counting, for a reason that the rule of this clock allows; `note` says what was tried or is waited for.

    :raises NotThere: there is none that `by` may see.
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
        raise PauseIncomplete(
            _("Write what has been tried or what you are waiting for, and when."), field="note"
        )
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
    _tell(clock, PAUSED, reason, by=by, at=at)
    return clock


def resume(clock_id: UUID, *, by: Actor, at: datetime) -> Clock:
    """Count on: what was paused is added to the time that is left.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` sees it, but does not decide on its pauses.
    :raises TransitionRefused: it is not paused.
    """
    clock = clock_to_change(by, clock_id)
    if clock.stopped_at or not clock.paused_at:
        raise TransitionRefused(_("You cannot resume this time limit, because it is not paused."))
    reason = ClockPause.objects.filter(clock=clock, resumed_at=None).values_list("reason", flat=True).get()
    clocks.count_on(clock, _rule(clock), at=at, by=by)
    clock.save(from_action=True, update_fields=["paused_at", *clocks.MOVED])
    _tell(clock, RESUMED, reason, by=by, at=at)
    return clock


def _rule(clock: Clock) -> ClockRule:
    rule = pack().clocks.get(clock.rule)
    if rule is None:
        raise TransitionRefused(
            _("The country pack no longer has the rule for this time limit, so it stays as it is.")
        )
    return rule


def _tell(clock: Clock, event: Event, reason: str, *, by: Actor, at: datetime) -> None:
    right = access.right_in(by, clock.case_id)
    detail = {"rule": clock.rule, "reason": reason}
    tell(event, clock.case_id, subject=clock, by=by, at=at, right=right, detail=detail)


def open_note(actor: Actor, pause_id: UUID) -> str:
    """Open the note on a pause, and record the opening.

    :raises NotThere: there is no such pause that this actor may see.
    """
    stop = fetch(ClockPause.objects.visible_to(actor), pk=pause_id)
    seal = access.seal(actor, stop.case_id)
    audit.record("clock_pause.opened", subject=stop, right=access.right_in(actor, stop.case_id))
    return seal.open_field(stop, "note")
