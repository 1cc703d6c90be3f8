"""Making, doing, putting off, handing on and cancelling tasks. Each is one step of a transaction."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks, participation
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal, system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.sealing import Seal
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events
from .models import Task, TaskChange
from .permissions import TASK_DO
from .rules import UNDO_WITHIN
from .states import TRANSITIONS, Change, State


def make(
    case_id: UUID,
    *,
    kind: str,
    words: str,
    due_on: date,
    given_to: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Task:
    """Make a task in a case that the actor leads. Other contexts call it too, for what was decided there.

    :param kind: a code of the pack's kinds of task; its title is all that lists show.
    :param words: what is to be done; sealed.
    :param given_to: the membership of whoever is to do it; None: whoever leads the case, now and later.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does nothing with tasks.
    :raises Refused: an answer has to be corrected.
    """
    case = case_access.case(by, case_id, as_="lead", may=TASK_DO, lock=True)
    _refuse_unless_said(kind, words)
    _refuse_unless_to_come(due_on, at=at)
    _refuse_unless_colleague(case, given_to)
    watch = [system_principal(clocks.WATCH)]
    task = Task.make(
        case,
        at,
        readers=watch,
        writers=watch,
        kind=kind,
        due_on=due_on,
        given_to_id=given_to,
        made_at=at,
        made_by_id=by.account_id,
    )
    case_access.seal(by, case.pk).close_field(task, "words", words.strip())
    task.save(from_action=True, force_insert=True)
    _tell(task, _to_whoever_else(events.MADE, task, case, by), by=by, at=at)
    return task


def finish(task_id: UUID, *, words: str = "", by: Actor, at: datetime) -> Task:
    """Mark a task as done, with a word on how it went if there is one.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    :raises TransitionRefused: it is done already, or cancelled.
    """
    task = access.task_to_change(by, task_id)
    _end(task, State.DONE, words, seal=case_access.seal(by, task.case_id), by=by, at=at)
    _tell(task, events.DONE, by=by, at=at)
    return task


def cancel(task_id: UUID, *, reason: str, by: Actor, at: datetime) -> Task:
    """Say that a task need not be done, and why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    :raises TransitionRefused: it is done, or cancelled already.
    :raises Refused: the reason is missing.
    """
    task = access.task_to_change(by, task_id)
    require_reason(reason)
    cancel_locked(task, reason, seal=case_access.seal(by, task.case_id), by=by, at=at)
    return task


def cancel_locked(task: Task, reason: str, *, seal: Seal, by: Actor, at: datetime) -> None:
    """Cancel a task that the caller has locked, and may end.

    :raises TransitionRefused: it is done, or cancelled already.
    """
    _end(task, State.CANCELLED, reason, seal=seal, by=by, at=at)
    _tell(task, events.CANCELLED, by=by, at=at)


def _end(task: Task, state: State, words: str, *, seal: Seal, by: Actor, at: datetime) -> None:
    move(task, state, transitions=TRANSITIONS)
    task.ended_at, task.ended_by_id = at, by.account_id
    seal.close_field(task, "ended_words", words.strip())
    task.save(from_action=True, update_fields=["state", "ended_at", "ended_by", "ended_words"])


def may_undo(task: Task, *, by: Actor, at: datetime) -> bool:
    """Whether the actor may take back that they have ended this task."""
    return (
        task.ended_at is not None and task.ended_by_id == by.account_id and at - task.ended_at <= UNDO_WITHIN
    )


def undo(task_id: UUID, *, by: Actor, at: datetime) -> Task:
    """Take back that one has marked a task as done, or cancelled it, some minutes ago.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: somebody else ended it, or the actor's role does nothing with tasks.
    :raises TransitionRefused: it is open, or the time for this is over.
    """
    task = access.task_to_change(by, task_id)
    if task.state == State.OPEN:
        raise TransitionRefused(_("The task is still to be done."))
    if task.ended_by_id != by.account_id:
        raise NotAllowed("Only whoever ended a task takes that back.")
    if not may_undo(task, by=by, at=at):
        raise TransitionRefused(_("It is too late to undo this. Add a new task instead."))
    move(task, State.OPEN, transitions=TRANSITIONS)
    task.ended_at = task.ended_by = task.ended_words = None
    task.save(from_action=True, update_fields=["state", "ended_at", "ended_by", "ended_words"])
    _record(task, Change.REOPENED, "", before=(task.due_on, task.given_to_id), by=by, at=at)
    _tell(task, events.REOPENED, by=by, at=at)
    return task


def put_off(task_id: UUID, *, to: date, reason: str, by: Actor, at: datetime) -> Task:
    """Let a task be due on a later day, and say why. Its earlier days stay in its history.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    :raises TransitionRefused: it has ended.
    :raises Refused: the reason is missing, or the day is not later.
    """
    task = access.task_to_change(by, task_id)
    _refuse_unless_open(task)
    _refuse_unless_to_come(to, at=at, field="to")
    if to <= task.due_on:
        raise Refused(_("Choose a day after the one on which the task is due now."), field="to")
    require_reason(reason)
    before = (task.due_on, task.given_to_id)
    # Should it pass this day too, the supervisors are told again.
    task.due_on, task.moves, task.escalated_at = to, task.moves + 1, None
    task.save(from_action=True, update_fields=["due_on", "moves", "escalated_at"])
    _record(task, Change.PUT_OFF, reason, before=before, by=by, at=at)
    _tell(task, events.PUT_OFF, by=by, at=at)
    return task


def hand_on(task_id: UUID, *, to: UUID | None, words: str = "", by: Actor, at: datetime) -> Task:
    """Give a task to a colleague, who is told; or with None to whoever leads the case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    :raises TransitionRefused: it has ended, or is with that person already.
    :raises Refused: that person cannot see the case.
    """
    task = access.task_to_change(by, task_id)
    _refuse_unless_open(task)
    case = case_access.case(by, task.case_id, as_="lead", event=None)
    if to == task.given_to_id:
        raise TransitionRefused(_("The task is already with this person."))
    _refuse_unless_colleague(case, to)
    before = (task.due_on, task.given_to_id)
    task.given_to_id = to
    task.save(from_action=True, update_fields=["given_to"])
    _record(task, Change.HANDED_ON, words, before=before, by=by, at=at)
    _tell(task, _to_whoever_else(events.HANDED_ON, task, case, by), by=by, at=at)
    return task


def _refuse_unless_said(kind: str, words: str) -> None:
    if kind not in pack().codes("task_kinds"):
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    if not words.strip():
        raise Refused(_("Write what is to be done."), field="words")


def _refuse_unless_open(task: Task) -> None:
    if task.state != State.OPEN:
        raise TransitionRefused(_("This is no longer possible, because the task is done or cancelled."))


def _refuse_unless_to_come(day: date, *, at: datetime, field: str = "due_on") -> None:
    if day < at.astimezone(pack().zone).date():
        raise Refused(_("Choose today or a later day."), field=field)


def _refuse_unless_colleague(case: Case, membership_id: UUID | None) -> None:
    if membership_id is not None and not access.colleagues(case).filter(pk=membership_id).exists():
        raise Refused(_("Choose somebody in your agency who can see this case."), field="given_to")


def _to_whoever_else(event: Event, task: Task, case: Case, by: Actor) -> Event:
    """The event, which tells the owner of the task unless that is whoever did it, or nobody in particular yet."""
    owner_id = task.given_to_id or case.assigned_to_id
    return event if owner_id not in (None, by.membership_id) else events.silent(event)


def _record(
    task: Task, change: Change, reason: str, *, before: tuple[date, UUID | None], by: Actor, at: datetime
) -> None:
    """Keep in the history of a task what has changed."""
    case = case_access.case(by, task.case_id, as_="lead", event=None)
    due_before, given_before = before
    row = TaskChange.make(
        case,
        at,
        task=task,
        change=change,
        changed_at=at,
        changed_by_id=by.account_id,
        due_before=due_before,
        due_after=task.due_on,
        given_before_id=given_before,
        given_after_id=task.given_to_id,
    )
    case_access.seal(by, task.case_id).close_field(row, "reason", reason.strip())
    row.save(from_action=True, force_insert=True)


def _tell(task: Task, event: Event, *, by: Actor, at: datetime) -> None:
    holder = participation.holder_of(task.case_id)
    owner = holder if task.given_to_id is None else membership_principal(task.given_to_id)
    tell(
        event,
        task.case_id,
        subject=task,
        by=by,
        at=at,
        right=case_access.right_in(by, task.case_id),
        detail=detail_of(task),
        matter=Matter(id=task.pk, relations={events.OWNER: lambda: [owner]}, settled_by=[holder]),
        seen_by=[],
    )


def detail_of(task: Task) -> dict[str, str]:
    """What is kept of an event of a task: its id, and the code of what is to be done."""
    return {"task": str(task.pk), "rule": task.rule, "kind": task.kind}
