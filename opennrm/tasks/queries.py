"""Lists of tasks, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.deadlines import Standing
from opennrm.cases.holders import held
from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import Page, page_of

from . import access
from .models import Task, TaskChange, TaskQuerySet
from .permissions import TASK_DO
from .rules import ENDED_SHOWN, EVERYBODY, SOON, UNDO_WITHIN, Order, Wanted, When, end_of, week_end
from .states import State

PAGE = 25
_ORDERS: dict[Order, Sequence[str]] = {
    Order.DUE: ("due_on", "id"),
    Order.LATEST_DUE: ("-due_on", "id"),
    Order.NEWEST: ("-made_at", "id"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A task as lists show it: with its case, and how it stands today. `words` are its own, where they were opened."""

    task: Task
    case: Case
    standing: Standing
    words: str = ""
    paused_for: str = ""
    """Empty: the time of a task does not stand still."""

    @property
    def due_at(self) -> datetime:
        """The end of the day on which it is due."""
        return end_of(self.task.due_on, pack().zone)

    @property
    def owner(self) -> str:
        """The name of whoever has it; empty if that is nobody yet."""
        owner = self.task.given_to or self.case.assigned_to
        return owner.account.name if owner else ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A task with everything that is sealed in it, and its history, newest first: each change with its reason."""

    entry: Entry
    ended_words: str
    changes: list[tuple[TaskChange, str]]


def standing(task: Task, today: date) -> Standing:
    """How a task stands on a day."""
    return standing_of(task.due_on, today) if task.state == State.OPEN else Standing.MET


def standing_of(due_on: date, today: date) -> Standing:
    """How something stands on a day that is to be done by another one."""
    if due_on < today:
        return Standing.OVERDUE
    return Standing.SOON if due_on - today <= SOON else Standing.DUE


def entries(actor: Actor, tasks: QuerySet[Task] | list[Task], *, at: datetime) -> list[Entry]:
    """These tasks with their cases. Those of a case that the actor does not see are left out."""
    found = list(tasks)
    visible = case_access.visible_to(actor).select_related("assigned_to__account")
    return _entries_in(visible.in_bulk({task.case_id for task in found}), found, at=at)


def _entries_in(cases: Mapping[UUID, Case], found: list[Task], *, at: datetime) -> list[Entry]:
    today = at.astimezone(pack().zone).date()
    return [
        Entry(task=task, case=cases[task.case_id], standing=standing(task, today))
        for task in found
        if task.case_id in cases
    ]


def looked_for(actor: Actor, wanted: Wanted, *, at: datetime) -> TaskQuerySet:
    """The tasks that somebody looks for, as far as they see them, in no order."""
    tasks = _ended(actor, wanted, at=at) if wanted.ended else _open(actor, wanted)
    today = at.astimezone(pack().zone).date()
    if wanted.when == When.OVERDUE:
        tasks = tasks.filter(due_on__lt=today)
    elif wanted.when == When.WEEK:
        tasks = tasks.filter(due_on__range=(today, week_end(today)))
    if wanted.kind or wanted.rule:
        tasks = tasks.filter(Q(rule="", kind__in=wanted.kind) | Q(rule__in=wanted.rule))
    return tasks


def _open(actor: Actor, wanted: Wanted) -> TaskQuerySet:
    if wanted.whose == EVERYBODY:
        return access.visible_to(actor).open()
    if not wanted.holder:
        return access.mine(actor)
    return access.of_holder(actor, wanted.holder)


def _ended(actor: Actor, wanted: Wanted, *, at: datetime) -> TaskQuerySet:
    """What they have ended themselves: whose it was before, nobody asks any more."""
    ended = access.visible_to(actor).ended().filter(ended_at__gte=at - ENDED_SHOWN)
    if wanted.whose == EVERYBODY:
        return ended
    if not wanted.holder:
        return ended.filter(ended_by_id=actor.account_id)
    of_agency = Membership.objects.filter(agency_id=actor.agency_id)
    return ended.filter(
        ended_by_id__in=of_agency.filter(held(actor, "pk", wanted.holder)).values("account_id")
    )


def colleagues(actor: Actor) -> MembershipQuerySet:
    """By whom the actor can narrow a list of tasks: those who do tasks at their agency, if they assign its cases."""
    members = Membership.objects.acting().filter(agency_id=actor.agency_id)
    if not actor.may(CASE_ASSIGN):
        return members.none()
    return members.filter(role__in=pack().roles_that_may(TASK_DO)).exclude(pk=actor.membership_id)


def page_looked_for(actor: Actor, wanted: Wanted, *, mark: str, at: datetime) -> Page[Entry]:
    """One page of the tasks that somebody looks for, in the order that they want.

    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    """
    order = ("-ended_at", "id") if wanted.ended else _ORDERS[wanted.order]
    return page(actor, looked_for(actor, wanted, at=at), mark=mark, at=at, order=order)


def page(
    actor: Actor, tasks: TaskQuerySet, *, mark: str, at: datetime, order: Sequence[str] = ("due_on", "id")
) -> Page[Entry]:
    """One page of these tasks, as a rule due first.

    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    """
    found = page_of(tasks.select_related("given_to__account"), order, mark, size=PAGE)
    return Page(rows=entries(actor, found.rows, at=at), previous=found.previous, next=found.next)


def between(actor: Actor, *, first: date, last: date, is_mine: bool, most: int, at: datetime) -> list[Entry]:
    """The open tasks that are due on these days, both included, the earliest first; at most so many."""
    tasks = access.mine(actor) if is_mine else access.visible_to(actor).open()
    found = tasks.filter(due_on__range=(first, last)).select_related("given_to__account").due_first()
    return entries(actor, found[:most], at=at)


def open_of_case(actor: Actor, case: Case, *, most: int, at: datetime) -> tuple[list[Entry], bool]:
    """The first open tasks of a case, due first, and whether there are more. Their words stay sealed."""
    tasks = access.visible_to(actor).of_case(case.pk).open()
    shown = tasks.showing("case", "rule", "kind", "due_on", "state", "ended_at", "given_to__account__name")
    found = list(shown.due_first()[: most + 1])
    return _entries_in({case.pk: case}, found[:most], at=at), len(found) > most


def newest_of_case(actor: Actor, case: Case, *, most: int, at: datetime) -> list[Entry]:
    """The tasks of a case that are due last, whatever became of them, with their words; opening them is recorded."""
    found = access.visible_to(actor).of_case(case.pk).select_related("given_to__account")
    return _opened(actor, case, entries(actor, found.order_by("-due_on", "id")[:most], at=at))


def mine_until(actor: Actor, last: date, *, most: int, at: datetime) -> list[Entry]:
    """The actor's own open tasks that are due by a day or overdue, the earliest first. Their words stay sealed."""
    found = access.mine(actor).filter(due_on__lte=last).select_related("given_to__account").due_first()
    return entries(actor, found[:most], at=at)


def with_words(actor: Actor, found: list[Entry]) -> list[Entry]:
    """The same tasks with their words; opening them is recorded for each of their cases."""
    cases = {entry.case.pk: entry.case for entry in found}
    opened = {
        entry.task.pk: entry
        for case in cases.values()
        for entry in _opened(actor, case, [each for each in found if each.case.pk == case.pk])
    }
    return [opened[entry.task.pk] for entry in found]


def just_ended(actor: Actor, case_id: UUID, *, at: datetime) -> TaskQuerySet:
    """The tasks of a case that the actor has just ended, and may open again."""
    ended = access.visible_to(actor).of_case(case_id).ended().showing("rule", "kind", "state")
    return ended.filter(ended_by_id=actor.account_id, ended_at__gte=at - UNDO_WITHIN)


def page_of_case(actor: Actor, case: Case, *, ended: bool, mark: str, at: datetime) -> Page[Entry]:
    """One page of the open tasks of a case, or of those that have ended, with their words; opening them is recorded.

    :raises NoSuchPage: the mark is none of this list.
    """
    of_case = access.visible_to(actor).of_case(case.pk)
    tasks = of_case.exclude(state=State.OPEN) if ended else of_case.open()
    found = page(actor, tasks, mark=mark, at=at)
    return Page(rows=_opened(actor, case, found.rows), previous=found.previous, next=found.next)


def _opened(actor: Actor, case: Case, found: list[Entry]) -> list[Entry]:
    """The same with their words; opening them is recorded, where any were written."""
    if not any(entry.task.words for entry in found):
        return found
    seal = case_access.seal(actor, case.pk)
    audit.record("tasks.opened", subject=case, right=case_access.right_of(actor, case))
    return [replace(entry, words=seal.open_field(entry.task, "words")) for entry in found]


def open_task(actor: Actor, task_id: UUID, *, at: datetime) -> Opened:
    """A task with its words and its history. Reading it is recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    """
    task = access.task_to_read(actor, task_id)
    seal = case_access.seal(actor, task.case_id)
    [entry] = entries(actor, [task], at=at)
    people = "changed_by", "given_before__account", "given_after__account"
    changes = TaskChange.objects.visible_to(actor).filter(task=task).select_related(*people)
    return Opened(
        entry=replace(entry, words=seal.open_field(task, "words")),
        ended_words=seal.open_field(task, "ended_words"),
        changes=[
            (change, seal.open_field(change, "reason")) for change in changes.order_by("-changed_at", "id")
        ],
    )
