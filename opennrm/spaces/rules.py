"""When a space is open, and whether something counts on a day. Nothing here reads the present time or the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Span = tuple[datetime, datetime]
"""From when until when, half-open: where one ends the next may begin."""
Opening = Mapping[str, Sequence[Sequence[str]]]
"""For each weekday the times of day between which a space is open, such as `{"monday": [["09:00", "17:00"]]}`."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """When a space is open at all: from one day to another, by weekday, but for some days."""

    opening: Opening
    closed_days: Iterable[date]
    valid_from: date
    valid_until: date | None


class NotTimes(ValueError):
    """What should be times of day is not, or one span does not end after it begins and before the next."""


def counts_on(day: date, valid_from: date, valid_until: date | None) -> bool:
    """Whether something that is valid from one day to another, both included, counts on this day."""
    return valid_from <= day and (valid_until is None or day <= valid_until)


def read_times(text: str) -> list[list[str]]:
    """The times of day that somebody typed, such as "9:00-12:00, 13:00-17:00"; empty for a day on which it is closed.

    :raises NotTimes: they cannot be read, or are not one after the other.
    """
    spans: list[list[str]] = []
    last = time.min
    for part in filter(None, (part.strip() for part in text.replace("\N{EN DASH}", "-").split(","))):
        first, dash, end = (piece.strip() for piece in part.partition("-"))
        begins, ends = _time(first), _time(end)
        if not dash or ends <= begins or (spans and begins < last):
            raise NotTimes(part)
        spans.append([begins.isoformat("minutes"), ends.isoformat("minutes")])
        last = ends
    return spans


def _time(text: str) -> time:
    hours, _colon, minutes = text.replace(".", ":").partition(":")
    try:
        return time(int(hours), int(minutes or 0))
    except (ValueError, OverflowError):
        raise NotTimes(text) from None


def as_text(spans: Iterable[Sequence[str]]) -> str:
    """These times of day as somebody types them."""
    return ", ".join(f"{first}-{last}" for first, last in spans)


def openings(rules: Rules, first: date, last: date, tz: tzinfo) -> list[Span]:
    """When a space is open from one day to another, both included, in the order of time."""
    closed = set(rules.closed_days)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        span
        for day in days
        if day not in closed and counts_on(day, rules.valid_from, rules.valid_until)
        for span in _of_day(rules.opening, day, tz)
    ]


def _of_day(opening: Opening, day: date, tz: tzinfo) -> list[Span]:
    return [
        (_at(day, begins, tz), _at(day, ends, tz))
        for begins, ends in opening.get(WEEKDAYS[day.weekday()], ())
    ]


def _at(day: date, of_day: str, tz: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(of_day), tzinfo=tz)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]
