"""Figures of tasks."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.tasks.events import title
from opennrm.web.figures import PersonColumn, Row, Shown, Table, TableOf, figure


def _list(**query: str) -> str:
    return f"{reverse('task-team')}?{urlencode(query)}"


def _overdue(counted: Sequence[tuple[str, str, int]], at: datetime) -> Table:
    ordered = sorted(counted, key=lambda row: (-row[2], row[0], row[1]))
    return Table(
        title=_("Overdue tasks"),
        headings=[_("Task"), _("Overdue")],
        rows=[
            Row(
                label=title(rule=rule, kind=kind),
                cells=[figure(number, _list(overdue="yes", **({"rule": rule} if rule else {"kind": kind})))],
                size=number,
            )
            for rule, kind, number in ordered
        ],
        empty=_("No task is overdue."),
    )


FIGURES: list[Shown] = [
    PersonColumn(
        order=40,
        name="tasks_of_person",
        label=gettext_lazy("Tasks"),
        url=lambda holder: _list(**{"with": holder}),
    ),
    TableOf(order=120, name="overdue_tasks", shown=_overdue),
]
