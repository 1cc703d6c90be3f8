"""The figures of an agency as tables, in sections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.cases.actions import takers
from opennrm.cases.holders import GONE, NOBODY
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import LATELY, last_month, lately, this_month
from opennrm.web.cases.holders import name_of, names_of
from opennrm.web.figures import Cell, MonthRow, PersonColumn, Row, Table, TableOf, TimeRow, figure
from opennrm.web.parts import gathered

Counted = Mapping[str, Any]
Kind = TypeVar("Kind")
MOST_HOURS = 48
"""Longer than that, a time is said in days."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """Tables that belong together."""

    heading: str
    tables: list[Table]


def sections(actor: Actor, counted: Counted, at: datetime) -> list[Section]:
    """Everything that was counted at a moment."""
    return [
        Section(heading=_("Workload"), tables=[_of_people(actor, counted)]),
        Section(
            heading=_("What needs attention"),
            tables=[each.shown(counted[each.name], at) for each in _brought(TableOf)],
        ),
        Section(heading=_("How long it takes"), tables=[_times(counted, at)]),
        Section(heading=_("This month and last month"), tables=[_months(counted, at)]),
    ]


def _brought(kind: type[Kind]) -> Iterator[Kind]:
    return (each for each in gathered().figures if isinstance(each, kind))


def _of_people(actor: Actor, counted: Counted) -> Table:
    columns = list(_brought(PersonColumn))
    known = {holder for column in columns for holder in counted[column.name]}
    working = {str(pk) for pk in takers(actor.agency_id).values_list("pk", flat=True)}
    names = names_of(actor, known | working)
    names |= {holder: name_of(actor, holder) for holder in (NOBODY, GONE) if holder in known}
    return Table(
        title=_("Workload of each person"),
        intro=_("“Overdue” counts time limits of their cases that have passed. “Tasks” counts open tasks."),
        headings=[_("Person"), *(str(column.label) for column in columns)],
        rows=[
            Row(
                label=name,
                cells=[figure(counted[each.name].get(holder, 0), each.url(holder)) for each in columns],
                size=counted[columns[0].name].get(holder, 0),
            )
            for holder, name in names.items()
        ],
        empty=_("Nobody works on cases in your agency."),
    )


def _times(counted: Counted, at: datetime) -> Table:
    days = lately(_day(at))
    rows = []
    for each in _brought(TimeRow):
        took = counted[each.name]
        cells = [Cell(words=_duration(took["half"])), Cell(words=_duration(took["most"]))]
        row_cells = [*cells, figure(took["number"], each.url(days))]
        rows.append(Row(label=str(each.label), cells=row_cells, size=took["half"] or 0))
    return Table(
        title=_("Times in the last {days} days").format(days=LATELY.days),
        intro=_(
            "Half of them took no longer than the first time, and 9 out of 10 took no longer than the second. "
            "Nights and weekends are included."
        ),
        headings=[_("What"), _("Half within"), _("9 out of 10 within"), _("How many")],
        rows=rows,
    )


def _months(counted: Counted, at: datetime) -> Table:
    now, before = this_month(_day(at)), last_month(_day(at))
    rows = [
        Row(
            label=str(each.label),
            cells=[
                figure(counted[each.name]["last"], each.url(before)),
                figure(counted[each.name]["this"], each.url(now)),
            ],
            size=counted[each.name]["this"],
        )
        for each in _brought(MonthRow)
    ]
    # Translators: the format of a month, in the letters of Django's date filter.
    month = _("F Y")
    return Table(
        title=_("What happened in each month"),
        intro=_("The bars show this month so far."),
        headings=[
            _("What"),
            date_format(before.first, month),
            _("{month} so far").format(month=date_format(now.first, month)),
        ],
        rows=rows,
    )


def _day(at: datetime) -> date:
    return at.astimezone(pack().zone).date()


def _duration(seconds: float | None) -> str:
    """A time in whole hours, or in days where it is long."""
    if seconds is None:
        return _("None")
    hours = max(1, round(timedelta(seconds=seconds) / timedelta(hours=1)))
    if hours <= MOST_HOURS:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = round(hours / 24)
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
