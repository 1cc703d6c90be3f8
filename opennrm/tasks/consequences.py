"""What follows for tasks from the events of a case: the tasks that the country's rules make, and a change of hands."""

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.bound import LEAD
from opennrm.cases.consequences import Happened
from opennrm.cases.events import ASSIGNED, HANDED_OVER, UNDONE
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.country.tasks import TaskRule
from opennrm.foundation.context import system_principal
from opennrm.foundation.state_table import move

from . import access, events, falling_back
from .actions import detail_of
from .models import Task
from .rules import due_day
from .states import TRANSITIONS, State


def make_by_rule(happened: Happened) -> None:
    """Make the tasks that the country's rules ask for after this event, for whoever leads the case."""
    for name in happened.event.clock_names:
        for rule in pack().task_rules_on(name):
            _make(rule, happened)


def _make(rule: TaskRule, happened: Happened) -> None:
    watch, by = system_principal(clocks.WATCH), happened.by
    # Whoever brought it about may be a service, which adds the task by its own principal and does not see it.
    adding = [by.own_principal] if by.own_principal else list(by.principals)
    task = Task(
        case_id=happened.case_id,
        rule=rule.code,
        kind="",
        due_on=due_day(happened.at, rule.due, rule.unit, pack().calendar, pack().zone),
        made_at=happened.at,
        readers=sorted({LEAD, watch}),
        writers=sorted({LEAD, watch, *adding}),
    )
    task.save(from_action=True, force_insert=True)
    tell(
        events.MADE_BY_RULE,
        happened.case_id,
        subject=task,
        by=by,
        at=happened.at,
        detail=detail_of(task),
        matter=Matter(id=task.pk),
    )


def follow_the_case(happened: Happened) -> None:
    """When a case changes hands, let the tasks of whoever can no longer see it fall back to whoever leads it now."""
    if happened.event.kind not in (ASSIGNED.kind, HANDED_OVER.kind, UNDONE.kind):
        return
    named = access.visible_to(happened.by).of_case(happened.case_id).open().exclude(given_to=None)
    case = case_access.visible_to(happened.by).get(pk=happened.case_id)
    lost = named.exclude(given_to__in=access.colleagues(case).values("pk"))
    for task in lost.select_for_update(of=("self",)):
        falling_back.fall_back(task, by=happened.by, at=happened.at)


def take_back_by_rule(happened: Happened) -> None:
    """When nobody has a case any more, cancel the open tasks that a rule made because it was assigned."""
    if happened.event.kind != UNDONE.kind:
        return
    if case_access.visible_to(happened.by).get(pk=happened.case_id).assigned_to_id is not None:
        return
    rules = [rule.code for rule in pack().task_rules_on(ASSIGNED.clock)]
    made = access.visible_to(happened.by).of_case(happened.case_id).open().filter(rule__in=rules)
    for task in made.select_for_update(of=("self",)):
        move(task, State.CANCELLED, transitions=TRANSITIONS)
        task.ended_at, task.ended_by_id = happened.at, happened.by.account_id
        task.save(from_action=True, update_fields=["state", "ended_at", "ended_by"])
        tell(
            events.CANCELLED,
            happened.case_id,
            subject=task,
            by=happened.by,
            at=happened.at,
            detail=detail_of(task),
            matter=Matter(id=task.pk),
            seen_by=[],
        )


CONSEQUENCES = (make_by_rule, follow_the_case, take_back_by_rule)
