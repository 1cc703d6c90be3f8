"""What is counted by lists of cases: where nothing is to be done, and what happened when and how long it took."""

from datetime import datetime
from functools import partial

from django.db.models import F

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures, Period, last_month, lately, this_month, times_taken

from . import queries
from .happened import moment_of
from .rules import CLOSED, CONFIRMED, OPENED, PRESUMED, SCREENED, Wanted

IDLE = {
    "no_task": Wanted(no_task=True),
    "no_limit": Wanted(no_limit=True),
    "neither": Wanted(no_task=True, no_limit=True),
}
"""Open cases that nobody is reminded of, by what is missing."""


def of_period(happened: str, days: Period) -> Wanted:
    """The list of what happened in some days."""
    return Wanted(happened=happened, happened_from=days.first, happened_to=days.last)


def _idle(actor: Actor, at: datetime) -> dict[str, int]:
    return {name: queries.cases(actor, wanted, at=at).count() for name, wanted in IDLE.items()}


def _of_months(happened: str, actor: Actor, at: datetime) -> dict[str, int]:
    today = at.astimezone(pack().zone).date()
    months = {"this": this_month(today), "last": last_month(today)}
    return {
        name: queries.cases(actor, of_period(happened, month), at=at).count()
        for name, month in months.items()
    }


def _times(happened: str, actor: Actor, at: datetime) -> dict[str, float | int | None]:
    days = lately(at.astimezone(pack().zone).date())
    found = queries.cases(actor, of_period(happened, days), at=at)
    return times_taken(found.annotate(took=moment_of(actor, happened) - F("opened_at")), "took")


FIGURES = (
    Figures(name="idle_cases", count=_idle),
    *(
        Figures(name=f"cases_{happened}", count=partial(_of_months, happened))
        for happened in (OPENED, SCREENED, PRESUMED, CONFIRMED, CLOSED)
    ),
    *(
        Figures(name=f"time_until_{happened}", count=partial(_times, happened))
        for happened in (SCREENED, PRESUMED, CONFIRMED)
    ),
)
