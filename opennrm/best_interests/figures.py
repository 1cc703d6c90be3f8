"""What is counted of best-interests procedures: in how many open cases one was decided, and reviews that are due."""

from datetime import datetime

from opennrm.cases import deadlines
from opennrm.cases.holders import counted, summed
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures

from . import events, queries


def _overdue_of(actor: Actor, at: datetime) -> dict[str, int]:
    met = (events.DECIDED.clock, events.REVIEWED.clock)
    rules = [rule.code for event in met for rule in pack().clock_rules_stopped_by(event)]
    late = deadlines.overdue(actor, at=at).filter(rule__in=rules, case__lead_agency_id=actor.agency_id)
    return summed(actor, counted(late, "case__assigned_to"))


FIGURES = (
    Figures(name="best_interests_decided", count=queries.has_decision),
    Figures(name="best_interests_overdue_of_person", count=_overdue_of),
)
"""The share of cases with a decision is half of PT12; the other half, recorded consent, is counted by consents."""
