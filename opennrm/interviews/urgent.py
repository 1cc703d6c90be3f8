"""What comes up in an interview: what cannot wait, and the questions of those who watch."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access, events
from .checks import refuse_unless
from .models import MustAct, QuestionSlip
from .permissions import INTERVIEW_ARRANGE, INTERVIEW_LEAD, INTERVIEW_REQUEST, INTERVIEW_WATCH
from .states import Act, Asked, Flag, State
from .telling import note, tell_of


def raise_flag(interview_id: UUID, *, flag: str, words: str, page: UUID, by: Actor, at: datetime) -> MustAct:
    """Record that something came up that cannot wait. Whoever leads the case and their supervisors hear of it at once.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor neither leads, arranges nor watches interviews.
    :raises TransitionRefused: it has not begun, or the work on it is finished.
    :raises Refused: there is no such flag.
    """
    interview = access.interview_to_change(
        by, interview_id, INTERVIEW_LEAD, INTERVIEW_ARRANGE, INTERVIEW_WATCH
    )
    refuse_unless(interview, State.UNDER_WAY, State.HELD, State.STOPPED)
    flag_id = access.id_of_page("flag", interview_id, page, by=by)
    if earlier := access.rows(MustAct, by, interview).filter(pk=flag_id).first():
        return earlier
    if flag not in Flag.values:
        raise Refused(_("Choose one of the answers in the list."), field="flag")
    row = access.row_of(MustAct, interview, flag=flag, raised_at=at, raised_by_id=by.membership_id)
    row.pk = flag_id
    case_access.seal(by, interview.case_id).close_field(row, "words", words.strip())
    row.save(from_action=True, force_insert=True)
    tell_of(events.FLAG_RAISED, interview, by=by, at=at)
    return row


def act(interview_id: UUID, flag_id: UUID, *, kind: str, words: str, by: Actor, at: datetime) -> MustAct:
    """Record what was done about something that could not wait.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor only watches.
    :raises Refused: there is no such kind of act, or it is not said what was done.
    """
    interview = access.interview_to_change(
        by, interview_id, INTERVIEW_REQUEST, INTERVIEW_LEAD, INTERVIEW_ARRANGE
    )
    row = access.row_to_change(MustAct, by, interview, flag_id)
    if row.acted_at is not None:
        return row
    if kind not in Act.values:
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    if not words.strip():
        raise Refused(_("Write what was done."), field="words")
    row.act, row.acted_at, row.acted_by_id = kind, at, by.membership_id
    case_access.seal(by, interview.case_id).close_field(row, "act_words", words.strip())
    row.save(from_action=True, update_fields=["act", "act_words", "acted_at", "acted_by"])
    tell_of(events.ACTED, interview, by=by, at=at)
    return row


def pass_slip(interview_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> QuestionSlip:
    """Hand in a question for the break, for somebody who watches.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not watch interviews.
    :raises TransitionRefused: it is not under way.
    :raises Refused: there is no question.
    """
    interview = access.interview_to_change(by, interview_id, INTERVIEW_WATCH, INTERVIEW_ARRANGE)
    refuse_unless(interview, State.UNDER_WAY)
    slip_id = access.id_of_page("slip", interview_id, page, by=by)
    if earlier := access.rows(QuestionSlip, by, interview).filter(pk=slip_id).first():
        return earlier
    if not text.strip():
        raise Refused(_("Write the question."), field="text")
    row = access.row_of(QuestionSlip, interview, passed_at=at, passed_by_id=by.membership_id)
    row.pk = slip_id
    case_access.seal(by, interview.case_id).close_field(row, "text", text.strip())
    row.save(from_action=True, force_insert=True)
    note("interview.slip_passed", interview, by=by)
    return row


def settle_slip(
    interview_id: UUID, slip_id: UUID, *, asked: str, why: str, by: Actor, at: datetime
) -> QuestionSlip:
    """Record what became of a question that was handed in, and why it was not asked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads the interview, and the actor arranges none.
    :raises Refused: there is no such answer, or it is not said why it was not asked.
    """
    interview = access.interview_of_the_day(by, interview_id)
    row = access.row_to_change(QuestionSlip, by, interview, slip_id)
    if asked not in (Asked.YES, Asked.NO, Asked.REWORDED):
        raise Refused(_("Choose one of the answers in the list."), field="asked")
    if asked == Asked.NO and not why.strip():
        raise Refused(_("Write why it was not asked."), field="why")
    row.asked, row.settled_at = asked, at
    case_access.seal(by, interview.case_id).close_field(row, "why", why.strip())
    row.save(from_action=True, update_fields=["asked", "why", "settled_at"])
    note("interview.slip_settled", interview, by=by)
    return row
