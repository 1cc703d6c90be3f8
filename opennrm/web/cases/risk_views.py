"""How great the risk to a child is: the newest level, and how it was assessed before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.cases import access, risk
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.titles import title_of
from opennrm.foundation.refusals import NotAllowed
from opennrm.web.cases.forms import RiskForm
from opennrm.web.cases.words import risk_shown
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: Request, case_id: UUID) -> HttpResponse:
    """Every assessment of the risk with its reason, and a form for the next one."""
    case = access.case(request.actor, case_id, event=None)
    leads = access.leads(request.actor, case)
    if request.method == "POST" and not leads:
        raise NotAllowed
    form: Any = RiskForm(posted(request)) if leads else None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            risk.assess(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The risk has been recorded."))
            return redirect("case-show", case_id)
    history = [
        {"assessment": each, "title": title_of("risk_levels", each.level)}
        for each in risk.open_history(request.actor, case)
    ]
    context = {"case": case, "history": history, "risk": risk_shown(case.risk)}
    return form_page(request, "cases/risk.html", form, context)
