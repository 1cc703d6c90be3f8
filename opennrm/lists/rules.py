"""What somebody looks for in a list of cases, in which order, and the kinds of lists that can be saved."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from opennrm.foundation.filters import Filters
from opennrm.tasks.rules import Wanted as WantedTasks

ME = "me"
"""Whose cases are looked for, beside a holder (`cases.holders`): one's own."""
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
class Wanted(Filters):
    """What is looked for. What is empty does not limit. Days are days of the country, both included.

    A list has open cases, or, if `closed`, those that are closed instead. `holder` is `ME`, or a holder
    (`cases.holders`). Of several areas, kinds of concern, states of the identification, levels of risk or next steps,
    a case has one.

    `no_task` and `no_limit`: cases that the agency leads, and in which nothing is to be done by a day. `happened` is
    one of the words above; then the list has open and closed cases, in which it was so between the two days.
    """

    holder: str = ""
    step: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    concern: tuple[str, ...] = ()
    identification: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
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

    READ = {
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


class Kind(StrEnum):
    """Of what a list is that somebody saves."""

    CASES = auto()
    TASKS = auto()

    @property
    def filters(self) -> type[Filters]:
        """What such a list is narrowed by."""
        return {Kind.CASES: Wanted, Kind.TASKS: WantedTasks}[self]


def kind_of(wanted: Filters) -> Kind:
    """Of what a list is that is narrowed like this."""
    return next(kind for kind in Kind if isinstance(wanted, kind.filters))
