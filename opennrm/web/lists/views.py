"""The list of cases: narrowed, sorted, and what can be done with it."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases.holders import NOBODY
from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_VIEW
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import MOST_COUNTED, Page
from opennrm.lists import access, queries
from opennrm.lists.permissions import CASE_EXPORT
from opennrm.lists.rules import ME, Kind, Wanted
from opennrm.web.addresses import page_asked
from opennrm.web.cases import overview
from opennrm.web.guards import requires
from opennrm.web.lists import filters
from opennrm.web.request import Request

CASES_A_PAGE = 25


@requires(CASE_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The cases that I see and look for."""
    actor, now = request.actor, timezone.now()
    form, wanted = filters.narrowed(actor, request.GET)
    page = queries.page(actor, wanted, mark=page_asked(request), size=CASES_A_PAGE, at=now)
    tags = filters.tags(actor, wanted)
    too_narrow = queries.too_narrow(actor, wanted, at=now) if tags and not page.rows else []
    context = {
        "form": form,
        "page": page,
        "rows": overview.rows(actor, page.rows, at=now),
        "tags": tags,
        "hiding": filters.hiding(actor, wanted, too_narrow),
        "order": filters.order_in_words(wanted),
        "saved": access.titles(actor, Kind.CASES),
        "shows": _shortcut(wanted),
        "save_url": filters.address(wanted, "saved-list-new"),
        "export_url": filters.address(wanted, "case-export") if actor.may(CASE_EXPORT) else "",
    }
    return render(request, "lists/cases.html", context | _counted(actor, wanted, page, at=now))


def _shortcut(wanted: Wanted) -> str:
    """Which of the lists that everybody has is shown: "all", "me", "nobody", "closed", or another one."""
    if wanted.filters == ["closed"]:
        return "closed"
    if wanted.filters == ["holder"] and wanted.holder in (ME, NOBODY):
        return wanted.holder
    return "" if wanted.filters else "all"


def _counted(actor: Actor, wanted: Wanted, page: Page[Case], *, at: datetime) -> dict[str, int | bool]:
    """How many cases a narrowed list has, up to a bound; nobody counts all that an agency sees."""
    if not wanted.filters or not (page.previous or page.next):
        return {"count": len(page.rows), "has_more": False}
    found = queries.cases(actor, wanted, at=at).order_by()[: MOST_COUNTED + 1].count()
    return {"count": min(found, MOST_COUNTED), "has_more": found > MOST_COUNTED}
