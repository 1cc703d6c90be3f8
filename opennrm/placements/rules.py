"""Nights and gaps: reckoned from when a child was where. Pure: the stays come in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import zip_longest


@dataclass(frozen=True, kw_only=True)
class Stay:
    """Where a child was from one moment until before another; without an end, the child is still there."""

    kind: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A time of which nothing says where the child was; without an end, it goes on."""

    since: datetime
    until: datetime | None = None


def nights(stay: Stay, *, zone: tzinfo, now: datetime, first: date = date.min, after: date = date.max) -> int:
    """How many nights a stay has: a night is where the child is at midnight, by the clocks of the country.

    :param now: until when one that goes on is counted.
    :param first: the first day whose night counts: the one that begins with its midnight.
    :param after: the first day whose night counts no more.
    """
    begins = _first_midnight(stay.since, zone)
    ends = _first_midnight(stay.until if stay.until is not None else now, zone)
    return max(0, (min(ends, after) - max(begins, first)).days)


def _first_midnight(moment: datetime, zone: tzinfo) -> date:
    """The day that begins with the first midnight at this moment or after it."""
    local = moment.astimezone(zone)
    is_midnight = local == datetime.combine(local.date(), time(0), tzinfo=zone)
    return local.date() if is_midnight else local.date() + timedelta(days=1)


def nights_by_kind(
    stays: Iterable[Stay], *, zone: tzinfo, now: datetime, first: date = date.min, after: date = date.max
) -> dict[str, int]:
    """The same of many stays, by the kind of place. No night is counted twice where no two stays overlap."""
    found: Counter[str] = Counter()
    for stay in stays:
        found[stay.kind] += nights(stay, zone=zone, now=now, first=first, after=after)
    return {kind: number for kind, number in found.items() if number}


@dataclass(frozen=True, kw_only=True)
class Year:
    """A fiscal year: its first day, and the first day of the next one."""

    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)


def fiscal_year(day: date, *, begins_in: int) -> Year:
    """The fiscal year to which a day belongs, where fiscal years begin with this month."""
    year = day.year if day.month >= begins_in else day.year - 1
    return Year(first=date(year, begins_in, 1), after=date(year + 1, begins_in, 1))


def gaps(stays: Iterable[Stay]) -> list[Gap]:
    """The times after a stay of which no other stay says where the child was, the earliest first."""
    found = []
    ordered = sorted(stays, key=lambda stay: stay.since)
    for stay, then in zip_longest(ordered, ordered[1:]):
        if stay.until is None:
            continue
        if then is None:
            found.append(Gap(since=stay.until))
        elif then.since > stay.until:
            found.append(Gap(since=stay.until, until=then.since))
    return found
