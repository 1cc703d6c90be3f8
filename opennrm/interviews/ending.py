"""After an interview: the notes, the talk of the team, how much is recorded, and the end of the work on it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import move

from . import access, events, recordings, rules
from .checks import refuse_unless
from .models import Interview, MustAct
from .permissions import INTERVIEW_ARRANGE, INTERVIEW_LEAD, INTERVIEW_REQUEST
from .states import TRANSITIONS, Recorded, State
from .telling import note, tell_of

SAYS = {
    "flags": gettext_lazy("act on what cannot wait, and write down what was done"),
    "debrief": gettext_lazy("write down how the team talked about it afterwards"),
    "recording": gettext_lazy("seal the recording, or say what is not recorded and why"),
    "countersigned": gettext_lazy("let a second person confirm what is not recorded"),
}


def write_note(interview_id: UUID, *, text: str, by: Actor, at: datetime) -> Interview:
    """Write the notes of an interview, for whoever leads it. They are sealed, and can be written until it is closed.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it.
    :raises TransitionRefused: it has not begun, or the work on it is finished.
    :raises Refused: nothing was written.
    """
    interview = access.interview_as_its_lead(by, interview_id)
    refuse_unless(interview, State.UNDER_WAY, State.HELD, State.STOPPED)
    if not text.strip():
        raise Refused(_("Write the notes."), field="text")
    case_access.seal(by, interview.case_id).close_field(interview, "note", text.strip())
    interview.save(from_action=True, update_fields=["note"])
    note("interview.note_written", interview, by=by)
    return interview


def debrief(interview_id: UUID, *, text: str, by: Actor, at: datetime) -> Interview:
    """Write down how the team talked about an interview afterwards.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it has not ended, or the work on it is finished.
    :raises Refused: nothing was written.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.HELD, State.STOPPED)
    if not text.strip():
        raise Refused(_("Write how the team talked about it."), field="text")
    case_access.seal(by, interview.case_id).close_field(interview, "debrief", text.strip())
    interview.debriefed_at = at
    interview.save(from_action=True, update_fields=["debrief", "debriefed_at"])
    tell_of(events.DEBRIEFED, interview, by=by, at=at)
    return interview


def say_recorded(interview_id: UUID, *, recorded: str, words: str, by: Actor, at: datetime) -> Interview:
    """Say that an interview is recorded only in part or not at all, and why. A second person confirms it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it has not ended, or the work on it is finished.
    :raises Refused: there is no such answer, or the reason is missing.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.HELD, State.STOPPED)
    if recorded not in (Recorded.PARTLY, Recorded.NOT):
        raise Refused(_("Choose one of the answers in the list."), field="recorded")
    require_reason(words, field="words")
    interview.recorded, interview.recorded_by_id = recorded, by.membership_id
    interview.countersigned_at = interview.countersigned_by_id = None
    case_access.seal(by, interview.case_id).close_field(interview, "recorded_words", words.strip())
    changed = ["recorded", "recorded_words", "recorded_by", "countersigned_at", "countersigned_by"]
    interview.save(from_action=True, update_fields=changed)
    tell_of(events.RECORDING_SAID, interview, by=by, at=at)
    return interview


def countersign(interview_id: UUID, *, by: Actor, at: datetime) -> Interview:
    """Confirm as a second person that an interview is recorded only in part or not at all. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor said so themselves, or only watches.
    :raises TransitionRefused: it has not ended, or the work on it is finished.
    :raises Refused: nobody has said so.
    """
    interview = access.interview_to_change(
        by, interview_id, INTERVIEW_LEAD, INTERVIEW_ARRANGE, INTERVIEW_REQUEST
    )
    refuse_unless(interview, State.HELD, State.STOPPED)
    if not interview.recorded:
        raise Refused(_("Nobody has said yet how much is recorded."))
    if interview.recorded_by_id == by.membership_id:
        raise NotAllowed(_("A second person has to confirm this."))
    if interview.countersigned_at is None:
        interview.countersigned_at, interview.countersigned_by_id = at, by.membership_id
        interview.save(from_action=True, update_fields=["countersigned_at", "countersigned_by"])
        is_nothing = interview.recorded == Recorded.NOT
        tell_of(events.NOT_RECORDED if is_nothing else events.COUNTERSIGNED, interview, by=by, at=at)
    return interview


def missing(by: Actor, interview: Interview) -> list[str]:
    """What is missing before an interview can be closed, by the names of `rules.missing_to_close`."""
    open_flags = access.rows(MustAct, by, interview).filter(acted_at=None).count()
    return rules.missing_to_close(
        rules.Ending(
            open_flags=open_flags,
            is_debriefed=interview.debriefed_at is not None,
            is_sealed=recordings.is_sealed(by, interview),
            has_failed=interview.recorder_failed_at is not None,
            recorded=interview.recorded,
            is_countersigned=interview.countersigned_at is not None,
        )
    )


def close(interview_id: UUID, *, by: Actor, at: datetime) -> Interview:
    """Finish the work on an interview.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it has not ended, or is closed already.
    :raises Refused: something is missing, which the message names.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.HELD, State.STOPPED)
    if lacking := missing(by, interview):
        things = "; ".join(str(SAYS[each]) for each in lacking)
        raise Refused(_("Before you finish the work on this interview: {things}.").format(things=things))
    move(interview, State.CLOSED, transitions=TRANSITIONS)
    interview.closed_at = at
    interview.save(from_action=True, update_fields=["state", "closed_at"])
    tell_of(events.CLOSED, interview, by=by, at=at)
    return interview
