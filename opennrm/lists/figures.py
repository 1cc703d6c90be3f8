"""What is counted by lists of cases: where nothing is to be done, and what happened when and how long it took."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, F, Q

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import (
    Figures,
    Percentile,
    Period,
    last_month,
    lately,
    seconds,
    this_month,
)
from opennrm.foundation.working_time import within_days

from . import queries
from .happened import COLUMNS, began_since, moment_of
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


def _when(happened: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """In how many cases it happened this month and last month, and how long it took lately; all in one query."""
    today = at.astimezone(pack().zone).date()
    recent = lately(today)
    led = case_access.visible_to(actor).begun().filter(lead_agency_id=actor.agency_id)
    if happened in COLUMNS:
        cases = led.annotate(moment=F(COLUMNS[happened]))
    else:
        cases = began_since(actor, led, happened, recent.first).annotate(moment=moment_of(actor, happened))
    then = {name: _within(days) for name, days in (("this", this_month(today)), ("last", last_month(today)))}
    took, is_recent = F("moment") - F("opened_at"), _within(recent)
    found = cases.order_by().aggregate(
        **{name: Count("pk", filter=within) for name, within in then.items()},
        number=Count("pk", filter=is_recent),
        half=Percentile(took, 50, filter=is_recent),
        most=Percentile(took, 90, filter=is_recent),
    )
    return {**found, "half": seconds(found["half"]), "most": seconds(found["most"])}


def _within(days: Period) -> Q:
    return Q(**within_days("moment", days.first, days.last, pack().zone))


FIGURES = (
    Figures(name="idle_cases", count=_idle),
    *(
        Figures(name=f"cases_{happened}", count=partial(_when, happened))
        for happened in (OPENED, SCREENED, PRESUMED, CONFIRMED, CLOSED)
    ),
)
