"""The day of an interview: its start, its parts, who was where, the break, what cannot wait, and its end.

Every step takes the moment at which it happened, so that what was written on paper can be typed later.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move

from . import access, events, preconditions, shield
from .checks import refuse_future, refuse_unknown, refuse_unless
from .models import Interview, Phase, Presence
from .states import TRANSITIONS, ChildState, Outcome, PhaseKind, State, StoppedBy
from .telling import note, tell_of


def test_recorder(interview_id: UUID, *, by: Actor, at: datetime) -> Interview:
    """Record that the recorder was tried out and works.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it has no time, or has begun.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.SCHEDULED)
    interview.recorder_tested_at = at
    interview.save(from_action=True, update_fields=["recorder_tested_at"])
    note("interview.recorder_tested", interview, by=by)
    return interview


def start(
    interview_id: UUID,
    *,
    protocol: str,
    state_before: Collection[str],
    began_at: datetime,
    by: Actor,
    at: datetime,
) -> Interview:
    """Begin an interview, once everything that has to be there is there.

    :param protocol: by which protocol it is led, with its version.
    :param state_before: how the child seems.
    :param began_at: when it began: now, or what stands on the printed sheet.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it has no time, or has begun.
    :raises Refused: something is missing, which the message names.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.SCHEDULED)
    refuse_future(began_at, at=at)
    if missing := preconditions.missing(by, interview, at=began_at):
        raise Refused(
            _("This is still missing: {things}.").format(
                things="; ".join(str(each.words) for each in missing)
            )
        )
    refuse_unknown(state_before, ChildState, "state_before")
    move(interview, State.UNDER_WAY, transitions=TRANSITIONS)
    interview.began_at, interview.protocol = began_at, protocol.strip()
    interview.state_before = sorted(state_before)
    interview.save(from_action=True, update_fields=["state", "began_at", "protocol", "state_before"])
    _begin(interview, PhaseKind.INTRODUCTION, began_at)
    tell_of(events.STARTED, interview, by=by, at=at)
    return interview


def go_on(interview_id: UUID, *, kind: str, started_at: datetime, by: Actor, at: datetime) -> Phase:
    """Record that a part of the interview began, which ends the one before.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it is not under way.
    :raises Refused: there is no such part, or it would begin before the one that goes on.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.UNDER_WAY)
    if kind not in PhaseKind.values:
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    refuse_future(started_at, at=at)
    _end_phase(by, interview, started_at)
    phase = _begin(interview, kind, started_at)
    note("interview.phase_recorded", interview, by=by)
    return phase


def _begin(interview: Interview, kind: str, started_at: datetime) -> Phase:
    phase = access.row_of(Phase, interview, kind=kind, started_at=started_at)
    phase.save(from_action=True, force_insert=True)
    return phase


def _end_phase(by: Actor, interview: Interview, moment: datetime) -> None:
    running = access.rows(Phase, by, interview).filter(ended_at=None).select_for_update(of=("self",))
    for phase in running:
        if moment < phase.started_at:
            raise Refused(_("Enter a time that is not before the part that is going on."), field="time")
        phase.ended_at = moment
        phase.save(from_action=True, update_fields=["ended_at"])


def recorder_failed(interview_id: UUID, *, failed_at: datetime, by: Actor, at: datetime) -> Interview:
    """Record that the recorder failed. The interview goes on; what it yields counts all the same.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it is not under way.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.UNDER_WAY)
    refuse_future(failed_at, at=at)
    if interview.recorder_failed_at is None:
        interview.recorder_failed_at = failed_at
        interview.save(from_action=True, update_fields=["recorder_failed_at"])
        note("interview.recorder_failed", interview, by=by)
    return interview


def finish(
    interview_id: UUID,
    *,
    outcome: str,
    state_after: Collection[str],
    ended_at: datetime,
    by: Actor,
    at: datetime,
) -> Interview:
    """Finish an interview: its parts end, and with them everybody who is still there leaves.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it is not under way.
    :raises Refused: the part about what happened is missing, or an answer has to be corrected.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.UNDER_WAY)
    if outcome not in set(Outcome.values) - {Outcome.STOPPED}:
        raise Refused(_("Choose one of the answers in the list."), field="outcome")
    phases = access.rows(Phase, by, interview)
    if outcome != Outcome.NOT_POSSIBLE and not phases.filter(kind=PhaseKind.SUBSTANTIVE).exists():
        raise Refused(
            _(
                "Record first when the part about what happened began, or say that an interview was not possible."
            ),
            field="outcome",
        )
    interview.outcome = outcome
    _end(interview, State.HELD, state_after, ended_at, by=by, at=at)
    tell_of(events.HELD, interview, by=by, at=at)
    return interview


def stop(
    interview_id: UUID,
    *,
    stopped_by: str,
    state_after: Collection[str],
    ended_at: datetime,
    by: Actor,
    at: datetime,
) -> Interview:
    """Stop an interview. Always possible while it goes on, and nobody asks the child why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it is not under way.
    :raises Refused: it is not said by whom.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.UNDER_WAY)
    if stopped_by not in StoppedBy.values:
        raise Refused(_("Choose who stopped it."), field="stopped_by")
    interview.outcome, interview.stopped_by = Outcome.STOPPED, stopped_by
    _end(interview, State.STOPPED, state_after, ended_at, by=by, at=at)
    tell_of(events.STOPPED, interview, by=by, at=at, by_whom=stopped_by)
    return interview


def _end(
    interview: Interview,
    state: State,
    state_after: Collection[str],
    ended_at: datetime,
    *,
    by: Actor,
    at: datetime,
) -> None:
    refuse_future(ended_at, at=at)
    if interview.began_at is not None and ended_at < interview.began_at:
        raise Refused(_("Enter a time that is not before the start."), field="time")
    refuse_unknown(state_after, ChildState, "state_after")
    _end_phase(by, interview, ended_at)
    for row in access.rows(Presence, by, interview).filter(left_at=None).select_for_update(of=("self",)):
        row.left_at = max(ended_at, row.came_at)
        row.save(from_action=True, update_fields=["left_at"])
    move(interview, state, transitions=TRANSITIONS)
    interview.ended_at, interview.state_after = ended_at, sorted(state_after)
    changed = ["state", "ended_at", "outcome", "stopped_by", "state_after"]
    interview.save(from_action=True, update_fields=changed)
    shield.take_down(interview, by=by)
