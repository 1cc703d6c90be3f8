"""Printing a summary of a case, and the summaries that were printed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.pages import page_of
from opennrm.printing import access
from opennrm.printing.permissions import CASE_PRINT
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.printing import making, sections, words
from opennrm.web.printing.forms import PrintForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

PRINTOUTS_A_PAGE = 25


@requires(CASE_PRINT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Choose what to print of a case, and print it."""
    standing = access.case_to_print(request.actor, case_id, event="case.viewed")
    offered = sections.offered(request.actor, standing.case, leads=standing.leads)
    form = PrintForm(posted(request), offered=offered)
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="sections"):
            printout = making.make(case_id, form.order, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The summary is ready. Download it, then print it."))
            return redirect("printout-show", case_id, printout.pk)
    return form_page(request, "printing/new.html", form, {"case": standing.case, "page": page})


@requires(CASE_PRINT)
@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    """The printed summaries of a case, newest first."""
    standing = access.case_to_print(request.actor, case_id, event="printouts.listed")
    found = access.printouts_of(request.actor, case_id)
    page = page_of(found, ("-printed_at", "id"), page_asked(request), size=PRINTOUTS_A_PAGE)
    context = {
        "case": standing.case,
        "printouts": [words.of_list(printout) for printout in page.rows],
        "page": page,
        "query": request.GET.urlencode(),
    }
    return render(request, "printing/list.html", context)


@requires(CASE_PRINT)
@require_safe
def show(request: Request, case_id: UUID, printout_id: UUID) -> HttpResponse:
    """What a summary was printed for, for whom, by whom and when, and the button to download it."""
    standing, opened = access.printout_to_read(request.actor, case_id, printout_id, at=timezone.now())
    context = {"case": standing.case, "opened": opened, "row": words.of_list(opened.printout)}
    return render(request, "printing/show.html", context)


@requires(CASE_PRINT)
@button("printout-show", "case_id", "printout_id", undone=gettext_lazy("The summary was not downloaded."))
def download(request: Request, case_id: UUID, printout_id: UUID) -> HttpResponse:
    """Download a printed summary, as it was kept."""
    opened = access.download(request.actor, case_id, printout_id)
    sections.require_all(request.actor, opened.printout)
    headers = {
        "Content-Disposition": f'attachment; filename="{opened.printout.number.lower()}.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(opened.content, content_type=PDF, headers=headers)
