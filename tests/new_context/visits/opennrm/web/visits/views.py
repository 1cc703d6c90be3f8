"""The page on which a visit is recorded."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from opennrm.visits import actions
from opennrm.visits.permissions import VISIT_RECORD
from opennrm.web.visits.forms import VisitForm

from opennrm.cases import access as case_access
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(VISIT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Record a visit."""
    case = case_access.case(request.actor, case_id, as_="lead", may=VISIT_RECORD)
    form = VisitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.record(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The visit has been recorded."))
            return redirect("case-show", case_id)
    return form_page(request, "visits/new.html", form, {"case": case})
