"""Everything that changes a referral. Each is one step of a transaction that the caller has entered."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.directory import actions as directory
from opennrm.directory.access import on_offer
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.references import new_reference
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, agreement, events, parts
from .models import ChildView, Referral
from .permissions import REFERRAL_SEND
from .states import TRANSITIONS, State
from .terms import CannotRefer, Terms, terms_for

NUMBER_PREFIX = "RF"
CHANGED_BY_AN_END = (
    "state", "answered_at", "answered_by", "decline_reason", "withdraw_reason", "outcome", "outcome_note",
    "ended_at", "ended_by",
)  # fmt: skip


class AlreadyReferred(CannotRefer):
    """This service has been asked for this child and the referral has not ended: `referral` is that one."""

    def __init__(self, referral: Referral) -> None:
        super().__init__(_("This service has already been asked to help this child."))
        self.referral = referral


def send(
    case_id: UUID,
    *,
    service_id: UUID,
    basis: str,
    child_agrees: str,
    note: str,
    by: Actor,
    at: datetime,
    form_token: UUID | None = None,
) -> Referral:
    """Ask a service to help the child of a case, for the lead of the case.

    :param basis: one of the legal bases that the country's sharing rules give for this service.
    :param child_agrees: what the child says to it, a value of `ChildView`.
    :param form_token: made when the form was shown; the same form sent twice makes one referral.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case.
    :raises AlreadyReferred: the service has been asked and the referral has not ended.
    :raises NotAgreed: nobody whose agreement is needed has agreed, and no legal basis is recorded.
    :raises CannotRefer: the service cannot be asked as things are; the message says why.
    """
    case = case_access.case(by, case_id, as_="lead", may=REFERRAL_SEND, lock=True)
    if sent := access.same_form(by, case.pk, form_token):
        return sent
    service = _service(service_id)
    terms = _terms(case, service, basis=basis, child_agrees=child_agrees, by=by, at=at)
    agreed = agreement.require(case, service, terms.accepted_scopes, by=by, at=at)
    last_moment = agreement.until(agreed.last_day)
    given = parts.offer(case, service.agency, terms, basis=basis, until=last_moment, at=at)
    referral = _draw_up(case, service, terms, given, by=by, at=at)
    referral.agreed_until = agreed.last_day
    referral.basis, referral.child_agrees, referral.form_token = basis, child_agrees, form_token
    case_access.seal(by, case.pk).close_field(referral, "note", note)
    referral.save(from_action=True, force_insert=True)
    _tell(events.SENT, referral, by=by, at=at, right=case_access.right_of(by, case))
    return referral


def accept(referral_id: UUID, *, takes_place: bool = False, by: Actor, at: datetime) -> Referral:
    """Take the child on, for the team that was asked; from now on it sees what the rules share.

    :param takes_place: whether the directory counts one free place less.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was answered, withdrawn or not answered in time.
    """
    referral = _to_move(access.referral_to_answer(by, referral_id), State.ACCEPTED, at=at)
    if not agreement.holds(referral, at=at):
        raise TransitionRefused(_("This is no longer agreed. The agency that asked you has to ask again."))
    by = parts.take_up(referral, by=by, at=at)
    _answer(referral, by=by, at=at)
    referral.took_place = takes_place and directory.take_place(referral.service_id, by=by)
    referral.save(from_action=True, update_fields=["state", "answered_at", "answered_by", "took_place"])
    _tell(events.ACCEPTED, referral, by=by, at=at, right=Part.ASKED, seen_by=[referral.serving_principal])
    return referral


def decline(referral_id: UUID, *, reason: str, note: str = "", by: Actor, at: datetime) -> Referral:
    """Say that the service cannot help, and why; from then on the team sees nothing of it.

    The directory tells for the rest of the day that the service declined, and nothing of whom.

    :param reason: a code of the pack's decline reasons.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was answered, withdrawn or not answered in time, or there is no such reason.
    """
    referral = _to_move(access.referral_to_answer(by, referral_id), State.DECLINED, at=at)
    referral.decline_reason = _known(reason, pack().codes("decline_reasons"))
    _write_back(referral, note, by=by)
    _answer(referral, by=by, at=at)
    _end(referral, by=by, at=at)
    directory.note_decline(referral.service_id, by=by, at=at)
    seen_by = [referral.asked_principal]
    _tell(events.DECLINED, referral, by=by, at=at, right=Part.ASKED, seen_by=seen_by, reason=reason)
    return referral


def withdraw(referral_id: UUID, *, reason: str, by: Actor, at: datetime) -> Referral:
    """Withdraw the request, for the lead of the case; the service loses sight of the child and is told.

    :param reason: a code of the pack's withdraw reasons.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case.
    :raises TransitionRefused: it has ended already, or there is no such reason.
    """
    referral = _to_move(access.referral_to_withdraw(by, referral_id), State.WITHDRAWN, at=at)
    referral.withdraw_reason = _known(reason, pack().codes("withdraw_reasons"))
    _end(referral, by=by, at=at)
    right = access.right_of(by, referral)
    _tell(events.WITHDRAWN, referral, by=by, at=at, right=right, seen_by=[], reason=reason)
    return referral


def no_show(referral_id: UUID, *, note: str = "", by: Actor, at: datetime) -> Referral:
    """Say that the child never came, for the service that accepted.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was not accepted, or has ended.
    """
    referral = _to_move(access.referral_to_answer(by, referral_id), State.NO_SHOW, at=at)
    _write_back(referral, note, by=by)
    _end(referral, by=by, at=at)
    _tell(events.NO_SHOW, referral, by=by, at=at, right=Part.SERVING, seen_by=[referral.serving_principal])
    return referral


def complete(referral_id: UUID, *, outcome: str, note: str = "", by: Actor, at: datetime) -> Referral:
    """Say how the help ended, for the service that gave it.

    :param outcome: a code of the pack's outcomes.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was not accepted, has ended, or there is no such outcome.
    """
    referral = _to_move(access.referral_to_answer(by, referral_id), State.COMPLETED, at=at)
    referral.outcome = _known(outcome, pack().codes("outcomes"))
    _write_back(referral, note, by=by)
    _end(referral, by=by, at=at)
    seen_by = [referral.serving_principal]
    _tell(events.COMPLETED, referral, by=by, at=at, right=Part.SERVING, seen_by=seen_by, outcome=outcome)
    return referral


def watch(at: datetime) -> None:
    """Remind once of referrals that were not answered in time, and end those that ran out.

    Runs as the job "clocks.watch" (`foundation.context.as_job`). What a team may see lapses by itself, also
    when this never runs.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    rules = [rule.code for rule in pack().clock_rules_started_by(events.SENT.clock)]
    late = {clock.subject_id for clock in clocks.run_out(rules, at=at)}
    for referral in access.waiting(system).filter(pk__in=late, expires_at__gt=at):
        _tell(events.ESCALATED, referral, by=system, at=at)
    for referral in access.waiting(system).filter(expires_at__lte=at):
        _expire(referral, by=system, at=at)
    for referral in access.ended_and_relying(system):
        agreement.is_done(referral.case_id, referral.service, by=system, at=at)
        referral.agreed_until = None
        referral.save(from_action=True, update_fields=["agreed_until"])


def follow_agreement(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Let a referral go on, stand still or end, as what it relies on holds; for its lead and for the watch.

    What was over by itself may be agreed again: the service keeps its place and sees nothing until then. Whoever says
    no, or takes back what they had agreed to, ends the referral.
    """
    decision = agreement.still_stands(referral, by=by, at=at)
    if decision.allowed:
        if referral.paused_at is not None:
            _resume(referral, decision.last_day, by=by, at=at)
        elif decision.last_day != referral.agreed_until:
            agreement.limit(referral, decision.last_day, by=by)
    elif not agreement.is_renewable(referral, decision, by=by):
        _end_without_agreement(referral, by=by, at=at)
    elif referral.paused_at is None:
        _pause(referral, by=by, at=at)


def _pause(referral: Referral, *, by: Actor, at: datetime) -> None:
    agreement.tell_service(referral, by=by, at=at)
    parts.end(referral, by=by, at=at)
    referral.paused_at = at
    referral.save(from_action=True, update_fields=["paused_at"])
    _tell(events.PAUSED, referral, by=by, at=at, seen_by=_own(by, referral))


def _resume(referral: Referral, last_day: date | None, *, by: Actor, at: datetime) -> None:
    case = case_access.case(by, referral.case_id, as_="lead", event=None)
    terms = terms_for(case.lead_agency.kind, referral.service, at=at)
    parts.give_again(case, referral, terms, until=agreement.until(last_day), at=at)
    referral.paused_at, referral.agreed_until = None, last_day
    referral.save(
        from_action=True,
        update_fields=["paused_at", "agreed_until", "serving_principal", "readers", "writers"],
    )
    seen_by = [referral.serving_principal]
    _tell(events.RESUMED, referral, by=by, at=at, right=Part.LEAD, seen_by=seen_by)


def _end_without_agreement(referral: Referral, *, by: Actor, at: datetime) -> None:
    if referral.paused_at is None and referral.state == State.ACCEPTED:
        agreement.tell_service(referral, by=by, at=at)
    _move(referral, State.WITHDRAWN)
    _end(referral, by=by, at=at)
    _tell(events.NOT_AGREED, referral, by=by, at=at, seen_by=_own(by, referral))


def _expire(referral: Referral, *, by: Actor, at: datetime) -> None:
    _move(referral, State.EXPIRED)
    _end(referral, by=by, at=at)
    _tell(events.EXPIRED, referral, by=by, at=at, seen_by=_own(by, referral))


def _own(by: Actor, referral: Referral) -> set[int]:
    """By which principals whoever ends a referral may write about it: for the watch, which leads nothing."""
    return set(by.principals) & set(referral.writers)


def _service(service_id: UUID) -> Service:
    service = on_offer().filter(pk=service_id).first()
    if service is None:
        raise CannotRefer(_("This service no longer takes children. Choose another one."))
    return service


def _terms(case: Case, service: Service, *, basis: str, child_agrees: str, by: Actor, at: datetime) -> Terms:
    """The terms for this referral, once nothing speaks against sending it."""
    terms = terms_for(case.lead_agency.kind, service, at=at)
    if basis not in terms.legal_bases:
        raise CannotRefer(_("Choose one of the legal bases in the list."))
    if child_agrees not in ChildView.values:
        raise CannotRefer(_("Choose what the child says about this."))
    if earlier := access.ongoing_to(by, case.pk, service.pk):
        if not earlier.has_lapsed(at):
            raise AlreadyReferred(earlier)
        _expire(earlier, by=by, at=at)
    return terms


def _draw_up(
    case: Case, service: Service, terms: Terms, given: parts.Parts, *, by: Actor, at: datetime
) -> Referral:
    """The referral with its summary of the child, not yet saved."""
    return Referral.make(
        case,
        at,
        readers=given.everybody,
        writers=given.everybody,
        service=service,
        sender=case.lead_agency,
        receiver=service.agency,
        number=new_reference(NUMBER_PREFIX),
        purpose=service.kind,
        age=case.age,
        sex=case.sex,
        area=case.area,
        languages=case.languages,
        is_urgent=case.is_urgent,
        sent_at=at,
        sent_by_id=by.membership_id,
        expires_at=terms.times.expires_at,
        asked_principal=given.asked,
        serving_principal=given.serving,
    )


def _to_move(referral: Referral, to: State, *, at: datetime) -> Referral:
    """Put the referral into its next state, unless its time ran out and nobody has written that down yet."""
    if referral.has_lapsed(at):
        raise TransitionRefused(
            _("The time to answer this request has run out. Send a new one if you need to.")
        )
    return _move(referral, to)


def _move(referral: Referral, to: State) -> Referral:
    try:
        move(referral, to, transitions=TRANSITIONS)
    except TransitionRefused as refused:
        message = _("You can no longer change this request in this way. Its status is: {state}.")
        raise TransitionRefused(message.format(state=State(referral.state).label)) from refused
    return referral


def _known(code: str, codes) -> str:
    if code not in codes:
        raise TransitionRefused(_("Choose one of the answers in the list."))
    return code


def _answer(referral: Referral, *, by: Actor, at: datetime) -> None:
    referral.answered_at, referral.answered_by_id = at, by.membership_id


def _write_back(referral: Referral, note: str, *, by: Actor) -> None:
    if note:
        case_access.seal(by, referral.case_id).close_field(referral, "outcome_note", note)


def _end(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Save the end, give the place back, and take the parts away."""
    referral.ended_at, referral.ended_by_id = at, by.membership_id
    referral.save(from_action=True, update_fields=CHANGED_BY_AN_END)
    if referral.took_place:
        directory.give_place_back(referral.service_id)
    parts.end(referral, by=by, at=at)


def _tell(
    event: Event,
    referral: Referral,
    *,
    by: Actor,
    at: datetime,
    right: str = "",
    seen_by: Collection[int] | None = None,
    **detail: str,
) -> None:
    told = {"referral": str(referral.pk), "purpose": referral.purpose, "service": str(referral.service_id)}
    tell(
        event,
        referral.case_id,
        subject=referral,
        by=by,
        at=at,
        right=right,
        detail=told | detail,
        matter=parts.matter_of(referral),
        seen_by=seen_by,
    )
