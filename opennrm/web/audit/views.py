"""Pages of the audit: all of it for auditors, and who looked at one case for its lead agency."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.audit import queries, reading
from opennrm.audit.permissions import AUDIT_VIEW
from opennrm.cases import history
from opennrm.cases.permissions import CASE_AUDIT_VIEW
from opennrm.web.addresses import address_from, address_of_page, page_asked
from opennrm.web.audit.files import as_csv
from opennrm.web.audit.forms import LookForm, WhoForm
from opennrm.web.audit.people import as_people
from opennrm.web.audit.words import as_entries, for_auditors
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.request import Request

MAY_WAIT = timedelta(minutes=1)


@requires(AUDIT_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """The whole audit, for auditors, and how far it is sealed. A person that was typed is looked up on a POST."""
    form = LookForm(request.POST) if request.method == "POST" else LookForm.from_address(request.GET)
    wanted = form.wanted()
    if request.method == "POST" and form.is_valid():
        return redirect(reverse("audit-list") + form.address())
    page = reading.look_through(request.actor, wanted, mark=page_asked(request))
    status = queries.seal_status(request.actor)
    context = {
        "is_narrowed": form.is_narrowed,
        "entries": for_auditors(page.rows),
        "page": page,
        "export": address_from(request, reverse("audit-export")) if form.is_valid() else "",
        "status": status,
        "is_behind": _is_behind(status, at=timezone.now()),
    }
    return form_page(request, "audit/list.html", form, context)


def _is_behind(status: queries.SealStatus, *, at: datetime) -> bool:
    """Whether events wait for their seal for longer than they should."""
    return status.waiting_since is not None and at - status.waiting_since > MAY_WAIT


@requires(AUDIT_VIEW)
@require_safe
def export(request: Request) -> HttpResponse:
    """What the filter shows, as a table for a spreadsheet."""
    form = LookForm.from_address(request.GET)
    if not form.is_valid():
        return redirect(address_from(request, reverse("audit-list")))
    page = reading.export(request.actor, form.wanted(), mark=page_asked(request))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    following = request.build_absolute_uri(address_of_page(request, page.next)) if page.next else ""
    return HttpResponse(as_csv(page.rows, following), content_type="text/csv; charset=utf-8", headers=headers)


@requires(CASE_AUDIT_VIEW)
@require_safe
def who_looked(request: Request, case_id: UUID) -> HttpResponse:
    """Who looked at one case, and what was done with it: by person, or all that one person did."""
    form = WhoForm(request.GET, people=queries.everybody_who_looked(request.actor, case_id))
    wanted, mark = form.wanted(), page_asked(request)
    context = {"form": form, "is_narrowed": form.is_narrowed}
    if wanted.who:
        case, page = history.who_looked(request.actor, case_id, wanted, mark=mark)
        context |= {"entries": as_entries(page.rows), "page": page}
    else:
        case, found = history.people_who_looked(request.actor, case_id, wanted, mark=mark)
        context |= {"people": as_people(found.rows, request), "page": found}
    return render(request, "audit/who_looked.html", {"case": case, **context})
