"""Identification decisions: where the child's identification stands, and the next decision on it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.agencies.permissions import Permission
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.state_table import TransitionRefused
from opennrm.screening import access, actions
from opennrm.screening.states import TRANSITIONS, State
from opennrm.web.guards import requires
from opennrm.web.request import Request
from opennrm.web.screening.forms import DecisionForm


@requires(Permission.DECISION_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Where the identification stands, what was decided so far, and the next decision."""
    if request.method == "POST":
        return _decide(request, case_id)
    try:
        case = access.case_to_work_on(request.actor, case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    return _page(request, case, form=None)


def _decide(request: Request, case_id: UUID) -> HttpResponse:
    try:
        case = access.case_to_work_on(request.actor, case_id)
        form = _form(request.actor, case, request.POST)
        # Whether the role may, and whether it is still possible, the action tells apart: 403 and 409.
        form.offer(State)
        if not form.is_valid():
            return _page(request, case, form=form)
        decision = actions.decide(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
    except Case.DoesNotExist:
        raise Http404 from None
    except TransitionRefused as refused:
        return render(request, "409.html", {"refusal": refused}, status=409)
    except actions.DecisionIncomplete as incomplete:
        form.add_error(incomplete.field, str(incomplete))
        return _page(request, case, form=form)
    messages.success(request, _("Decided: %(state)s.") % {"state": State(decision.to_state).label})
    return redirect("case-show", case_id)


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
