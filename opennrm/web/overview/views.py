"""The figures of an agency, for whoever supervises it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.overview import actions
from opennrm.overview.permissions import AGENCY_OVERVIEW
from opennrm.web.guards import requires
from opennrm.web.overview.tables import sections
from opennrm.web.request import Request


@requires(AGENCY_OVERVIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """My agency at a glance: each figure with the list behind it."""
    now = timezone.now()
    kept = actions.look(by=request.actor, at=now)
    context = {
        "is_counting": not kept.is_fresh(now),
        "sections": sections(request.actor, kept.figures, kept.counted_at),
        "counted_at": kept.counted_at,
    }
    return render(request, "overview/show.html", context)
