"""What is counted of tasks: the open ones by who has them, and the overdue ones by what is to be done."""

from datetime import datetime

from django.db.models import Count

from opennrm.cases.holders import counted, summed
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures

from . import access


def _open_of(actor: Actor, at: datetime) -> dict[str, int]:
    tasks = access.visible_to(actor).open()
    given = counted(tasks.filter(given_to__isnull=False), "given_to")
    of_lead = counted(tasks.filter(given_to=None), "case__assigned_to")
    return summed(actor, [*given, *of_lead])


def _overdue_by_kind(actor: Actor, at: datetime) -> list[list[str | int]]:
    late = access.overdue_to(actor, at.astimezone(pack().zone).date()).order_by()
    numbers = late.values("rule", "kind").annotate(number=Count("pk"))
    return [list(row) for row in numbers.values_list("rule", "kind", "number")]


FIGURES = (
    Figures(name="tasks_of_person", count=_open_of),
    Figures(name="overdue_tasks", count=_overdue_by_kind),
)
