"""How the child of a case is cared for, on one page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.care_plans import access, queries
from opennrm.care_plans.permissions import CARE_VIEW, CARE_WRITE
from opennrm.care_plans.states import PlanState
from opennrm.web.care_plans import words
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(CARE_VIEW)
@require_safe
def care(request: Request, case_id: UUID) -> HttpResponse:
    """Safety, needs and the plan, with what can be done about each."""
    case = access.case_to_read(request.actor, case_id)
    found = queries.open_care(request.actor, case)
    being_written = next((plan for plan in found.plans if plan.state in words.BEING_WRITTEN), None)
    in_force = next((plan for plan in found.plans if plan.state == PlanState.ACTIVE), None)
    context = {
        "case": case,
        "care": found,
        "safety": [words.of_safety(each) for each in found.safety],
        "needs": [words.of_needs(each) for each in found.needs],
        "being_written": being_written,
        "in_force": in_force,
        "may_write": request.actor.may(CARE_WRITE) and case.closed_at is None,
        "now": timezone.now(),
    }
    return render(request, "care_plans/care.html", context)
