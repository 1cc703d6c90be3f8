"""Reading placements: those of a case, one with its visits, and the figures of a year."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.placements import access, queries
from opennrm.placements.models import Placement
from opennrm.placements.permissions import PLACEMENT_KEEP
from opennrm.placements.states import State
from opennrm.placements.vocabulary import MISSING, end_title, kind_title
from opennrm.web.guards import requires
from opennrm.web.request import Request, small_number

YEARS = range(2000, 2101)
"""The years of which figures can be asked."""
TONES = {
    State.PLANNED: "info",
    State.RUNNING: "good",
    State.ENDED: "quiet",
    State.CANCELLED: "quiet",
}


def in_words(placement: Placement, case: Case, *, at: datetime) -> dict[str, Any]:
    """What a list says of a placement: never where it is."""
    is_missing = placement.kind == MISSING and placement.state == State.RUNNING
    return {
        "placement": placement,
        "title": kind_title(placement.kind),
        "state": "" if is_missing else placement.get_state_display(),
        "tone": "danger" if is_missing else TONES[State(placement.state)],
        "why": end_title(placement.end_reason) if placement.end_reason else "",
        "nights": queries.nights_of(placement, closed_at=case.closed_at, at=at),
        "is_missing": is_missing,
    }


def running_of(actor: Actor, case_id: UUID) -> Placement | None:
    """Where the child is now, if that is recorded."""
    return access.of_case(actor, case_id).running().first()


@requires(PLACEMENT_KEEP)
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """Where the child of a case stays and stayed, the latest first, with the nights."""
    case = access.case_to_place(request.actor, case_id, lock=False)
    at = timezone.now()
    found = [in_words(each, case, at=at) for each in access.of_case(request.actor, case_id).newest_first()]
    placed = [row for row in found if row["placement"].kind != MISSING]
    context = {
        "case": case,
        "rows": found,
        "nights": sum(row["nights"] for row in placed),
        "nights_missing": sum(row["nights"] for row in found) - sum(row["nights"] for row in placed),
    }
    return render(request, "placements/of_case.html", context)


@requires(PLACEMENT_KEEP)
@require_safe
def show(request: Request, placement_id: UUID) -> HttpResponse:
    """One placement: where it is, since when, what the child says, and the visits."""
    return render(request, "placements/show.html", opened_for(request, placement_id))


def opened_for(request: Request, placement_id: UUID) -> dict[str, Any]:
    """The variables of every page about one placement."""
    opened = queries.open_placement(request.actor, placement_id)
    placement, at = opened.placement, timezone.now()
    return {
        **in_words(placement, opened.case, at=at),
        "opened": opened,
        "case": opened.case,
        "words": opened.words,
        "visits": opened.visits,
        "earlier": [(each, kind_title(each.kind), opened_words) for each, opened_words in opened.earlier],
        "is_planned": placement.state == State.PLANNED,
        "is_running": placement.state == State.RUNNING,
        "has_begun": placement.since is not None,
        "is_place": placement.kind != MISSING,
        "is_open": opened.case.closed_at is None,
    }


@requires(CASE_ASSIGN)
@require_safe
def figures(request: Request) -> HttpResponse:
    """How many children stayed where in a fiscal year, and for how many nights."""
    now = timezone.now()
    this = queries.year_of(now.astimezone(pack().zone).date())
    asked = small_number(request.GET.get("year", ""))
    first = asked if asked in YEARS else this.first.year
    year = queries.year_of(date(first, this.first.month, 1))
    found = queries.figures(request.actor, year=year, at=now)
    kinds = sorted(found.by_kind.items(), key=lambda item: (-item[1].nights, item[0]))
    care = pack().placements.care
    context = {
        "figures": found,
        "kinds": [(kind_title(kind), counted) for kind, counted in kinds],
        "care": [(care[code].title, counted) for code, counted in found.by_care.items()],
        "before": first - 1 if first - 1 in YEARS else None,
        "after": first + 1 if first < this.first.year else None,
    }
    return render(request, "placements/figures.html", context)
