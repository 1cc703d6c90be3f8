"""The calendar of what is due: a month or a week of days, drawn on the server."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.tasks import queries
from opennrm.web.parts import MOST_IN_CALENDAR, CalendarDays, CalendarEntry, gathered, may

MONTH, WEEK = "month", "week"
MOST_OF_DAY = {MONTH: 4, WEEK: 40}
"""How many entries a day shows; of the others it says how many there are, and leads to the week."""
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day with what is due on it. `more`: how many entries are not shown."""

    on: date
    entries: list[CalendarEntry]
    more: int
    week_url: str
    is_today: bool
    is_outside: bool
    is_working_day: bool

    @property
    def classes(self) -> str:
        """What its style depends on."""
        applies = {
            "today": self.is_today,
            "outside": self.is_outside,
            "off": not self.is_working_day,
            "empty": not self.entries,
        }
        return " ".join(
            ["nrm-calendar__day", *(f"nrm-calendar__day--{name}" for name, holds in applies.items() if holds)]
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the calendar shows, and the addresses around it."""

    view: str
    days: list[Day]
    on: date
    is_mine: bool
    is_cut: bool
    before: str
    after: str
    today: str
    as_month: str
    as_week: str
    mine: str
    everything: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due on any of the days."""
        return not any(day.entries for day in self.days)


def page(actor: Actor, *, view: str, on: str, whose: str, at: datetime) -> Page:
    """The month or the week around a day; whatever cannot be read is the month of today."""
    today = at.astimezone(pack().zone).date()
    view, day, is_mine = (WEEK if view == WEEK else MONTH), read_day(on) or today, whose != "all"
    shown = days_of(view, day)
    days = CalendarDays(first=shown[0], last=shown[-1], is_mine=is_mine, at=at)
    found = [source.entries(actor, days) for source in gathered().calendar if may(actor, source.may)]
    by_day = _by_day(entry for entries in found for entry in entries)
    address = _Address(view, day, is_mine)
    before, after = around(view, day)
    return Page(
        view=view,
        days=[_day(each, by_day[each], address, today=today) for each in shown],
        on=day,
        is_mine=is_mine,
        is_cut=any(len(entries) >= MOST_IN_CALENDAR for entries in found),
        before=address.of(on=before),
        after=address.of(on=after),
        today=address.of(on=today),
        as_month=address.of(view=MONTH),
        as_week=address.of(view=WEEK),
        mine=address.of(is_mine=True),
        everything=address.of(is_mine=False),
    )


def task_entries(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The tasks that are due on these days."""
    found = queries.between(
        actor, first=days.first, last=days.last, is_mine=days.is_mine, most=MOST_IN_CALENDAR, at=days.at
    )
    return [
        CalendarEntry(
            on=entry.task.due_on,
            title=entry.task.title,
            hint=entry.case.reference,
            url=reverse("task-show", args=[entry.task.pk]),
            standing=entry.standing,
        )
        for entry in found
    ]


@dataclass(frozen=True)
class _Address:
    """The address of the page that is shown; `of` is that of another one beside it."""

    view: str
    on: date
    is_mine: bool

    def of(self, *, view: str = "", on: date | None = None, is_mine: bool | None = None) -> str:
        wanted = {"view": view or self.view, "on": (on or self.on).isoformat()}
        if not (self.is_mine if is_mine is None else is_mine):
            wanted["whose"] = "all"
        return f"?{urlencode(wanted)}"


def read_day(text: str) -> date | None:
    """The day in an address; None where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def days_of(view: str, day: date) -> list[date]:
    """The seven days of the week, or the whole weeks that the month touches. A week begins on Monday."""
    if view == WEEK:
        monday = day - timedelta(days=day.weekday())
        return [monday + timedelta(days=number) for number in range(7)]
    return list(Calendar().itermonthdates(day.year, day.month))


def around(view: str, day: date) -> tuple[date, date]:
    """A day of the week or month before this one, and one of the next."""
    if view == WEEK:
        return day - timedelta(days=7), day + timedelta(days=7)
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def _by_day(entries: Iterable[CalendarEntry]) -> defaultdict[date, list[CalendarEntry]]:
    """The entries of each day: first those of a moment, then those of the whole day."""
    by_day: defaultdict[date, list[CalendarEntry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.on].append(entry)
    for of_day in by_day.values():
        of_day.sort(key=lambda entry: (entry.at is None, entry.at and entry.at.isoformat(), entry.title))
    return by_day


def _day(on: date, entries: list[CalendarEntry], address: _Address, *, today: date) -> Day:
    most = MOST_OF_DAY[address.view]
    return Day(
        on=on,
        entries=entries[:most],
        more=len(entries[most:]),
        week_url=address.of(view=WEEK, on=on),
        is_today=on == today,
        is_outside=address.view == MONTH and on.month != address.on.month,
        is_working_day=pack().calendar.is_working_day(on),
    )
