"""What is counted of care in a fiscal year: of the cases that whoever asks leads. Every figure has its unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from opennrm.audit import actions as audit
from opennrm.cases.models import Clock
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import times_taken

from .after_care import FollowUp, FollowUpQuerySet
from .models import Delivery, Review, SafetyAssessment
from .rules import FiscalYear
from .states import FollowUpState, Outcome, YesNo

LIMITS = ("safety.assessed", "needs.assessed", "plan.agreed", "review.held")
"""By what the time limits of care stop."""


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """How many time limits of a rule were over in a year, and how many of them were kept."""

    rule: str
    over: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class OfService:
    """How many children got a service, how often it was given, and what is known of its cost."""

    kind: str
    children: int
    deliveries: int
    cost: Decimal | None


@dataclass(frozen=True, kw_only=True)
class OfFollowUp:
    """Of the follow-ups that were due after so many months: how many were reached, and what was learned."""

    months: int
    due: int
    reached: int
    safe: int
    in_school_or_work: int
    re_exploited: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of a year."""

    first_safety_hours: float | None
    first_safety_cases: int
    on_time: Sequence[OnTime]
    services: Sequence[OfService]
    goals_reviewed: int
    goals_reached: int
    follow_ups: Sequence[OfFollowUp]


def figures(actor: Actor, *, year: FiscalYear, at: datetime) -> Figures:
    """Count a fiscal year, and record who looked."""
    audit.record("care.counted", detail={"year": year.first.isoformat()})
    hours, cases = _first_safety(actor, year)
    reviewed, reached = _goals(actor, year)
    return Figures(
        first_safety_hours=hours,
        first_safety_cases=cases,
        on_time=_on_time(actor, year, at=at),
        services=_services(actor, year),
        goals_reviewed=reviewed,
        goals_reached=reached,
        follow_ups=_follow_ups(actor, year, at=at),
    )


def _first_safety(actor: Actor, year: FiscalYear) -> tuple[float | None, int]:
    """Within how many hours half of those were assessed who were first assessed in the year; and how many they were."""
    led = SafetyAssessment.objects.visible_to(actor).filter(case__lead_agency_id=actor.agency_id)
    first = led.order_by("case_id", "assessed_at", "id").distinct("case_id").values("pk")
    in_year = led.filter(
        pk__in=first, assessed_at__date__gte=year.first, assessed_at__date__lte=year.last
    ).annotate(took=F("assessed_at") - F("case__opened_at"))
    taken = times_taken(in_year, "took")
    half = taken["half"]
    return None if half is None else max(0.0, half / 3600), int(taken["number"] or 0)


def _on_time(actor: Actor, year: FiscalYear, *, at: datetime) -> list[OnTime]:
    codes = [rule.code for rule in pack().clocks.values() if {*LIMITS} & {*rule.stops_on}]
    led = Clock.objects.visible_to(actor).filter(case__lead_agency_id=actor.agency_id, rule__in=codes)
    over = led.filter(due_at__date__gte=year.first, due_at__date__lte=year.last).filter(
        Q(stopped_by_event__in=LIMITS) | Q(stopped_at=None, due_at__lt=at)
    )
    kept = Count("pk", filter=Q(stopped_at__isnull=False, stopped_at__lte=F("due_at")))
    found = over.order_by().values("rule").annotate(over=Count("pk"), kept=kept)
    by_rule = {row["rule"]: OnTime(rule=row["rule"], over=row["over"], kept=row["kept"]) for row in found}
    return [by_rule[code] for code in codes if code in by_rule]


def _services(actor: Actor, year: FiscalYear) -> list[OfService]:
    led: QuerySet[Delivery] = Delivery.objects.visible_to(actor).that_count()
    given = led.filter(
        case__lead_agency_id=actor.agency_id, first_day__lte=year.last, last_day__gte=year.first
    )
    cost = Sum("public_cost", filter=Q(last_day__lte=year.last))
    counted = (
        given.order_by()
        .values("service_kind")
        .annotate(children=Count("case_id", distinct=True), deliveries=Count("pk"), cost=cost)
    )
    return [
        OfService(
            kind=row["service_kind"], children=row["children"], deliveries=row["deliveries"], cost=row["cost"]
        )
        for row in counted.order_by("-children", "service_kind")
    ]


def _goals(actor: Actor, year: FiscalYear) -> tuple[int, int]:
    """Of how many goals reviews of the year said what became of them, the last one each; and how many were reached."""
    held = Review.objects.visible_to(actor).filter(
        case__lead_agency_id=actor.agency_id, held_on__gte=year.first, held_on__lte=year.last
    )
    last: dict[str, str] = {}
    for results in held.order_by("held_on", "recorded_at", "id").values_list("results", flat=True):
        last |= results
    known = [outcome for outcome in last.values() if outcome != Outcome.NOT_NEEDED]
    return len(known), known.count(Outcome.REACHED)


def _follow_ups(actor: Actor, year: FiscalYear, *, at: datetime) -> list[OfFollowUp]:
    today = at.astimezone(pack().zone).date()
    led: FollowUpQuerySet = FollowUp.objects.visible_to(actor)
    due = led.filter(
        case__lead_agency_id=actor.agency_id,
        due_on__gte=year.first,
        due_on__lte=min(year.last, today),
    ).exclude(state=FollowUpState.CANCELLED)
    counted = (
        due.order_by()
        .values("months")
        .annotate(
            due=Count("pk"),
            reached=Count("pk", filter=~Q(safe="")),
            safe=Count("pk", filter=Q(safe=YesNo.YES)),
            school=Count("pk", filter=Q(in_school_or_work=YesNo.YES)),
            again=Count("pk", filter=Q(re_exploited=YesNo.YES)),
        )
    )
    return [
        OfFollowUp(
            months=row["months"],
            due=row["due"],
            reached=row["reached"],
            safe=row["safe"],
            in_school_or_work=row["school"],
            re_exploited=row["again"],
        )
        for row in counted.order_by("months")
    ]
