"""Who counts as trained, when a certificate counts, and what a quarter is. Pure: reads no clock and no database."""

import calendar
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, Self

RULE_VERSION = 1
"""Of the rules by which figures are counted. A published figure keeps the one that it was counted by."""


def is_trained(hours: Decimal, of_hours: Decimal, *, percent: int) -> bool:
    """Whether somebody was there for enough of the hours. Passing a test is another thing."""
    return hours * 100 >= of_hours * percent


class Passed(StrEnum):
    """How a test ended."""

    YES = "yes"
    NO = "no"
    NOT_TESTED = "not_tested"


def passed(post_percent: int | None, *, pass_mark: int | None, is_trained: bool) -> Passed:
    """Whether somebody passed. Who was not there for enough of the hours has not, whatever the test says."""
    if pass_mark is None or post_percent is None:
        return Passed.NOT_TESTED
    return Passed.YES if is_trained and post_percent >= pass_mark else Passed.NO


def normal(name: str) -> str:
    """The form of a name in which two spellings of it meet: no accents, capitals, or signs, words in order."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return " ".join(kept.split())


class Standing(StrEnum):
    """How a certificate stands on a day."""

    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Certified(Protocol):
    """A certificate: from which day to which it counts, both included."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_until(self) -> date: ...

    @property
    def is_revoked(self) -> bool: ...


def standing(certificate: Certified, *, on: date, expiring_days: int) -> Standing:
    """How a certificate stands on a day."""
    if certificate.is_revoked:
        return Standing.REVOKED
    if on < certificate.valid_from:
        return Standing.NOT_YET
    if on > certificate.valid_until:
        return Standing.EXPIRED
    ends_soon = certificate.valid_until - on <= timedelta(days=expiring_days)
    return Standing.EXPIRING if ends_soon else Standing.VALID


def counts_on(certificates: Iterable[Certified], day: date) -> bool:
    """Whether one of these certificates counts on a day."""
    return any(not each.is_revoked and each.valid_from <= day <= each.valid_until for each in certificates)


def may_refresh(certificates: Iterable[Certified], day: date, *, renewal_days: int) -> bool:
    """Whether a refresher on this day renews one of these certificates; else a full course is needed."""
    within = timedelta(days=renewal_days)
    return any(
        not each.is_revoked and each.valid_from <= day <= each.valid_until + within for each in certificates
    )


def last_valid_day(first: date, months: int) -> date:
    """The last day on which a certificate counts that is given for so many months."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    same_day = date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
    return same_day - timedelta(days=1)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The quarter that an address names, such as "2026-4"; None where it names none."""
        year, _dash, number = text.partition("-")
        if len(year) == 4 and year.isascii() and year.isdigit() and number in ("1", "2", "3", "4"):
            return cls(int(year), int(number)) if int(year) > 1 else None
        return None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.number * 3
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def code(self) -> str:
        """As addresses name it."""
        return f"{self.year:04}-{self.number}"

    def moved(self, quarters: int) -> "Quarter":
        """The quarter so many quarters later, or earlier if negative."""
        years, number = divmod(self.number - 1 + quarters, 4)
        return Quarter(self.year + years, number + 1)
