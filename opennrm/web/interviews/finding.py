"""Finding a time for an interview: the best ones to choose from, or why there is none and what would help."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.interviews.checks import refuse_unless
from opennrm.interviews.finding import Found, Proposal, WayOut, find_times
from opennrm.interviews.permissions import INTERVIEW_ARRANGE
from opennrm.interviews.states import Capacity, State
from opennrm.web.design.times import written
from opennrm.web.guards import requires
from opennrm.web.interviews import finding_words
from opennrm.web.interviews.steps import context_of
from opennrm.web.request import Request, page_token

MOST_WAYS = 5
"""As many ways out are shown, the cheapest of all."""


@requires(INTERVIEW_ARRANGE)
@require_safe
def find(request: Request, interview_id: UUID) -> HttpResponse:
    """The best times for an interview, or why there is none."""
    context = context_of(request, interview_id, may=(INTERVIEW_ARRANGE,))
    refuse_unless(context["interview"], State.READY)
    found = find_times(request.actor, context["interview"], at=timezone.now())
    return render(request, "interviews/find.html", {**context, **_shown(found), "page": page_token(request)})


def _shown(found: Found) -> dict[str, Any]:
    return {
        "proposals": [offered(each) for each in found.proposals],
        "conflict": [finding_words.demand(each) for each in found.conflict],
        "ways_out": [_way_out(each) for each in found.ways_out[:MOST_WAYS]],
        "missing": [finding_words.MISSING[each] for each in found.missing],
    }


def offered(proposal: Proposal) -> dict[str, Any]:
    """A time with what the page for choosing a time is sent if somebody takes it."""
    starts, ends = timezone.localtime(proposal.starts_at), timezone.localtime(proposal.ends_at)
    people = [(f"people_{capacity}", member.membership_id) for capacity, member in proposal.people]
    return {
        "at": proposal,
        "lead": proposal.lead.membership.account.name,
        "people": [
            (Capacity(capacity).label, member.membership.account.name) for capacity, member in proposal.people
        ],
        "reasons": list(finding_words.reasons(proposal.measures)),
        "sends": [
            ("on_day", starts.day),
            ("on_month", starts.month),
            ("on_year", starts.year),
            ("time", written(starts.time())),
            ("until", written(ends.time())),
            ("space", proposal.space.pk),
            ("lead", proposal.lead.membership_id),
            *people,
        ],
    }


def _way_out(way: WayOut) -> dict[str, Any]:
    return {
        "steps": [
            (finding_words.help_of(condition), finding_words.ASK[owner])
            for condition, owner in way.conditions
        ],
        "opens": offered(way.opens),
    }
