"""Figures that lists of cases give: where nothing is to be done, and what happened when and how long it took."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.foundation.events import Text
from opennrm.foundation.figures import Period
from opennrm.lists.figures import IDLE, of_period
from opennrm.lists.rules import CLOSED, CONFIRMED, OPENED, PRESUMED, SCREENED
from opennrm.web.figures import MonthRow, Row, Shown, Table, TableOf, TimeRow, figure
from opennrm.web.lists import filters


def _idle(counted: Mapping[str, int], at: datetime) -> Table:
    words = {
        "no_task": _("No open task"),
        "no_limit": _("No running time limit"),
        "neither": _("Neither a task nor a time limit"),
    }
    return Table(
        title=_("Open cases without a task or a time limit"),
        intro=_("If a case has neither, nothing reminds anybody of it."),
        headings=[_("What is missing"), _("Cases")],
        rows=[
            Row(
                label=words[name],
                cells=[figure(counted[name], filters.address(wanted))],
                size=counted[name],
            )
            for name, wanted in IDLE.items()
        ],
    )


def _list_of(happened: str) -> Callable[[Period], str]:
    return lambda days: filters.address(of_period(happened, days))


MONTHS: dict[str, Text] = {
    OPENED: gettext_lazy("New cases"),
    SCREENED: gettext_lazy("Children screened for the first time"),
    PRESUMED: gettext_lazy("Children presumed to be victims"),
    CONFIRMED: gettext_lazy("Children confirmed as victims"),
    CLOSED: gettext_lazy("Cases closed"),
}
TIMES: dict[str, Text] = {
    SCREENED: gettext_lazy("From the concern to the first screening"),
    PRESUMED: gettext_lazy("From the concern until the child was presumed to be a victim"),
    CONFIRMED: gettext_lazy("From the concern until the child was confirmed as a victim"),
}
FIGURES: list[Shown] = [
    TableOf(order=130, name="idle_cases", shown=_idle),
    *(
        MonthRow(order=310 + number, name=f"cases_{happened}", label=label, url=_list_of(happened))
        for number, (happened, label) in enumerate(MONTHS.items())
    ),
    *(
        TimeRow(order=210 + number, name=f"cases_{happened}", label=label, url=_list_of(happened))
        for number, (happened, label) in enumerate(TIMES.items())
    ),
]
