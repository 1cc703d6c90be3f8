"""When a task is due, and how it stands on a day."""

from datetime import date, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from opennrm.foundation.working_time import Unit, WorkingCalendar, due, start_of

UNDO_WITHIN = timedelta(minutes=10)
"""For so long whoever has ended a task may take that back."""
SOON = timedelta(days=2)
"""So long before its day a task is due soon."""
MONTHS = "months"


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
