"""When a referral has to be answered, and when it is over unanswered. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from opennrm.foundation.working_time import Unit, WorkingCalendar, due


class Deadline(Protocol):
    """A rule of the country pack on how long something may take."""

    @property
    def length(self) -> int: ...

    @property
    def unit(self) -> Unit: ...


@dataclass(frozen=True, kw_only=True)
class AnswerTimes:
    """By when a service has to answer, and when the question to it lapses."""

    due_at: datetime
    expires_at: datetime


def answer_times(
    sent_at: datetime, deadlines: Iterable[Deadline], *, calendar: WorkingCalendar, zone: tzinfo
) -> AnswerTimes | None:
    """Reckon the times from the shortest deadline: a reminder when it has passed, the end after as long again.

    None when the country sets no deadline for an answer.
    """
    times = []
    for deadline in deadlines:
        due_at = _after(sent_at, deadline, calendar, zone)
        times.append((due_at, _after(due_at, deadline, calendar, zone)))
    if not times:
        return None
    due_at, expires_at = min(times)
    return AnswerTimes(due_at=due_at, expires_at=expires_at)


def _after(start: datetime, deadline: Deadline, calendar: WorkingCalendar, zone: tzinfo) -> datetime:
    moment = due(start, deadline.length, deadline.unit, calendar, zone)
    if moment is None:
        raise AssertionError("Without a pause every deadline has an end.")
    return moment
