"""The page of records that may be of one child, where one agency leads both cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opennrm.linkage import desk_queries
from opennrm.linkage.permissions import LINK_JUDGE
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(LINK_JUDGE)
@require_safe
def pairs(request: Request) -> HttpResponse:
    """The pairs of cases of the actor's agency that may be of the same child, what counts most first."""
    found = desk_queries.within_agency(request.actor)
    return render(request, "linkage_desk/own.html", {"pairs": found, "most": desk_queries.MOST_OF_AGENCY})
