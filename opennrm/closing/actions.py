"""Asking to close a case, deciding on that, and reopening it. Each is one step of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import closed, participation
from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle, in_the_way
from opennrm.cases.reasons import require_reason
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.screening.access import identification_of
from opennrm.tasks import access as task_access
from opennrm.tasks.ending import cancel_all

from . import access, doors, events
from .models import Closure
from .permissions import CLOSING_ASK, CLOSING_DECIDE
from .rules import kept_until
from .states import TRANSITIONS, State


class Obstructed(Refused):
    """Something of the case has to end first; its page lists what."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody says who asks to close a case.

    :param reason: a code of the pack's `closing_reasons`, and `outcome` one of its `case_outcomes`.
    :param words: how the case ends; sealed.
    :param told_words: what the child was told and by whom, or why nothing; sealed.
    :param ends_tasks: whether the tasks that are open when the case is closed are cancelled.
    """

    reason: str
    outcome: str
    words: str
    is_child_told: bool
    told_words: str
    ends_tasks: bool = False


def obstacles(actor: Actor, case: Case) -> list[Obstacle]:
    """What has to end before a case can be closed that the actor leads, or to go on in another case of the child."""
    found = in_the_way(actor, case)
    if any(each.goes_on_elsewhere for each in found) and access.continues_elsewhere(actor, case):
        return [each for each in found if not each.goes_on_elsewhere]
    return found


def ask(case_id: UUID, request: Request, *, form_token: UUID, by: Actor, at: datetime) -> Closure:
    """Ask a supervisor to close a case. The same form asks once, however often it is sent.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not ask for this.
    :raises CaseClosed: it is closed already.
    :raises TransitionRefused: somebody has asked already.
    :raises Obstructed: something has to end first.
    :raises Refused: an answer has to be corrected, or nobody else could decide.
    """
    case = access.locked(by, case_id, may=CLOSING_ASK)
    if waiting := access.waiting_in(by, [case.pk]).first():
        if waiting.form_token == form_token:
            return waiting
        raise TransitionRefused(_("Somebody has already asked to close this case."))
    _refuse_obstructed(by, case)
    _refuse_unless_said(request)
    _refuse_open_tasks(by, case, ends_tasks=request.ends_tasks)
    if not access.deciders(case, but=by.account_id).exists():
        raise Refused(
            _(
                "Nobody else in your agency can approve this. Let somebody else ask, or ask your administrator to "
                "add another supervisor."
            )
        )
    closure = _drawn_up(case, request, form_token=form_token, by=by, at=at)
    closure.save(from_action=True, force_insert=True)
    _tell(events.ASKED, case, closure, by=by, at=at)
    return closure


def withdraw(case_id: UUID, closure_id: UUID, *, by: Actor, at: datetime) -> Closure:
    """Ask no longer to close a case, for whoever leads it.

    :raises NotThere: there is no such request that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not ask for this.
    :raises TransitionRefused: it was decided on, or withdrawn already.
    """
    case, closure = access.closure_to_change(by, case_id, closure_id, may=CLOSING_ASK)
    _decided(closure, State.WITHDRAWN, "", by=by, at=at)
    _tell(events.WITHDRAWN, case, closure, by=by, at=at)
    return closure


def refuse(case_id: UUID, closure_id: UUID, *, words: str, by: Actor, at: datetime) -> Closure:
    """Do not approve that a case is closed, and say why. It stays open.

    :raises NotThere: there is no such request that `by` may see.
    :raises NotAllowed: `by` asked for it, or their role does not decide on this.
    :raises TransitionRefused: it was decided on, or withdrawn already.
    :raises Refused: the reason is missing.
    """
    case, closure = access.closure_to_change(by, case_id, closure_id, may=CLOSING_DECIDE)
    if _is_repeated(closure, State.REFUSED, by):
        return closure
    _refuse_who_asked(closure, by)
    require_reason(words, field="words")
    _decided(closure, State.REFUSED, words, by=by, at=at)
    _tell(events.NOT_APPROVED, case, closure, by=by, at=at)
    return closure


def approve(case_id: UUID, closure_id: UUID, *, words: str = "", by: Actor, at: datetime) -> Closure:
    """Close a case as somebody else has asked. From now on it is kept for as long as the country says.

    :raises NotThere: there is no such request that `by` may see.
    :raises NotAllowed: `by` asked for it, or their role does not decide on this.
    :raises TransitionRefused: it was decided on, or withdrawn already.
    :raises Obstructed: something has to end first.
    """
    case, closure = access.closure_to_change(by, case_id, closure_id, may=CLOSING_DECIDE)
    if _is_repeated(closure, State.APPROVED, by):
        return closure
    _refuse_who_asked(closure, by)
    doors.hold(case)
    _refuse_obstructed(by, case)
    _refuse_open_tasks(by, case, ends_tasks=closure.ends_tasks)
    meaning = pack().identification.state(identification_of(by, case).state).counts_as
    rule = pack().retention_of(meaning)
    closure.retention = rule.code
    closure.kept_until = kept_until(at.astimezone(pack().zone).date(), rule.years)
    _decided(closure, State.APPROVED, words, by=by, at=at)
    cancel_all(case.pk, reason=_("The case was closed."), by=by, at=at)
    closed.end_what_goes_on(case, by=by, at=at)
    doors.close(case, closure)
    _tell(events.CLOSED, case, closure, by=by, at=at)
    return closure


def reopen(case_id: UUID, *, reason: str, by: Actor, at: datetime) -> Case:
    """Reopen a closed case, and say why. What is left of its follow-up is cancelled; parts do not come back.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not decide on this.
    :raises TransitionRefused: it is open.
    :raises Refused: the reason is missing.
    """
    case = access.locked(by, case_id, may=CLOSING_DECIDE, even_closed=True)
    if case.closed_at is None:
        last = access.last_of(by, case.pk)
        if last and last.state == State.REOPENED and last.reopened_by_id == by.membership_id:
            return case
        raise TransitionRefused(_("This case is open."))
    require_reason(reason)
    doors.hold(case)
    closure = access.closing_of(by, case)
    move(closure, State.REOPENED, transitions=TRANSITIONS)
    closure.reopened_at, closure.reopened_by_id = at, by.membership_id
    case_access.seal(by, case.pk).close_field(closure, "reopening_reason", reason.strip())
    closure.save(from_action=True, update_fields=["state", "reopened_at", "reopened_by", "reopening_reason"])
    cancel_all(case.pk, reason=_("The case was reopened."), by=by, at=at)
    doors.reopen(case, closure)
    _tell(events.REOPENED, case, closure, by=by, at=at)
    return case


def _drawn_up(case: Case, request: Request, *, form_token: UUID, by: Actor, at: datetime) -> Closure:
    closure = Closure.make(
        case,
        at,
        reason=request.reason,
        outcome=request.outcome,
        is_child_told=request.is_child_told,
        ends_tasks=request.ends_tasks,
        form_token=form_token,
        asked_at=at,
        asked_by_id=by.membership_id,
    )
    seal = case_access.seal(by, case.pk)
    seal.close_field(closure, "words", request.words.strip())
    seal.close_field(closure, "told_words", request.told_words.strip())
    return closure


def _decided(closure: Closure, state: State, words: str, *, by: Actor, at: datetime) -> None:
    move(closure, state, transitions=TRANSITIONS)
    closure.decided_at, closure.decided_by_id = at, by.membership_id
    case_access.seal(by, closure.case_id).close_field(closure, "decision_words", words.strip())
    closure.save(
        from_action=True,
        update_fields=["state", "decided_at", "decided_by", "decision_words", "retention", "kept_until"],
    )


def _is_repeated(closure: Closure, state: State, by: Actor) -> bool:
    """Whether the actor has decided the same already, and pressed the button twice."""
    return closure.state == state and closure.decided_by_id == by.membership_id


def _refuse_who_asked(closure: Closure, by: Actor) -> None:
    if closure.asked_by.account_id == by.account_id:
        raise NotAllowed(_("You asked to close this case. Somebody else has to decide."))


def _refuse_obstructed(by: Actor, case: Case) -> None:
    if obstacles(by, case):
        raise Obstructed(_("This case cannot be closed yet. See what has to end first."))


def _refuse_open_tasks(by: Actor, case: Case, *, ends_tasks: bool) -> None:
    if not ends_tasks and task_access.visible_to(by).of_case(case.pk).open().exists():
        raise Refused(
            _("There are open tasks. Finish them first, or choose to cancel them."), field="ends_tasks"
        )


def _refuse_unless_said(request: Request) -> None:
    known: Mapping[str, tuple[str, str]] = {
        "reason": (request.reason, "closing_reasons"),
        "outcome": (request.outcome, "case_outcomes"),
    }
    for field, (code, listed) in known.items():
        if code not in pack().codes(listed):
            raise Refused(_("Choose one of the answers in the list."), field=field)
    for field, words in (("words", request.words), ("told_words", request.told_words)):
        require_reason(words, says=_("Write a few words."), field=field)


def _tell(event: Event, case: Case, closure: Closure, *, by: Actor, at: datetime) -> None:
    if not pack().closing.tells_reporter:
        event = replace(event, receipt="")
    if case.assigned_to_id == by.membership_id and event.kind == events.REOPENED.kind:
        event = replace(event, tells=())

    def deciders() -> list[int]:
        found = access.deciders(case, but=by.account_id)
        return [membership_principal(each) for each in found.values_list("pk", flat=True)]

    asker = membership_principal(closure.asked_by_id)
    tell(
        event,
        case.pk,
        subject=closure,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail={"closing": str(case.pk), "reason": closure.reason, "outcome": closure.outcome},
        matter=Matter(
            id=case.pk,
            relations={events.ASKER: lambda: [asker], events.DECIDERS: deciders},
            settled_by=[asker, participation.holder_of(case.pk)],
        ),
        seen_by=[],
    )
