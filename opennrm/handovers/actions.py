"""Everything that changes a handover. Each is one step of a transaction that the caller has entered."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks, leading
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.foundation.visibility import merged

from . import access, events, parts
from .models import Handover
from .states import TRANSITIONS, State
from .terms import CannotHandOver, Receiver, receivers_of, times_from

NUMBER_PREFIX = "HO"
CHANGED_BY_AN_END = ("state", "refusal", "refusal_words", "ended_at", "ended_by")


class AlreadyAsked(CannotHandOver):
    """Another agency has been asked to take over this case, and has not answered."""

    def __init__(self) -> None:
        super().__init__(_("Another agency has already been asked to take over this case."))


def ask(
    case_id: UUID,
    *,
    agency_id: UUID,
    reason: str,
    summary: str,
    form_token: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Handover:
    """Ask another agency to lead the case from now on, for whoever leads it.

    :param reason: a code of the pack's reasons for handing a case over.
    :param summary: all that the agency reads of the child before it answers, besides age, sex, area and languages.
    :param form_token: made when the form was shown; the same form sent twice asks once.
    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role hands no case over.
    :raises AlreadyAsked: an agency has been asked, and has not answered.
    :raises Refused: the agency cannot be asked, or an answer has to be corrected; the message says why.
    """
    case = access.case_to_hand_over(by, case_id, lock=True)
    if form_token and (sent := access.visible_to(by).filter(case_id=case.pk, form_token=form_token).first()):
        return sent
    if earlier := access.waiting_in(by, case.pk, lock=True):
        if not earlier.has_lapsed(at):
            raise AlreadyAsked
        _expire(earlier, by=by, at=at)
    receiver = _receiver(case, agency_id)
    _known(reason, "handover_reasons")
    if not summary.strip():
        raise Refused(_("Write what the agency has to know before it answers."), field="summary")
    handover = _draw_up(case, receiver, by=by, at=at)
    handover.reason, handover.form_token = reason, form_token
    case_access.seal(by, case.pk).close_field(handover, "summary", summary.strip())
    handover.save(from_action=True, force_insert=True)
    right = case_access.right_of(by, case)
    _tell(events.ASKED, handover, by=by, at=at, right=right, to_others=True, reason=reason)
    return handover


def accept(handover_id: UUID, *, by: Actor, at: datetime) -> Handover:
    """Take the case over, for the agency that was asked: it leads the case from now on, and nobody there has taken it.

    Everything that belongs to the case stays with it. The agency before sees what the country's rules still show it,
    and nothing else. Whoever accepts twice has accepted once.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was refused, withdrawn or not answered in time, or a colleague has accepted.
    """
    handover = fetch(access.visible_to(by).select_related("to_agency"), pk=handover_id)
    if handover.state == State.ACCEPTED and handover.ended_by_id == by.membership_id:
        return handover
    handover = access.handover_to_answer(by, handover_id, lock=False)
    _refuse_lapsed(handover, at=at)
    # Whoever withdraws it keeps the lead first: so the two come one after the other.
    basis = pack().handovers.legal_basis
    taken = leading.take_over(handover.case_id, part=handover.principal, basis=basis, by=by, at=at)
    by = taken.by
    handover = fetch(
        access.visible_to(by).select_related("to_agency").select_for_update(of=("self",)), pk=handover_id
    )
    _end(_move(handover, State.ACCEPTED), by=by, at=at)
    if kept := parts.keep_for_former_lead(taken, at=at):
        seeing = Handover.objects.visible_to(by).filter(pk=handover.pk)
        seeing.update(readers=merged("readers", [kept]), from_action=True)
    _tell(events.ACCEPTED, handover, by=by, at=at, right=Part.RECEIVING, former_lead=taken.told_before)
    leading.tell_of_new_lead(taken, at=at)
    return handover


def refuse(handover_id: UUID, *, reason: str, words: str = "", by: Actor, at: datetime) -> Handover:
    """Say that the agency does not take the case over, and why; from then on the team sees nothing of it.

    :param reason: a code of the pack's reasons for refusing.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's team was not asked.
    :raises TransitionRefused: it was answered, withdrawn or not answered in time.
    :raises Refused: there is no such reason.
    """
    handover = access.handover_to_answer(by, handover_id)
    _refuse_lapsed(handover, at=at)
    _move(handover, State.REFUSED)
    handover.refusal = _known(reason, "handover_refusals")
    case_access.seal(by, handover.case_id).close_field(handover, "refusal_words", words.strip())
    _end(handover, by=by, at=at)
    seen_by = [handover.principal]
    _tell(events.REFUSED, handover, by=by, at=at, right=Part.RECEIVING, seen_by=seen_by, reason=reason)
    return handover


def withdraw(handover_id: UUID, *, by: Actor, at: datetime) -> Handover:
    """Ask no longer, for whoever leads the case; the agency loses sight of the request and is told.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role hands no case over.
    :raises TransitionRefused: it has ended already.
    """
    handover = access.handover_to_withdraw(by, handover_id)
    _refuse_lapsed(handover, at=at)
    _end(_move(handover, State.WITHDRAWN), by=by, at=at)
    right = case_access.right_in(by, handover.case_id)
    _tell(events.WITHDRAWN, handover, by=by, at=at, right=right)
    return handover


def watch(at: datetime) -> None:
    """Remind once of handovers that were not answered in time, and end those that ran out.

    Runs as the job "clocks.watch" (`foundation.context.as_job`). What the team that was asked may see lapses by itself,
    also when this never runs.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    rules = [rule.code for rule in pack().clock_rules_started_by(events.ASKED.clock)]
    late = {clock.subject_id for clock in clocks.run_out(rules, at=at)}
    waiting = access.waiting(system).select_related("to_agency")
    for handover in waiting.filter(pk__in=late, expires_at__gt=at):
        _tell(events.ESCALATED, handover, by=system, at=at)
    for handover in waiting.filter(expires_at__lte=at):
        _expire(handover, by=system, at=at)


def _expire(handover: Handover, *, by: Actor, at: datetime) -> None:
    _end(_move(handover, State.EXPIRED), by=by, at=at)
    own = set(by.principals) & set(handover.writers)
    _tell(events.EXPIRED, handover, by=by, at=at, seen_by=own)


def _receiver(case: Case, agency_id: UUID) -> Receiver:
    for receiver in receivers_of(case):
        if receiver.agency.pk == agency_id:
            return receiver
    raise CannotHandOver(_("This agency cannot take over the case. Choose another one."), field="agency")


def _draw_up(case: Case, receiver: Receiver, *, by: Actor, at: datetime) -> Handover:
    """The handover with its summary of the child, not yet saved."""
    ends = times_from(at).expires_at
    principal = parts.offer(case, receiver, ends=ends, at=at)
    involved = parts.involved(principal)
    return Handover.make(
        case,
        at,
        readers=involved,
        writers=involved,
        from_agency=case.lead_agency,
        to_agency=receiver.agency,
        number=new_reference(NUMBER_PREFIX),
        age=case.age,
        sex=case.sex,
        area=case.area,
        languages=case.languages,
        is_urgent=case.is_urgent,
        asked_at=at,
        asked_by_id=by.membership_id,
        expires_at=ends,
        principal=principal,
    )


def _refuse_lapsed(handover: Handover, *, at: datetime) -> None:
    if handover.has_lapsed(at):
        raise TransitionRefused(_("The time to answer this request has run out."))


def _move(handover: Handover, to: State) -> Handover:
    try:
        move(handover, to, transitions=TRANSITIONS)
    except TransitionRefused as refused:
        message = _("You can no longer change this request in this way. Its status is: {state}.")
        raise TransitionRefused(message.format(state=State(handover.state).label)) from refused
    return handover


def _known(code: str, name: str) -> str:
    if code not in pack().codes(name):
        raise Refused(_("Choose one of the answers in the list."), field="reason")
    return code


def _end(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Save the end, and take the part away."""
    handover.ended_at, handover.ended_by_id = at, by.membership_id
    handover.save(from_action=True, update_fields=CHANGED_BY_AN_END)
    parts.end(handover, by=by, at=at)


def _tell(
    event: Event,
    handover: Handover,
    *,
    by: Actor,
    at: datetime,
    right: str = "",
    seen_by: Collection[int] = (),
    to_others: bool = False,
    former_lead: tuple[int, ...] = (),
    **detail: str,
) -> None:
    """Tell an event of a handover. Only whoever leads the case reads it in the story."""
    tell(
        event,
        handover.case_id,
        subject=handover,
        by=by,
        at=at,
        right=right,
        detail={"handover": str(handover.pk), "agency": str(handover.to_agency_id), **detail},
        matter=parts.matter_of(handover, former_lead=former_lead),
        seen_by=seen_by,
        to_others=to_others,
    )
