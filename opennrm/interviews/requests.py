"""Asking for an interview, agreeing to a further one, and calling one off. Each is one step of a transaction."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events, own_facilitators, shield
from .models import Interview, PriorAccount
from .permissions import INTERVIEW_APPROVE, INTERVIEW_ARRANGE, INTERVIEW_REQUEST
from .states import (
    BEFORE,
    TAKEN_PLACE,
    TRANSITIONS,
    AccountForm,
    Interpreter,
    Sequence,
    State,
    Urgency,
    Wish,
)
from .telling import note, tell_of
from .times import release

BY_URGENCY = {Urgency.WITHIN_24_HOURS: events.REQUESTED_24H, Urgency.WITHIN_3_DAYS: events.REQUESTED_3D}
SEALED = ("reason", "name_to_use", "aids", "companion")
NOT_POSSIBLE = "not_possible"


def add_account(
    case_id: UUID,
    *,
    asked_by: UUID | None,
    told_on: date,
    form: str,
    reference: str,
    page: UUID,
    by: Actor,
    at: datetime,
) -> PriorAccount:
    """Record that a child has told something before, so that nobody asks it again.

    :param asked_by: the agency that asked; None if it is no agency of the mechanism.
    :param reference: where it can be found; sealed.
    :param page: the showing of the page that sent it; sent twice it makes one.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: the agency or the form is unknown, or the day is in the future.
    """
    case = access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    account_id = access.id_of_page("account", case_id, page, by=by)
    if earlier := access.accounts_of(by, case_id).filter(pk=account_id).first():
        return earlier
    if asked_by is not None and not Agency.objects.active().filter(pk=asked_by).exists():
        raise Refused(_("Choose one of the agencies in the list."), field="asked_by")
    if form not in AccountForm.values:
        raise Refused(_("Choose one of the answers in the list."), field="form")
    if told_on > at.astimezone(pack().zone).date():
        raise Refused(_("Enter a day that is not in the future."), field="told_on")
    about: dict[str, Any] = {"asked_by_id": asked_by, "told_on": told_on, "form": form}
    row = access.new_row(PriorAccount, case, at, **about, added_at=at, added_by_id=by.membership_id)
    row.pk = account_id
    case_access.seal(by, case_id).close_field(row, "reference", reference.strip())
    row.save(from_action=True, force_insert=True)
    note("interview.account_added", row, by=by)
    return row


def request(
    case_id: UUID,
    *,
    answers: Mapping[str, Any],
    acknowledged: Collection[UUID],
    page: UUID,
    by: Actor,
    at: datetime,
) -> Interview:
    """Ask for the interview of a child. A first one can be given a time; for a further one another agency agrees first.

    :param answers: the columns of the request: sequence, reason_code, reason, urgency, not_before, must_before,
        language, interpreter, wish, needs, name_to_use, aids, companion, medical_window_end and shielded.
    :param acknowledged: the earlier accounts that were on the page, all of which the requester has taken note of.
    :param page: the showing of the page that sent it; sent twice it asks once.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: an answer has to be corrected, an account was not read, or an interview is planned already.
    """
    case = access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    interview_id = access.id_of_page("request", case_id, page, by=by)
    if earlier := access.visible_to(by).filter(pk=interview_id).first():
        return earlier
    _refuse_unread(by, case_id, acknowledged)
    own_facilitators.let_arrange(case_id, by=by, at=at)
    given = dict(answers)
    is_alone = _is_first(by, case, given)
    _refuse_unless_possible(given, is_alone=is_alone)
    interview = _drawn_up(case, given, is_alone=is_alone, by=by, at=at)
    interview.pk = interview_id
    seal = case_access.seal(by, case_id)
    for field in SEALED:
        seal.close_field(interview, field, given[field].strip())
    interview.save(from_action=True, force_insert=True)
    tell_of(_event(interview), interview, by=by, at=at)
    return interview


def _event(interview: Interview) -> Event:
    if interview.state == State.AWAITING_APPROVAL:
        return events.APPROVAL_ASKED
    return BY_URGENCY.get(Urgency(interview.urgency), events.REQUESTED)


def _refuse_unread(by: Actor, case_id: UUID, acknowledged: Collection[UUID]) -> None:
    known = set(access.accounts_of(by, case_id).values_list("pk", flat=True))
    if not known <= set(acknowledged):
        raise Refused(
            _("Read what the child has told before, and confirm that you have read it."), field="acknowledged"
        )


def _is_first(by: Actor, case: Case, given: Mapping[str, Any]) -> bool:
    """Whether it is the first interview of the child; one that ended before anything was asked does not count."""
    others = access.visible_to(by).of_case(case.pk)
    if others.in_state(*BEFORE, State.UNDER_WAY).exists():
        raise Refused(
            _("An interview of this child has been asked for already. Change that one, or cancel it first.")
        )
    is_alone = not others.in_state(*TAKEN_PLACE).exists()
    if not is_alone and given["sequence"] == Sequence.FIRST:
        raise Refused(
            _("This child has been interviewed. Say why there has to be a further interview."),
            field="sequence",
        )
    return is_alone and given["sequence"] == Sequence.FIRST


def _refuse_unless_possible(given: Mapping[str, Any], *, is_alone: bool) -> None:
    known = {"sequence": Sequence, "urgency": Urgency, "interpreter": Interpreter, "wish": Wish}
    for field, codes in known.items():
        if given[field] not in codes.values:
            raise Refused(_("Choose one of the answers in the list."), field=field)
    if not is_alone and given["reason_code"] not in pack().codes("interview_reasons"):
        raise Refused(_("Choose why there has to be a further interview."), field="reason_code")
    if not set(given["needs"]) <= set(pack().codes("space_equipment")):
        raise Refused(_("Choose from the list what the child needs."), field="needs")
    if given["language"] not in pack().listed("languages"):
        raise Refused(_("Choose one of the languages in the list."), field="language")
    require_reason(given["reason"])
    first, last = given["not_before"], given["must_before"]
    if first and last and last <= first:
        raise Refused(_("Enter a last moment that is after the first one."), field="must_before")


def _drawn_up(case: Case, given: Mapping[str, Any], *, is_alone: bool, by: Actor, at: datetime) -> Interview:
    rules = pack().interviews
    plain = {name: value for name, value in given.items() if name not in SEALED}
    plain["reason_code"] = "" if is_alone else plain["reason_code"]
    return access.new_row(
        Interview,
        case,
        at,
        **plain,
        state=State.READY if is_alone else State.AWAITING_APPROVAL,
        quorum=list(rules.quorum),
        watch_later=list(rules.watch_later),
        requested_at=at,
        requested_by_id=by.membership_id,
    )


def approve(interview_id: UUID, *, by: Actor, at: datetime) -> Interview:
    """Agree to a further interview that another agency has asked for.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's own agency asked for it, or their role does not agree to interviews.
    :raises TransitionRefused: it was answered.
    """
    interview = _to_answer(interview_id, by=by)
    move(interview, State.READY, transitions=TRANSITIONS)
    interview.approved_at, interview.approved_by_id = at, by.membership_id
    interview.save(from_action=True, update_fields=["state", "approved_at", "approved_by"])
    tell_of(events.APPROVED, interview, by=by, at=at)
    return interview


def refuse(interview_id: UUID, *, words: str, by: Actor, at: datetime) -> Interview:
    """Say that there is to be no further interview, and why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's own agency asked for it, or their role does not agree to interviews.
    :raises TransitionRefused: it was answered.
    :raises Refused: the reason is missing.
    """
    interview = _to_answer(interview_id, by=by)
    require_reason(words, field="words")
    _end(interview, "not_agreed", words, by=by, at=at)
    tell_of(events.REFUSED, interview, by=by, at=at)
    return interview


def _to_answer(interview_id: UUID, *, by: Actor) -> Interview:
    interview = access.interview_to_change(by, interview_id, INTERVIEW_APPROVE)
    if interview.requested_by.agency_id == by.agency_id:
        raise NotAllowed(_("Somebody of another agency than the one that asked has to agree to this."))
    if interview.state != State.AWAITING_APPROVAL:
        raise TransitionRefused(_("This request was answered already."))
    return interview


def cancel(interview_id: UUID, *, reason: str, words: str, by: Actor, at: datetime) -> Interview:
    """Say before it begins that an interview is not held, and why.

    :param reason: a code of the pack's reasons.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor neither works for the agency that asked nor arranges interviews.
    :raises TransitionRefused: it began, or has ended.
    :raises Refused: the reason is unknown.
    """
    interview = access.interview_to_change(by, interview_id, INTERVIEW_REQUEST, INTERVIEW_ARRANGE)
    of_requester = interview.requested_by.agency_id == by.agency_id
    if not (of_requester or by.may(INTERVIEW_ARRANGE)):
        raise NotAllowed(
            _("Only the agency that asked for it, or whoever arranges it, can cancel an interview.")
        )
    if reason not in pack().codes("interview_cancellations"):
        raise Refused(_("Choose one of the answers in the list."), field="reason")
    _end(interview, reason, words, by=by, at=at)
    event = events.NOT_POSSIBLE if reason == NOT_POSSIBLE else events.CANCELLED
    tell_of(event, interview, by=by, at=at, reason=reason)
    return interview


def _end(interview: Interview, reason: str, words: str, *, by: Actor, at: datetime) -> None:
    was_booked = interview.state == State.SCHEDULED
    if interview.state not in BEFORE:
        raise TransitionRefused(_("This is no longer possible, because the interview began or has ended."))
    move(interview, State.CANCELLED, transitions=TRANSITIONS)
    if was_booked:
        release(interview, by=by, at=at)
    interview.end_reason, interview.closed_at = reason, at
    case_access.seal(by, interview.case_id).close_field(interview, "end_words", words.strip())
    interview.save(from_action=True, update_fields=["state", "end_reason", "end_words", "closed_at"])
    if was_booked:
        shield.take_down(interview, by=by)
