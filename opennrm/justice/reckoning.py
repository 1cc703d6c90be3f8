"""The figures of justice of one office: persons, cases, counts and victims, by report year and by calendar year."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, counting, queries
from .counting import CountFact, Four, Period
from .models import ChildInProceeding, Count, RestitutionOrder, Sentence
from .rules import Standing
from .states import CONVICTED, CountState
from .values import IMPRISONED, Basis, Facts, PartyKind


def period_of(year: int, *, calendar_year: bool) -> Period:
    """A year: by the calendar, or from the month in which the report year begins."""
    month = 1 if calendar_year else pack().justice.year_begins_in
    return Period(first=date(year, month, 1), last=date(year + 1, month, 1) - timedelta(days=1))


def facts(actor: Actor) -> list[CountFact]:
    """Every count of the proceedings that the actor sees, but those that another count replaced before a verdict."""
    counts = Count.objects.visible_to(actor).that_count().select_related("accused").order_by("added_on", "id")
    rows: list[Count] = [each for each in counts if each.state != CountState.LESSER]
    sentences = {row.count_id: row for row in Sentence.objects.visible_to(actor).that_count()}
    return [_fact(count, sentences.get(count.pk)) for count in rows]


def _fact(count: Count, sentence: Sentence | None) -> CountFact:
    accused = count.accused
    is_convicted = count.verdict in CONVICTED
    serves = sentence is not None and sentence.kind in IMPRISONED
    return CountFact(
        count=count.pk,
        person=accused.suspect_id or accused.pk,
        case=count.proceeding_id,
        victims=frozenset(count.victims),
        is_natural=accused.kind == PartyKind.NATURAL,
        sex=accused.sex,
        citizenships=tuple(accused.citizenships),
        basis=count.basis,
        is_trafficking_law=count.basis == Basis.TRAFFICKING,
        has_trafficking_facts=count.facts == Facts.TRAFFICKING,
        charged_on=count.added_on,
        ended_on=count.ended_on,
        convicted_on=count.verdict_on if is_convicted else None,
        acquitted_on=count.verdict_on if count.verdict == CountState.NOT_GUILTY else None,
        quashed_on=count.quashed_on,
        months=(sentence.months or 0) if sentence else 0,
        after=sentence.consecutive_to_id if sentence else None,
        is_unsuspended=serves,
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure in its four units, and the counts behind it."""

    code: str
    four: Four
    counts: list[CountFact]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of a year. Percentages and medians say of how many; None where there is nothing to reckon from."""

    period: Period
    lines: list[Line]
    by_sex: dict[str, int]
    companies: int
    unsuspended: int
    convicted_persons: int
    days_to_verdict: float | None
    verdicts: int
    ordered: int
    paid: int
    dropped_out: int
    children: int


_LINES: tuple[tuple[str, Callable[[Collection[CountFact], Period], list[CountFact]]], ...] = (
    ("PR02", counting.charged_under_trafficking_law),
    ("PR03", counting.charged_under_other_laws),
    ("new", counting.new_prosecutions),
    ("continuing", counting.continuing_prosecutions),
    ("PR04", counting.convicted),
    ("acquitted", counting.acquitted),
    ("quashed", counting.quashed),
    ("standing", counting.standing_convictions),
)


def figures(actor: Actor, period: Period, *, today: date) -> Figures:
    """Reckon the figures of a period for whoever prosecutes, and record that somebody looked."""
    audit.record(
        "justice.counted", detail={"first": period.first.isoformat(), "last": period.last.isoformat()}
    )
    every = facts(actor)
    lines = [
        Line(code=code, four=counting.four(found), counts=found)
        for code, find in _LINES
        for found in [find(every, period)]
    ]
    convicted = counting.convicted(every, period)
    days = [(each.convicted_on - each.charged_on).days for each in convicted if each.convicted_on]
    ordered, paid = _restitution(actor, period, today=today)
    children = ChildInProceeding.objects.visible_to(actor)
    return Figures(
        period=period,
        lines=lines,
        by_sex=counting.natural_by_sex(convicted),
        companies=counting.legal_persons(convicted),
        unsuspended=len(counting.unsuspended(convicted)),
        convicted_persons=counting.four(convicted).persons,
        days_to_verdict=median(days) if days else None,
        verdicts=len(days),
        ordered=ordered,
        paid=paid,
        dropped_out=children.filter(dropped_out_on__range=(period.first, period.last)).count(),
        children=children.filter(proceeding__opened_on__lte=period.last).exclude(
            proceeding__closed_on__lt=period.first
        ).count(),
    )  # fmt: skip


def _restitution(actor: Actor, period: Period, *, today: date) -> tuple[int, int]:
    """In how many cases restitution was ordered in the period, and of these in how many all of it was paid by now."""
    rows = RestitutionOrder.objects.visible_to(actor).filter(ordered_on__range=(period.first, period.last))
    cases: dict[object, list[Standing]] = {}
    found = list(rows.select_related("child"))
    for fact in queries.order_facts(actor, found, today=today):
        cases.setdefault(fact.order.child.proceeding_id, []).append(fact.standing)
    paid = [each for each in cases.values() if all(standing == Standing.PAID for standing in each)]
    return len(cases), len(paid)


def years(actor: Actor, *, today: date) -> list[int]:
    """The years of which there is something to count, the newest first."""
    first = access.proceedings(actor).order_by("opened_on").values_list("opened_on", flat=True).first()
    return list(range(today.year, (first.year - 1 if first else today.year) - 1, -1))
