"""The calendars of spaces and of the people of the team."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.agencies.permissions import WORK_VIEW
from opennrm.spaces import access
from opennrm.spaces.permissions import SPACE_BOOK, TEAM_KEEP
from opennrm.web.guards import requires
from opennrm.web.request import Request
from opennrm.web.spaces import calendars
from opennrm.web.spaces.words import weekdays


def _asked(request: Request) -> calendars.Asked:
    given = request.GET
    return calendars.Asked.read(given.get("view", ""), given.get("on", ""), at=timezone.now())


@requires(WORK_VIEW)
@require_safe
def of_space(request: Request, space_id: UUID) -> HttpResponse:
    """When a space is taken: for whoever books, and only that it is busy for somebody who has a booking there."""
    space = access.space_with_calendar(request.actor, space_id, at=timezone.now())
    page = calendars.of_space(request.actor, space, _asked(request))
    books = request.actor.may(SPACE_BOOK)
    context = {"space": space, "page": page, "books": books, "weekdays": weekdays()}
    return render(request, "spaces/space_calendar.html", context)


@requires(SPACE_BOOK, TEAM_KEEP)
@require_safe
def of_member(request: Request, member_id: UUID) -> HttpResponse:
    """When somebody of the team is booked or not available."""
    member = access.member_to_read(request.actor, member_id)
    page = calendars.of_member(request.actor, member, _asked(request))
    return render(
        request, "spaces/team_calendar.html", {"member": member, "page": page, "weekdays": weekdays()}
    )
