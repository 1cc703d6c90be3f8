"""What other contexts ask of what a child was told, and what the child is to be told next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.foundation.actor import Actor
from opennrm.tasks import access as task_access
from opennrm.tasks.models import Task, TaskQuerySet

from . import rules
from .models import Telling, TellingQuerySet
from .vocabulary import Understood


def was_told(case_id: UUID, moment: Moment, since: datetime | None = None) -> bool:
    """Whether the child was told this, for whoever leads the case or takes part in its interviews or tellings.

    An agency also learns it of what another wrote down, and nothing but yes or no. For anybody else it is no. A row
    that somebody corrected counts as it says now.

    :param since: an earlier telling does not count, such as one about an interview before this one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.was_told(%s, %s, %s)", [str(case_id), moment.value, since])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that the child is to be told; `by` is the day of the task that asks for it, if there is one."""

    moment: Moment
    by: date | None


def due(case: Case, *, by: Actor) -> list[Due]:
    """What the child is to be told next: what a task of the case asks for, and what every child is told and this one
    was not, or did not understand. The earliest day first, then in the order of the moments.
    """
    return still_due(heard(case, by=by), tasks_to_tell(case, by=by))


def heard(case: Case, *, by: Actor) -> TellingQuerySet:
    """What the child was told, and understood or may have."""
    rows = Telling.objects.visible_to(by).of_case(case.pk).that_count().exclude(understood=Understood.NO)
    return rows.showing("moment")


def tasks_to_tell(case: Case, *, by: Actor) -> TaskQuerySet:
    """The open tasks that ask for something to be told."""
    tasks = task_access.visible_to(by).of_case(case.pk).open().filter(rule__in=list(_tells()))
    return tasks.showing("rule", "due_on")


def still_due(told: Iterable[Telling], tasks: Iterable[Task]) -> list[Due]:
    """The same as `due`, where what was heard and the tasks have been read."""
    already = {Moment(row.moment) for row in told}
    expected = [fact.moment for fact in pack().sheets.moments.values() if fact.is_expected]
    found = rules.still_to_tell(expected, already, _days(tasks))
    return [Due(moment=moment, by=day) for moment, day in found]


def _tells() -> dict[str, Moment]:
    return {rule.code: rule.tells for rule in pack().tasks.values() if rule.tells is not None}


def _days(tasks: Iterable[Task]) -> dict[Moment, date]:
    """The moments that tasks ask for, each with the earliest day."""
    days: dict[Moment, date] = {}
    tells = _tells()
    for task in tasks:
        moment = tells[task.rule]
        days[moment] = min(task.due_on, days.get(moment, task.due_on))
    return days
