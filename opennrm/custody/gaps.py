"""Gaps of a recording: when the recorder stood still, and why."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, ledger
from .ending import LIVE
from .models import Copy, Recording
from .states import State, Stop


def write_down(
    recording_id: UUID, *, begins_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime
) -> Recording:
    """Write down that the recorder stood still for a while, by the custodian; written down again, it stands there once.

    Whoever looks at a copy reads it beside the player. The times are by the same clock as those of the recording.

    :param reason: a code of `Stop`.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: it was given up, or destroyed.
    :raises Refused: an answer has to be corrected.
    """
    recording = access.recording_to_keep(by, recording_id)
    if recording.state in (State.ABANDONED, State.DESTROYED):
        raise TransitionRefused(_("This recording was given up, or destroyed."))
    _refuse_unless_possible(recording, begins_at, ends_at, reason)
    gap = [begins_at.isoformat(), ends_at.isoformat(), reason]
    if gap in recording.gaps:
        return recording
    recording.gaps = sorted([*recording.gaps, gap])
    recording.save(from_action=True, update_fields=["gaps"])
    for copy in Copy.objects.visible_to(by).filter(recording=recording, state__in=LIVE, of_transcript=False):
        copy.gaps = recording.gaps
        copy.save(from_action=True, update_fields=["gaps"])
    said = {"from": gap[0], "until": gap[1], "reason": reason, "clock": recording.clock}
    ledger.add(recording, "gap", by=by, at=at, detail=said)
    return recording


def _refuse_unless_possible(
    recording: Recording, begins_at: datetime, ends_at: datetime, reason: str
) -> None:
    if reason not in Stop.values:
        raise Refused(_("Choose one of the answers in the list."), field="reason")
    if ends_at <= begins_at:
        raise Refused(_("Enter a time that is after the beginning."), field="ended")
    if recording.started_at and begins_at < recording.started_at:
        raise Refused(_("Enter a time at which the recording had begun."), field="began")
    if recording.ended_at and ends_at > recording.ended_at:
        raise Refused(_("Enter a time at which the recording had not ended."), field="ended")
