"""How many interviews there were in a year, how soon, with whom, and how many did not take place. No child is named."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases.models import Clock
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import within_year
from opennrm.spaces.queries import open_by_area

from . import access
from .models import Interview, LostTime, Place
from .states import TAKEN_PLACE, Interpreter, Wish

PRESUMED, HELD = "identification.presumed", "interview.held"


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many."""

    number: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded; None where there is nothing to count."""
        return round(100 * self.number / self.of) if self.of else None


@dataclass(frozen=True, kw_only=True)
class OfYear:
    """What is counted of the interviews of a year that the actor sees.

    `open_spaces`: in use at the end of the year, or today, by area. `days_until_first`: half of the children waited at
    most so many days from the presumption to the first interview.
    """

    year: int
    held: int
    in_space: int
    children: int
    per_child: float | None
    more_than_one: Share
    days_until_first: float | None
    full_quorum: Share
    interpreted: Share
    wished_sex: Share
    missed: dict[str, int]
    open_spaces: dict[str, int]


def of_year(actor: Actor, *, year: int | None = None, at: datetime) -> OfYear:
    """Count the interviews that began in a year, as a rule this one. That somebody looked is recorded."""
    zone = pack().zone
    year = year or at.astimezone(zone).year
    last = date(year, 12, 31)
    visible = access.visible_to(actor).in_state(*TAKEN_PLACE)
    held = list(visible.filter(**within_year("began_at", year, zone)))
    planned = _planned(actor, held)
    a_child = Counter(each.case_id for each in held)
    wished = [each for each in held if each.wish in (Wish.WOMAN, Wish.MAN)]
    needed = [each for each in held if each.interpreter in (Interpreter.SPOKEN, Interpreter.SIGN)]
    audit.record("interviews.counted", subject=Interview())
    return OfYear(
        year=year,
        held=len(held),
        in_space=sum(1 for each in held if each.space_id),
        children=len(a_child),
        per_child=median(a_child.values()) if a_child else None,
        more_than_one=Share(number=sum(1 for number in a_child.values() if number > 1), of=len(a_child)),
        days_until_first=_days_until_first(actor, year),
        full_quorum=Share(
            number=sum(1 for each in held if set(each.quorum) <= planned.get(each.pk, set())), of=len(held)
        ),
        interpreted=Share(number=sum(1 for each in needed if each.interpreted), of=len(needed)),
        wished_sex=Share(number=sum(1 for each in wished if each.lead_sex == each.wish), of=len(wished)),
        missed=_missed(actor, year),
        open_spaces=open_by_area(min(last, at.astimezone(zone).date())),
    )


def _planned(actor: Actor, held: list[Interview]) -> dict[UUID, set[str]]:
    """The capacities in which somebody was planned for each of these interviews."""
    found: dict[UUID, set[str]] = {}
    rows = Place.objects.visible_to(actor).filter(
        interview__pk__any_of=[each.pk for each in held], released_at=None
    )
    for interview_id, capacity in rows.values_list("interview_id", "capacity"):
        found.setdefault(interview_id, set()).add(capacity)
    return found


def _days_until_first(actor: Actor, year: int) -> float | None:
    rules = [rule.code for rule in pack().clock_rules_started_by(PRESUMED) if HELD in rule.stops_on]
    met = Clock.objects.visible_to(actor).filter(
        rule__in=rules, stopped_by_event=HELD, **within_year("stopped_at", year, pack().zone)
    )
    took = [
        (stopped - started) / timedelta(days=1) if stopped else 0
        for started, stopped in met.values_list("started_at", "stopped_at")
    ]
    return round(median(took), 1) if took else None


def _missed(actor: Actor, year: int) -> dict[str, int]:
    rows = LostTime.objects.visible_to(actor).filter(
        was_missed=True, **within_year("starts_at", year, pack().zone)
    )
    return dict(Counter(rows.values_list("reason", flat=True)).most_common())
