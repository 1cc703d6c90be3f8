"""What somebody looks for in a list of cases, and in which order: codes, ids, numbers and days."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum, auto
from typing import Any, Self
from uuid import UUID

ME, NOBODY, GONE = "me", "nobody", "gone"
"""Holders of a case who are no colleague: oneself, nobody yet, or somebody who can no longer work on it."""
NOT_ASSESSED = "-"
"""In place of a level of risk. No code of a country pack looks like this."""
OPENED, SCREENED, PRESUMED, CONFIRMED, CLOSED = "opened", "screened", "presumed", "confirmed", "closed"
"""What can have happened in a case on a day, each for the first time."""
OLDEST_AGE = 99


class Order(StrEnum):
    """In which order a list stands."""

    NEWEST = auto()
    OLDEST = auto()
    DUE = auto()
    """The time limit that ends first comes first; cases without one come last."""
    RISK = auto()
    """The highest risk comes first; cases that nobody has assessed come last."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for. What is empty does not limit. Days are days of the country, both included.

    A list has open cases, or, if `closed`, those that are closed instead. `holder` is one of the words above, or the
    id of a membership. `concern` is a kind of concern, and `identification` a state of the country pack's procedure.

    `no_task` and `no_limit`: cases that the agency leads, and in which nothing is to be done by a day. `happened` is
    one of the words above; then the list has open and closed cases, in which it was so between the two days.
    """

    area: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    concern: str = ""
    risk: str = ""
    identification: str = ""
    holder: str = ""
    closed: bool = False
    urgent: bool = False
    overdue: bool = False
    first_day: date | None = None
    last_day: date | None = None
    no_task: bool = False
    no_limit: bool = False
    happened: str = ""
    happened_from: date | None = None
    happened_to: date | None = None
    order: Order = Order.NEWEST

    @property
    def filters(self) -> list[str]:
        """The names of what limits the list, in the order of the form."""
        return [name for name in FILTERS if getattr(self, name) != getattr(EVERYTHING, name)]

    def without(self, *names: str) -> Self:
        """The same without these filters."""
        return replace(self, **{name: getattr(EVERYTHING, name) for name in names})

    def as_codes(self) -> dict[str, str]:
        """The same as texts by name, to be kept or recorded. Nothing that is empty is among them."""
        kept = [*self.filters, *(["order"] if self.order != Order.NEWEST else [])]
        return {name: _text(getattr(self, name)) for name in kept}

    @classmethod
    def of_codes(cls, codes: Mapping[str, str]) -> Self:
        """What `as_codes` gave.

        :raises ValueError: it did not.
        """
        return cls(**{name: _READ.get(name, str)(text) for name, text in codes.items()})

    @property
    def colleague(self) -> UUID | None:
        """The membership that is meant by `holder`; None where it is none."""
        return UUID(self.holder) if self.holder not in ("", ME, NOBODY, GONE) else None


_READ: dict[str, Any] = {
    "age_from": int,
    "age_to": int,
    "closed": bool,
    "first_day": date.fromisoformat,
    "happened_from": date.fromisoformat,
    "happened_to": date.fromisoformat,
    "last_day": date.fromisoformat,
    "no_limit": bool,
    "no_task": bool,
    "order": Order,
    "overdue": bool,
    "urgent": bool,
}
EVERYTHING = Wanted()
FILTERS = tuple(each.name for each in fields(Wanted) if each.name != "order")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes"
    return value.isoformat() if isinstance(value, date) else str(value)
