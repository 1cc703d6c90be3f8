"""What is counted of cases and their time limits: by who has them, and what is late by its rule."""

from datetime import datetime

from django.db.models import Count

from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures

from . import access, deadlines
from .holders import counted, summed
from .models import CaseQuerySet


def _led(actor: Actor) -> CaseQuerySet:
    return access.visible_to(actor).open().filter(lead_agency_id=actor.agency_id)


def _cases_of(actor: Actor, at: datetime) -> dict[str, int]:
    return summed(actor, counted(_led(actor), "assigned_to"))


def _urgent_of(actor: Actor, at: datetime) -> dict[str, int]:
    return summed(actor, counted(_led(actor).filter(is_urgent=True), "assigned_to"))


def _overdue_of(actor: Actor, at: datetime) -> dict[str, int]:
    late = deadlines.overdue(actor, at=at).filter(case__lead_agency_id=actor.agency_id)
    return summed(actor, counted(late, "case__assigned_to"))


def _overdue_by_rule(actor: Actor, at: datetime) -> dict[str, int]:
    late = deadlines.overdue(actor, at=at).order_by()
    return dict(late.values("rule").annotate(number=Count("pk")).values_list("rule", "number"))


FIGURES = (
    Figures(name="cases_of_person", count=_cases_of),
    Figures(name="urgent_of_person", count=_urgent_of),
    Figures(name="overdue_of_person", count=_overdue_of),
    Figures(name="overdue_limits", count=_overdue_by_rule),
)
