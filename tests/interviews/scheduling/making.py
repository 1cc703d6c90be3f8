"""Invented questions about times, in the words of a test. Minute 0 is a Monday at midnight."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bench.invented_weeks import RULES
from opennrm.interviews.scheduling.problem import (
    DAY,
    Absence,
    Booking,
    Child,
    Member,
    Period,
    Problem,
    Space,
    Start,
)

MON, TUE, WED, THU, FRI = range(5)
ALWAYS = Period(0, 30 * DAY)


def at(day: int, hour: float) -> int:
    """The minute of an hour on a day."""
    return day * DAY + round(hour * 60)


def span(day: int, first: float, last: float) -> Period:
    """From one hour to another on a day."""
    return Period(at(day, first), at(day, last))


def starts(*days: int, first: float = 9, last: float = 17, step: float = 1) -> tuple[Start, ...]:
    """Possible starts of each day, every so many hours."""
    clocks = [round((first + number * step) * 60) for number in range(round((last - first) / step) + 1)]
    return tuple(Start(day * DAY + clock, day, clock) for day in days for clock in clocks)


def space(code: str, *hours: Period, **other: Any) -> Space:
    """A space in the town, open at these times."""
    return Space(**{"code": code, "place": "town", "site": code, "open": hours, **other})


def lead(code: str, **other: Any) -> Member:
    """Somebody in the town who leads interviews with a certificate."""
    values = {
        "place": "town",
        "leads": True,
        "certified": (ALWAYS,),
        "languages": frozenset({"eng"}),
        "most_a_day": 2,
    }
    return Member(**{"code": code, **values, **other})


def observer(code: str, discipline: str, *away: Period, **other: Any) -> Member:
    """Somebody in the town who stands for a discipline, and is away at these times."""
    return Member(
        **{
            "code": code,
            "place": "town",
            "disciplines": frozenset({discipline}),
            "absences": tuple(Absence(period, None) for period in away),
            **other,
        }
    )


def child(code: str = "A", **other: Any) -> Child:
    """A child of twelve in the town, whose interview takes two hours."""
    values = {
        "age": 12,
        "place": "town",
        "minutes": 120,
        "in_room": 60,
        "not_before": 0,
        "must_before": 30 * DAY,
        "target": 30 * DAY,
        "language": "eng",
    }
    return Child(**{"code": code, **values, **other})


def busy(*periods: Period, **other: Any) -> tuple[Booking, ...]:
    """Bookings at these times."""
    return tuple(Booking(period, **other) for period in periods)


def problem(
    possible: Iterable[Start],
    spaces: Iterable[Space],
    members: Iterable[Member],
    children: Iterable[Child],
    *,
    ways: dict[tuple[str, str], int] | None = None,
    **rules: Any,
) -> Problem:
    """The whole question."""
    return Problem(
        starts=tuple(possible),
        spaces=tuple(spaces),
        members=tuple(members),
        children=tuple(children),
        rules=replace(RULES, **rules),
        ways=ways or {},
    )
