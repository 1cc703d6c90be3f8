"""What follows from sentences, payments, dates and events. Nothing here reads the present time or the database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any

from opennrm.foundation import working_time
from opennrm.foundation.working_time import Unit, WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term of imprisonment that is served. It begins at once, or after the term that it is consecutive to."""

    count: Any
    months: int
    after: Any = None


def to_serve(terms: Collection[Term]) -> int:
    """How many months these terms take together, concurrent ones at the same time.

    Give it those of some counts alone, and a term that was to follow one left out follows the one before that.
    """
    return _longest(terms, {term.count: term for term in terms})


def to_serve_of(terms: Collection[Term], counts: Collection[Any]) -> int:
    """How many months the terms on these counts take together, if there were no others."""
    return _longest([term for term in terms if term.count in counts], {term.count: term for term in terms})


def _longest(kept: Iterable[Term], every: Mapping[Any, Term]) -> int:
    counted = {term.count: term for term in kept}

    def end(term: Term, seen: frozenset[Any] = frozenset()) -> int:
        before = every.get(term.after) if term.after not in seen else None
        while before is not None and before.count not in counted:
            before = every.get(before.after)
        begins = end(before, seen | {term.count}) if before is not None else 0
        return begins + term.months

    return max((end(term) for term in counted.values()), default=0)


def year_of(day: date, *, begins_in: int) -> int:
    """The year in which a day lies, named by its first calendar year: April to March if it begins in 4."""
    return day.year if day.month >= begins_in else day.year - 1


class Standing(StrEnum):
    """How an order of restitution stands."""

    ORDERED = "ordered"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    ENFORCEMENT = "enforcement"
    SET_ASIDE = "set_aside"


def standing_of_order(
    amount: Decimal,
    paid: Decimal,
    *,
    due_on: date | None,
    today: date,
    days_to_enforcement: int,
    is_set_aside: bool = False,
) -> Standing:
    """How an order stands by what was paid. One that was set aside asks for nothing any more."""
    if is_set_aside:
        return Standing.SET_ASIDE
    if paid >= amount:
        return Standing.PAID
    if due_on is not None and today > due_on + timedelta(days=days_to_enforcement):
        return Standing.ENFORCEMENT
    if due_on is not None and today > due_on:
        return Standing.OVERDUE
    return Standing.PART_PAID if paid > 0 else Standing.ORDERED


def notice_due(
    happened_at: datetime, *, walks_out: bool, working_days: int, calendar: WorkingCalendar, zone: tzinfo
) -> datetime:
    """By when a child has to be told of what happened: on the same day, if somebody walks out by it."""
    if walks_out:
        day = happened_at.astimezone(zone).date()
        return working_time.start_of(day + timedelta(days=1), zone) - timedelta(seconds=1)
    due = working_time.due(happened_at, working_days, Unit.WORKING_DAYS, calendar, zone)
    assert due is not None
    return due


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """Whether a proceeding lies still: since when, or until which hearing nothing has to happen."""

    is_still: bool
    days: int
    waits_for: datetime | None = None
    reminds: bool = False


def lapse(
    last_event: datetime,
    listed: Sequence[datetime],
    *,
    at: datetime,
    days: int,
    reminder_days: int,
    last_told: datetime | None = None,
) -> Lapse:
    """Whether nothing has happened for too long. While a hearing is listed it waits, with a reminder now and then.

    :param listed: when the hearings are that are listed.
    :param last_told: when somebody was last told that it lies still, or was reminded.
    """
    passed = (at - last_event).days
    coming = min((moment for moment in listed if moment > at), default=None)
    since = max(last_event, last_told) if last_told is not None else last_event
    if coming is not None:
        return Lapse(
            is_still=False,
            days=passed,
            waits_for=coming,
            reminds=at - since >= timedelta(days=reminder_days),
        )
    # The hearing for which it waited is over: the days are counted from there.
    begins = max([last_event, *(moment for moment in listed if moment <= at)])
    passed = (at - begins).days
    return Lapse(is_still=passed >= days, days=passed)


def is_without_result(
    ends_at: datetime, *, at: datetime, working_days: int, calendar: WorkingCalendar, zone: tzinfo
) -> bool:
    """Whether a hearing that is still listed has been over for too long."""
    if ends_at >= at:
        return False
    due = working_time.due(ends_at, working_days, Unit.WORKING_DAYS, calendar, zone)
    return due is not None and at > due


def measures_wanted(
    charged_on: date, trial_on: date | None, *, today: date, days: int, days_before_trial: int
) -> bool:
    """Whether it is time to decide about special measures for a child witness of whom nothing is decided."""
    is_late = today > charged_on + timedelta(days=days)
    is_near = trial_on is not None and trial_on - today < timedelta(days=days_before_trial)
    return is_late or is_near
