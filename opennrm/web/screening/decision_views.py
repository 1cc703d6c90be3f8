"""Identification decisions: where the child's identification stands, and the next decision on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.agencies.permissions import Permission
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.screening import access, actions
from opennrm.screening.states import TRANSITIONS, State
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request
from opennrm.web.screening.forms import DecisionForm


@requires(Permission.DECISION_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Where the identification stands, what was decided so far, and the next decision."""
    if request.method == "POST":
        return _decide(request, case_id)
    case = case_access.case(request.actor, case_id, as_="lead")
    return _page(request, case, form=None)


def _decide(request: Request, case_id: UUID) -> HttpResponse:
    case = case_access.case(request.actor, case_id, as_="lead")
    form = _form(request.actor, case, request.POST)
    # Whether the role may, and whether it is still possible, the action tells apart: 403 and 409.
    form.offer(State)
    if form.is_valid():
        with refusals_on(form):
            decision = actions.decide(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("Decided: %(state)s.") % {"state": State(decision.to_state).label})
            return redirect("case-show", case_id)
    return _page(request, case, form=form)


def _form(actor: Actor, case: Case, data) -> DecisionForm:
    identification = access.identification_of(actor, case)
    return DecisionForm(
        data,
        seen=State(identification.state),
        opened_on=timezone.localdate(case.opened_at, timezone=pack().zone),
        today=timezone.localdate(timezone=pack().zone),
    )


def _page(request: Request, case: Case, *, form: DecisionForm | None) -> HttpResponse:
    identification = access.identification_of(request.actor, case)
    open_decisions = access.decisions_open_to(request.actor, identification)
    form = form or _form(request.actor, case, None)
    form.offer(open_decisions)
    context = {
        "case": case,
        "identification": identification,
        "form": form if open_decisions else None,
        "others_may": [state.label for state in State if state in TRANSITIONS[State(identification.state)]],
        "decisions": access.open_decisions(request.actor, case),
        "newest_screening": access.screenings_of(request.actor, case.pk).first(),
    }
    return render(request, "screening/decision.html", context)
