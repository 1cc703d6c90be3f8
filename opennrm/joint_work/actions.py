"""Everything that changes joint work. Each is one step of a transaction that the caller has entered."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.models import Case
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.country.sharing import WHOLE
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, agreement, events, parts
from .models import JointWork
from .states import TRANSITIONS, State
from .terms import CannotAsk, Terms, end_of, last_day_from, terms_for

NUMBER_PREFIX = "JW"
CHANGED_BY_AN_END = (
    "state", "answered_at", "answered_by", "end_reason", "end_words", "ended_at", "ended_by",
)  # fmt: skip


class AlreadyAsked(CannotAsk):
    """This agency was asked for this purpose, and that has not ended: `joint_work` is it."""

    def __init__(self, joint_work: JointWork) -> None:
        super().__init__(_("This agency has already been asked to take part for this purpose."))
        self.joint_work = joint_work


def ask(
    case_id: UUID, *, agency_id: UUID, purpose: str, basis: str, scopes: Collection[str], last_day: date,
    summary: str, form_token: UUID | None = None, by: Actor, at: datetime,
) -> JointWork:  # fmt: skip
    """Ask another agency to take part in the case for a purpose, for whoever leads it.

    :param basis: one of the legal bases that the country gives for it.
    :param scopes: which parts of the case the agency sees, of those that the rules allow; the case itself always.
    :param last_day: the last day on which the agency takes part.
    :param summary: all that the agency reads before it answers, besides age, sex, area and languages.
    :param form_token: made when the form was shown; the same form sent twice asks once.
    :raises NotThere: there is no such case that `by` may see, or no such agency.
    :raises NotAllowed: `by` does not lead the case, or their role asks nobody.
    :raises AlreadyAsked: the agency was asked for this purpose, and that has not ended.
    :raises NotAgreed: nobody whose agreement is needed has agreed, and no legal basis is recorded.
    :raises Refused: the agency cannot be asked as things are, or an answer has to be corrected; the message says which.
    """
    case = access.case_to_share(by, case_id, lock=True)
    if form_token and (sent := access.visible_to(by).filter(case_id=case.pk, form_token=form_token).first()):
        return sent
    agency = access.agency_to_ask(agency_id)
    _refuse_a_second_one(case, agency, purpose, by=by, at=at)
    terms = terms_for(case, agency, purpose, at=at)
    shown = _allowed(terms, basis=basis, scopes=scopes, summary=summary)
    agreed = agreement.require(case, agency, purpose, shown, by=by, at=at)
    until = agreement.at_most(_until(last_day, at=at), agreed)
    given = parts.offer(case, agency, terms, scopes=shown, basis=basis, until=until, at=at)
    work = _draw_up(case, agency, terms, given, until=until, by=by, at=at)
    work.purpose, work.basis, work.scopes, work.form_token = purpose, basis, shown, form_token
    work.agreed_until = agreed.last_day
    case_access.seal(by, case.pk).close_field(work, "summary", summary.strip())
    work.save(from_action=True, force_insert=True)
    _tell(events.ASKED, work, by=by, at=at, right=case_access.right_of(by, case))
    return work


def _refuse_a_second_one(case: Case, agency: Agency, purpose: str, *, by: Actor, at: datetime) -> None:
    if earlier := access.live_in(by, case.pk, agency.pk, purpose):
        if not earlier.has_lapsed(at):
            raise AlreadyAsked(earlier)
        _run_out(earlier, by=by, at=at)


def accept(work_id: UUID, *, by: Actor, at: datetime) -> JointWork:
    """Take part, for the team that was asked: from now on it sees the parts of the case that were chosen.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was answered, withdrawn or not answered in time.
    """
    work = access.for_agency(by, work_id)
    if (
        work.state == State.TAKING_PART
        and work.answered_by_id == by.membership_id
        and not work.has_lapsed(at)
    ):
        return work
    _move(work, State.TAKING_PART, at=at)
    by = parts.take_up(work, by=by, at=at)
    work.answered_at, work.answered_by_id = at, by.membership_id
    work.save(from_action=True, update_fields=["state", "answered_at", "answered_by"])
    _tell(events.ACCEPTED, work, by=by, at=at, right="invited", seen_by=[work.principal])
    return work


def decline(work_id: UUID, *, reason: str, words: str = "", by: Actor, at: datetime) -> JointWork:
    """Say that the agency does not take part, and why; from then on the team sees nothing of the request.

    :param reason: a code of the pack's reasons for declining.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was answered, withdrawn or not answered in time.
    :raises Refused: there is no such reason.
    """
    work = _move(access.for_agency(by, work_id), State.DECLINED, at=at)
    work.answered_at, work.answered_by_id = at, by.membership_id
    _end_because(work, "joint_refusals", reason, words, by=by, at=at)
    seen_by = [work.asked_principal]
    _tell(events.DECLINED, work, by=by, at=at, right="invited", seen_by=seen_by, reason=reason)
    return work


def withdraw(work_id: UUID, *, by: Actor, at: datetime) -> JointWork:
    """Ask no longer, for whoever leads the case; the agency loses sight of the request and is told.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role asks nobody.
    :raises TransitionRefused: it was answered, or has ended.
    """
    work = _move(access.for_lead(by, work_id), State.WITHDRAWN, at=at)
    _end(work, by=by, at=at)
    _tell(events.WITHDRAWN, work, by=by, at=at, right=case_access.right_in(by, work.case_id))
    return work


def extend(
    work_id: UUID, *, last_day: date, reason: str, seen: datetime | None = None, by: Actor, at: datetime
) -> JointWork:
    """Let the agency take part until a later day, for whoever leads the case.

    :param reason: a code of the pack's reasons for more time.
    :param seen: until when it went on as the page showed it.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role asks nobody.
    :raises TransitionRefused: the agency does not take part, or no longer; or somebody has just set another day.
    :raises Refused: the day is not later than before, or too late; or there is no such reason.
    """
    work = access.for_lead(by, work_id)
    if work.state != State.TAKING_PART or work.has_lapsed(at):
        raise TransitionRefused(_("The agency no longer takes part. Ask it again if you need to."))
    until = end_of(last_day)
    if seen is not None and seen != work.until:
        if until == work.until:
            return work
        raise TransitionRefused(_("Somebody has just set another last day. Look at it before you change it."))
    if until <= work.until:
        raise Refused(_("Choose a day after the last day so far."), field="last_day")
    agreement.refuse_beyond(work, last_day)
    work.until = _until(last_day, at=at)
    _known(reason, "joint_extensions")
    work.save(from_action=True, update_fields=["until"])
    parts.limit(work, by=by)
    right = case_access.right_in(by, work.case_id)
    _tell(
        events.EXTENDED, work, by=by, at=at, right=right, seen_by=[work.principal], reason=reason,
        last_day=last_day.isoformat(),
    )  # fmt: skip
    return work


def end(work_id: UUID, *, reason: str, words: str = "", by: Actor, at: datetime) -> JointWork:
    """End that the agency takes part, for either side; from the next transaction on it sees nothing of the case.

    :param reason: a code of the pack's reasons for ending it.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither asks nor takes part.
    :raises TransitionRefused: the agency does not take part, or no longer.
    :raises Refused: there is no such reason.
    """
    work = access.for_either(by, work_id)
    is_left, right = access.is_of_agency(by, work), case_access.right_in(by, work.case_id)
    _end_because(_move(work, State.ENDED, at=at), "joint_ends", reason, words, by=by, at=at)
    event = events.LEFT_BY_AGENCY if is_left else events.ENDED_BY_LEAD
    seen_by = [work.principal] if is_left else ()
    _tell(event, work, by=by, at=at, right=right, seen_by=seen_by, reason=reason)
    return work


def watch(at: datetime) -> None:
    """Remind once of requests that were not answered in time, and end what has run out.

    Runs as the job "clocks.watch" (`foundation.context.as_job`). What a team may see lapses by itself, also when this
    never runs.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    rules = [rule.code for rule in pack().clock_rules_started_by(events.ASKED.clock)]
    late = {clock.subject_id for clock in clocks.run_out(rules, at=at)}
    for work in access.unanswered(system).filter(pk__in=late, expires_at__gt=at):
        _tell(events.ESCALATED, work, by=system, at=at)
    for work in access.unanswered(system).filter(expires_at__lte=at):
        _run_out(work, by=system, at=at)
    for work in access.past_their_time(system, at):
        _run_out(work, by=system, at=at)
    for work in access.ended_and_relying(system):
        agreement.is_done(work, by=system, at=at)
        work.agreed_until = None
        work.save(from_action=True, update_fields=["agreed_until"])


def follow_agreement(work: JointWork, *, by: Actor, at: datetime) -> None:
    """End it if nobody agrees any more and no legal basis stands; for its lead and for the watch.

    What is agreed for less time than before ends earlier.
    """
    decision = agreement.still_stands(work, by=by, at=at)
    if decision.allowed:
        if decision.last_day != work.agreed_until:
            work.agreed_until = decision.last_day
            until, work.until = work.until, agreement.at_most(work.until, decision)
            work.save(from_action=True, update_fields=["agreed_until", "until"])
            if work.until != until:
                parts.limit(work, by=by)
        return
    was_asked = work.state == State.ASKED
    if not was_asked:
        agreement.tell_agency(work, by=by, at=at)
    move(work, State.WITHDRAWN if was_asked else State.ENDED, transitions=TRANSITIONS)
    _end(work, by=by, at=at)
    own = set(by.principals) & set(work.writers)
    _tell(events.NOT_AGREED, work, by=by, at=at, seen_by=own)


def _run_out(work: JointWork, *, by: Actor, at: datetime) -> None:
    """End what was not answered in time, or has gone on until its last day."""
    was_answered = work.state == State.TAKING_PART
    move(work, State.OVER if was_answered else State.EXPIRED, transitions=TRANSITIONS)
    _end(work, by=by, at=at)
    own = set(by.principals) & set(work.writers)
    _tell(events.OVER if was_answered else events.EXPIRED, work, by=by, at=at, seen_by=own)


def _allowed(terms: Terms, *, basis: str, scopes: Collection[str], summary: str) -> list[str]:
    """The scopes to be shown, once every answer is one that the terms allow."""
    if basis not in terms.legal_bases:
        raise Refused(_("Choose one of the legal bases in the list."), field="basis")
    shown = {WHOLE, *scopes}
    if not shown <= terms.scopes:
        raise Refused(
            _("The rules of your country do not allow this agency to see all of that."), field="scopes"
        )
    if not summary.strip():
        raise Refused(_("Write what the agency needs to know before it answers."), field="summary")
    return sorted(shown)


def _until(last_day: date, *, at: datetime) -> datetime:
    if last_day > last_day_from(at):
        days = pack().joint_work.longest_days
        message = _("An agency can take part for at most {days} days at a time. Choose an earlier day.")
        raise Refused(message.format(days=days), field="last_day")
    until = end_of(last_day)
    if until <= at:
        raise Refused(_("Choose a day that is not in the past."), field="last_day")
    return until


def _draw_up(
    case: Case, agency: Agency, terms: Terms, given: parts.Given, *, until: datetime, by: Actor, at: datetime
) -> JointWork:
    """The joint work with its summary of the child, not yet saved."""
    return JointWork.make(
        case,
        at,
        readers=given.everybody,
        writers=given.everybody,
        from_agency=case.lead_agency,
        to_agency=agency,
        number=new_reference(NUMBER_PREFIX),
        age=case.age,
        sex=case.sex,
        area=case.area,
        languages=case.languages,
        is_urgent=case.is_urgent,
        asked_at=at,
        asked_by_id=by.membership_id,
        expires_at=min(terms.times.expires_at, until),
        until=until,
        asked_principal=given.asked,
        principal=given.taking,
    )


def _move(work: JointWork, to: State, *, at: datetime) -> JointWork:
    """Put it into its next state, unless its time ran out and nobody has written that down yet."""
    if work.has_lapsed(at):
        raise TransitionRefused(_("The time for this has run out. Your agency can ask again if it needs to."))
    try:
        move(work, to, transitions=TRANSITIONS)
    except TransitionRefused as refused:
        message = _("You can no longer change this request in this way. Its status is: {state}.")
        raise TransitionRefused(message.format(state=State(work.state).label)) from refused
    return work


def _known(code: str, name: str) -> str:
    if code not in pack().codes(name):
        raise Refused(_("Choose one of the answers in the list."), field="reason")
    return code


def _end_because(work: JointWork, name: str, reason: str, words: str, *, by: Actor, at: datetime) -> None:
    work.end_reason = _known(reason, name)
    case_access.seal(by, work.case_id).close_field(work, "end_words", words.strip())
    _end(work, by=by, at=at)


def _end(work: JointWork, *, by: Actor, at: datetime) -> None:
    """Save the end, and take the parts away."""
    work.ended_at, work.ended_by_id = at, by.membership_id
    work.save(from_action=True, update_fields=CHANGED_BY_AN_END)
    parts.end(work, by=by, at=at)


def _tell(
    event: Event,
    work: JointWork,
    *,
    by: Actor,
    at: datetime,
    right: str = "",
    seen_by: Collection[int] = (),
    **detail: str,
) -> None:
    """Tell an event of joint work. Whoever leads the case reads it in the story, and the agency that takes part."""
    told = {"joint_work": str(work.pk), "agency": str(work.to_agency_id), "purpose": work.purpose}
    tell(
        event,
        work.case_id,
        subject=work,
        by=by,
        at=at,
        right=right,
        detail=told | detail,
        matter=parts.matter_of(work),
        seen_by=seen_by,
    )
