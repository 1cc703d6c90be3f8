"""Figures of cases and their time limits."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.country.titles import title_of
from opennrm.web.figures import PersonColumn, Row, Shown, Table, TableOf, figure


def _list(page: str, **query: str) -> str:
    return f"{reverse(page)}?{urlencode(query)}"


def _overdue(counted: Mapping[str, int], at: datetime) -> Table:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return Table(
        title=_("Time limits that have passed"),
        headings=[_("Time limit"), _("Overdue")],
        rows=[
            Row(
                label=title_of("clocks", rule),
                cells=[figure(number, _list("clock-list", overdue="yes", rule=rule))],
                size=number,
            )
            for rule, number in ordered
        ],
        empty=_("No time limit has passed."),
    )


FIGURES: list[Shown] = [
    PersonColumn(
        order=10,
        name="cases_of_person",
        label=gettext_lazy("Cases"),
        url=lambda holder: _list("case-list", holder=holder),
    ),
    PersonColumn(
        order=20,
        name="urgent_of_person",
        label=gettext_lazy("Urgent"),
        url=lambda holder: _list("case-list", holder=holder, urgent="yes"),
    ),
    PersonColumn(
        order=30,
        name="overdue_of_person",
        label=gettext_lazy("Overdue"),
        url=lambda holder: _list("clock-list", overdue="yes", holder=holder),
    ),
    TableOf(order=110, name="overdue_limits", shown=_overdue),
]
