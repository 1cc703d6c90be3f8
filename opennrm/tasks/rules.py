"""When a task is due, and how it stands on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum, auto

from dateutil.relativedelta import relativedelta

from opennrm.foundation.filters import Filters
from opennrm.foundation.working_time import Unit, WorkingCalendar, due, start_of

UNDO_WITHIN = timedelta(minutes=10)
"""For so long whoever has ended a task may take that back."""
SOON = timedelta(days=2)
"""So long before its day a task is due soon."""
MONTHS = "months"
ENDED_SHOWN = timedelta(days=90)
"""For so long lists of several cases show a task that has ended. The page of its case shows it for ever."""
ME, EVERYBODY = "me", "all"
"""Whose tasks are looked for, beside a holder (`cases.holders`): the id of a membership, or one of the words there."""


class When(StrEnum):
    """When a task is due."""

    OVERDUE = auto()
    WEEK = auto()
    """Until the end of the week, and not before today."""


class Order(StrEnum):
    """In which order tasks stand. Those that have ended always stand by when they did, the newest first."""

    DUE = auto()
    LATEST_DUE = auto()
    NEWEST = auto()


@dataclass(frozen=True, kw_only=True)
class Wanted(Filters):
    """Which tasks are looked for: whose, due when, what is to be done, and open ones or those that have ended.

    `kind` has kinds of tasks that people make, `rule` tasks that a rule of the country pack makes. None: all of them.
    """

    whose: str = ME
    when: When | None = None
    kind: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    ended: bool = False
    order: Order = Order.DUE

    READ = {"when": When, "ended": bool, "order": Order}

    @property
    def holder(self) -> str:
        """Whose tasks, as `cases.holders` has it; empty if they are one's own or everybody's."""
        return self.whose if self.whose not in (ME, EVERYBODY) else ""


def week_end(day: date) -> date:
    """The Sunday on which the week of this day ends."""
    return day + timedelta(days=6 - day.weekday())


def due_day(start: datetime, length: int, unit: str, calendar: WorkingCalendar, tz: tzinfo) -> date:
    """The day on which a task is due that a rule makes at `start`.

    Days and working days are counted as for time limits. A month ends on the day of the same number, or on the last
    day of a shorter month.
    """
    if unit == MONTHS:
        return start.astimezone(tz).date() + relativedelta(months=length)
    moment = due(start, length, Unit(unit), calendar, tz)
    assert moment is not None, "Nothing is paused, so there is a day."
    return moment.date()


def end_of(day: date, tz: tzinfo) -> datetime:
    """The moment at which a day is over."""
    return (start_of(day + timedelta(days=1), tz) - timedelta(seconds=1)).astimezone(tz)
