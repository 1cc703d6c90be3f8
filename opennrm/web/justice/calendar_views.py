"""The court calendar: every hearing of the office, or the dates of the children with whom somebody works."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of
from opennrm.justice import queries
from opennrm.justice.models import Hearing
from opennrm.justice.permissions import COURT_VIEW, HEARING_KEEP, PROCEEDING_KEEP, WITNESS_SUPPORT
from opennrm.justice.values import ChildNeeded
from opennrm.web.guards import requires
from opennrm.web.justice import words
from opennrm.web.request import Request

FAR_AHEAD = timedelta(days=3660)
MOST = 200


@requires(PROCEEDING_KEEP, HEARING_KEEP, COURT_VIEW, WITNESS_SUPPORT)
@require_safe
def calendar(request: Request) -> HttpResponse:
    """What is listed from today on, by month."""
    actor = request.actor
    zone = pack().zone
    since = start_of(timezone.localdate(timezone=zone), zone)
    rows = of_office(actor, since=since) if actor.may(HEARING_KEEP) else of_children(actor, since=since)
    months: dict[Any, list[dict[str, Any]]] = {}
    for row in rows[:MOST]:
        months.setdefault(row["starts_at"].astimezone(zone).date().replace(day=1), []).append(row)
    context = {"months": months.items(), "has_more": len(rows) > MOST, "most": MOST}
    return render(request, "justice/calendar.html", context)


def of_office(actor: Actor, *, since: datetime, until: datetime | None = None) -> list[dict[str, Any]]:
    """The hearings that are listed of the proceedings that the actor sees, the earliest first."""
    found = Hearing.objects.visible_to(actor).listed().filter(starts_at__gte=since).soonest_first()
    if until is not None:
        found = found.filter(starts_at__lt=until)
    return [
        {
            "id": hearing.pk,
            "starts_at": hearing.starts_at,
            "ends_at": hearing.ends_at,
            "kind": hearing.kind,
            "hint": words.name_of(hearing.proceeding),
            "needed": ChildNeeded(hearing.child_needed).label
            if hearing.child_needed != ChildNeeded.NO
            else "",
            "page": "proceeding-show",
            "of": hearing.proceeding_id,
        }
        for hearing in found.select_related("proceeding")[: MOST + 1]
    ]


def of_children(actor: Actor, *, since: datetime, until: datetime | None = None) -> list[dict[str, Any]]:
    """The dates that are listed of the children with whom the actor works, the earliest first. Nobody is named."""
    found = queries.court_dates(None, since=since, until=until or since + FAR_AHEAD)
    listed = [each for each in found if each.state == "listed"]
    references = _references(actor, [each.case for each in listed])
    return [
        {
            "id": each.hearing,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "kind": each.kind,
            "hint": references.get(each.case, ""),
            "needed": ChildNeeded(each.needed).label if each.needed != ChildNeeded.NO else "",
            "page": "child-in-court",
            "of": each.child,
        }
        for each in listed
    ]


def _references(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, str]:
    cases = case_access.visible_to(actor).filter(pk__in=set(case_ids))
    return dict(cases.values_list("pk", "reference"))
