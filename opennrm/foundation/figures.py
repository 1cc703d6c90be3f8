"""Figures of an agency's work, in the form in which each context declares what it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, QuerySet

from .actor import Actor

LATELY = timedelta(days=90)
"""How far back is looked for how long something takes."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is counted for whoever supervises an agency: of what they see, and in a form that JSON has."""

    name: str
    count: Callable[[Actor, datetime], Any]


@dataclass(frozen=True)
class Period:
    """Some days, both included."""

    first: date
    last: date


def this_month(today: date) -> Period:
    """The month so far."""
    return Period(today.replace(day=1), today)


def last_month(today: date) -> Period:
    """The whole month before."""
    end = today.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)


def lately(today: date) -> Period:
    """The days of which it is said how long something took."""
    return Period(today - LATELY + timedelta(days=1), today)


class Percentile(Aggregate):
    """The value of a column that so many of a hundred rows do not exceed."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, percent: int, **options: Any) -> None:
        super().__init__(expression, part=percent / 100, **options)


def times_taken(rows: QuerySet, column: str) -> dict[str, float | int | None]:
    """How many these are, and how many seconds half and nine in ten of them took at most; None where there is none."""
    found = rows.order_by().aggregate(
        number=Count("pk"), half=Percentile(column, 50), most=Percentile(column, 90)
    )
    return {"number": found["number"], "half": seconds(found["half"]), "most": seconds(found["most"])}


def seconds(time: timedelta | None) -> float | None:
    """A time in a form that JSON has."""
    return None if time is None else time.total_seconds()
