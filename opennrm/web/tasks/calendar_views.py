"""The calendar of what is due."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases.permissions import CASE_VIEW
from opennrm.spaces.permissions import SPACE_BOOK
from opennrm.web.guards import requires
from opennrm.web.request import Request
from opennrm.web.tasks import calendar


@requires(CASE_VIEW, SPACE_BOOK)
@require_safe
def show(request: Request) -> HttpResponse:
    """What is due, a month or a week at a time: what is mine, or everything that I see."""
    wanted = {name: request.GET.get(name, "") for name in ("view", "on", "whose")}
    page = calendar.page(request.actor, **wanted, at=timezone.now())
    return render(request, "tasks/calendar.html", {"page": page})
