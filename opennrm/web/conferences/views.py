"""Reading case conferences: those of a case, one with all that belongs to it, and how many were held."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.conferences import access, queries
from opennrm.conferences.permissions import CONFERENCE_HOLD
from opennrm.conferences.states import State
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.pages import page_of
from opennrm.web.addresses import page_asked
from opennrm.web.guards import requires
from opennrm.web.request import Request, small_number

A_PAGE = 25
YEARS = range(2000, 2101)
"""The years of which figures can be asked."""


@requires(CONFERENCE_HOLD)
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """The conferences of a case, the latest first."""
    case = case_access.case(request.actor, case_id, as_="lead")
    found = access.visible_to(request.actor).of_case(case_id)
    page = page_of(found, ("-starts_at", "id"), page_asked(request), size=A_PAGE)
    return render(request, "conferences/of_case.html", {"case": case, "page": page})


@requires(CONFERENCE_HOLD)
@require_safe
def show(request: Request, conference_id: UUID) -> HttpResponse:
    """One conference: when, who, what about, what was said and what was agreed."""
    context = opened_for(request, conference_id)
    can_be_asked = queries.can_be_asked(request.actor, context["opened"], at=timezone.now())
    return render(request, "conferences/show.html", {**context, "can_be_asked": can_be_asked})


def opened_for(request: Request, conference_id: UUID) -> dict[str, Any]:
    """The variables of every page about one conference."""
    opened = queries.open_conference(request.actor, conference_id)
    conference = opened.conference
    return {
        "opened": opened,
        "conference": conference,
        "case": opened.case,
        "is_planned": conference.state == State.PLANNED,
        "is_held": conference.state == State.HELD,
        "people": [(each, who, opened.answers.get(each.pk)) for each, who in opened.participants],
        "agreed": [(each, text, opened.reports.get(each.pk, "")) for each, text in opened.actions],
        "has_started": conference.starts_at <= timezone.now(),
        "minutes": opened.minutes[0] if opened.minutes else None,
        "earlier_minutes": opened.minutes[1:],
    }


@requires(CASE_ASSIGN)
@require_safe
def figures(request: Request) -> HttpResponse:
    """How many conferences were held in a year, which disciplines took part, and what was done on time."""
    now = timezone.now()
    this_year = now.astimezone(pack().zone).year
    asked = small_number(request.GET.get("year", ""))
    year = asked if asked in YEARS else this_year
    found = queries.figures(request.actor, year=year, at=now)
    disciplines = [(title_of("disciplines", code), number) for code, number in found.disciplines.items()]
    context = {
        "figures": found,
        "year": year,
        "before": year - 1 if year - 1 in YEARS else None,
        "after": year + 1 if year < this_year else None,
        "disciplines": sorted(disciplines, key=lambda row: (-row[1], row[0])),
        "agencies": sorted(found.agencies.items(), key=lambda row: (-row[1], row[0])),
    }
    return render(request, "conferences/figures.html", context)
