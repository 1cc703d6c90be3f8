"""Figures of tasks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.tasks.events import title
from opennrm.tasks.rules import Wanted
from opennrm.web.figures import PersonColumn, Row, Shown, Table, TableOf, figure
from opennrm.web.tasks.filters import OVERDUE, address


def _overdue(counted: Sequence[tuple[str, str, int]], at: datetime) -> Table:
    ordered = sorted(counted, key=lambda row: (-row[2], row[0], row[1]))
    return Table(
        title=_("Overdue tasks"),
        headings=[_("Task"), _("Overdue")],
        rows=[
            Row(
                label=title(rule=rule, kind=kind),
                cells=[figure(number, address(_late(rule, kind)))],
                size=number,
            )
            for rule, kind, number in ordered
        ],
        empty=_("No task is overdue."),
    )


def _late(rule: str, kind: str) -> Wanted:
    return replace(OVERDUE, rule=(rule,)) if rule else replace(OVERDUE, kind=(kind,))


FIGURES: list[Shown] = [
    PersonColumn(
        order=40,
        name="tasks_of_person",
        label=gettext_lazy("Tasks"),
        url=lambda holder: address(Wanted(whose=holder)),
    ),
    TableOf(order=120, name="overdue_tasks", shown=_overdue),
]
