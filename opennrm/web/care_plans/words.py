"""The care of a child in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from opennrm.care_plans.queries import OpenedNeeds, OpenedSafety
from opennrm.care_plans.states import Level, Outcome, PlanState, SafeTonight
from opennrm.country.pack import pack
from opennrm.country.titles import title_of

BEING_WRITTEN = (PlanState.DRAFT, PlanState.PROPOSED)
SAFE_TONES = {SafeTonight.YES: "good", SafeTonight.WITH_CONDITIONS: "warn", SafeTonight.NO: "danger"}
LEVEL_TONES = {Level.NONE: "quiet", Level.SOME: "warn", Level.URGENT: "danger", Level.UNKNOWN: "neutral"}
PLAN_TONES = {
    PlanState.DRAFT: "neutral",
    PlanState.PROPOSED: "warn",
    PlanState.ACTIVE: "good",
    PlanState.SUPERSEDED: "quiet",
    PlanState.CLOSED: "quiet",
}


def of_safety(opened: OpenedSafety) -> dict[str, Any]:
    """One assessment of safety."""
    safe = SafeTonight(opened.row.safe_tonight)
    return {"opened": opened, "safe": safe.label, "tone": SAFE_TONES[safe]}


def of_needs(opened: OpenedNeeds) -> dict[str, Any]:
    """One assessment of needs, the greatest first."""
    order = [Level.URGENT, Level.SOME, Level.UNKNOWN, Level.NONE]
    said = opened.row.levels
    known = [(domain, said[domain]) for domain in in_order(said)]
    levels = sorted(known, key=lambda each: order.index(Level(each[1])))
    return {
        "opened": opened,
        "levels": [
            {
                "title": title_of("need_domains", domain),
                "level": Level(level).label,
                "tone": LEVEL_TONES[Level(level)],
                "is_none": level == Level.NONE,
            }
            for domain, level in levels
        ],
    }


def in_order(domains: Iterable[str]) -> list[str]:
    """These domains as the country has them in order, then those that it no longer has."""
    listed = list(pack().codes("need_domains"))
    return sorted(domains, key=lambda each: (listed.index(each) if each in listed else len(listed), each))


def outcomes(found: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """What became of each need, by the names of the domains."""
    said = found or {}
    return [
        (title_of("need_domains", domain), str(Outcome(outcome).label))
        for domain, outcome in ((each, said[each]) for each in in_order(said))
    ]
