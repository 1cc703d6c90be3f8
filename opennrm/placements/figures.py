"""What is counted of placements for whoever supervises an agency: overdue visits, and children who are missing."""

from collections.abc import Collection
from datetime import datetime

from opennrm.cases import deadlines
from opennrm.cases.holders import counted, summed
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures

from . import access, events
from .vocabulary import MISSING


def visit_rules() -> Collection[str]:
    """The time limits of the country that a visit to a child alone meets."""
    return [rule.code for rule in pack().clock_rules_stopped_by(events.VISITED_ALONE.clock)]


def _overdue_visits_of(actor: Actor, at: datetime) -> dict[str, int]:
    late = deadlines.overdue(actor, at=at).filter(rule__in=visit_rules())
    return summed(actor, counted(late.filter(case__lead_agency_id=actor.agency_id), "case__assigned_to"))


def _missing_of(actor: Actor, at: datetime) -> dict[str, int]:
    missing = access.visible_to(actor).running().filter(kind=MISSING, case__closed_at=None)
    return summed(actor, counted(missing, "case__assigned_to"))


FIGURES = (
    Figures(name="overdue_visits_of_person", count=_overdue_visits_of),
    Figures(name="missing_of_person", count=_missing_of),
)
