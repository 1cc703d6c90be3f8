"""Figures of best-interests procedures."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.web.figures import PersonColumn, Row, Shown, Table, TableOf, figure


def _decided(counted: Mapping[str, int], at: datetime) -> Table:
    open_cases = reverse("case-list")
    rows = [
        Row(label=_("Open cases"), cells=[figure(counted["cases"], open_cases)], size=counted["cases"]),
        Row(
            label=_("With a decision"),
            cells=[figure(counted["decided"], open_cases)],
            size=counted["decided"],
        ),
    ]
    return Table(
        title=_("Open cases in which it was decided what is best for the child"),
        headings=[_("Cases"), _("Number")],
        rows=rows,
    )


FIGURES: list[Shown] = [
    PersonColumn(
        order=38,
        name="best_interests_overdue_of_person",
        label=gettext_lazy("Panels and reviews overdue"),
        url=lambda holder: f"{reverse('clock-list')}?{urlencode({'overdue': 'yes', 'holder': holder})}",
    ),
    TableOf(order=130, name="best_interests_decided", shown=_decided),
]
