"""Pages of the audit: all of it for auditors, and who looked at one case for its lead agency."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.agencies.permissions import Permission
from opennrm.audit import queries, reading
from opennrm.cases import history
from opennrm.cases.models import Case
from opennrm.web.audit.forms import LookForm
from opennrm.web.audit.pages import is_behind, next_address, place
from opennrm.web.audit.words import as_entries, for_auditors
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(Permission.AUDIT_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The whole audit, for auditors, and how far it is sealed."""
    form = LookForm(request.GET)
    wanted = form.wanted()
    page = reading.look_through(request.actor, wanted, before=place(request))
    status = queries.seal_status(request.actor)
    context = {
        "form": form,
        "is_narrowed": form.is_narrowed,
        "entries": for_auditors(page.events),
        "next": next_address(request, page),
        "status": status,
        "is_behind": is_behind(status, at=timezone.now()),
    }
    return render(request, "audit/list.html", context)


@requires(Permission.CASE_AUDIT_VIEW)
@require_safe
def who_looked(request: Request, case_id: UUID) -> HttpResponse:
    """Who looked at one case, and what was done with it."""
    try:
        case, page = history.who_looked(request.actor, case_id, before=place(request))
    except Case.DoesNotExist:
        raise Http404 from None
    context = {"case": case, "entries": as_entries(page.events), "next": next_address(request, page)}
    return render(request, "audit/who_looked.html", context)
