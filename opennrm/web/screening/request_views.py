"""Asking another agency for a decision on the identification, and withdrawing that."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.screening import access, requests
from opennrm.screening.models import Identification
from opennrm.screening.permissions import DECISION_MAKE, SCREENING_DO
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.request import Request, posted
from opennrm.web.screening.forms import AskForm


@requires(SCREENING_DO, DECISION_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Which agencies can make the next decision and what they would see; ask one of them."""
    case = case_access.case(request.actor, case_id, as_="lead")
    identification = access.identification_of(request.actor, case)
    form = AskForm(posted(request), bodies=requests.bodies_to_ask(case, identification))
    if request.method == "POST" and form.is_valid():
        agency_id = UUID(form.cleaned_data["agency"])
        requests.ask(case_id, agency_id=agency_id, by=request.actor, at=timezone.now())
        messages.success(request, _("The agency has been asked. Its deciding team can see the case now."))
        return redirect("case-show", case_id)
    return form_page(request, "screening/ask.html", form, _contents(request, case, identification))


def _contents(request: Request, case: Case, identification: Identification) -> dict:
    """The variables of screening/ask.html: the request that waits, or the form for a new one."""
    waiting = access.request_of(request.actor, case.pk)
    lapsed = waiting is not None and waiting.has_lapsed(timezone.now())
    return {
        "case": case,
        "waiting": None if lapsed else waiting,
        "identification": identification,
        "days": pack().identification.request_days,
    }


@requires(SCREENING_DO, DECISION_MAKE)
@button("decision-ask", "case_id", undone=gettext_lazy("The request was not withdrawn."))
def withdraw(request: Request, case_id: UUID) -> HttpResponse:
    """Ask no longer for the decision that another agency was asked for."""
    requests.withdraw(case_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The request was withdrawn. The agency can no longer see the case."))
    return redirect("case-show", case_id)
