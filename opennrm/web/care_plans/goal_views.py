"""Pages of the goals of a plan and of what is done for them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.audit import actions as audit
from opennrm.care_plans import access, goals
from opennrm.care_plans.models import Goal
from opennrm.care_plans.permissions import CARE_WRITE
from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.web.buttons import button
from opennrm.web.care_plans.plan_forms import ActionForm, GoalForm, LinkForm, ResultForm
from opennrm.web.care_plans.plan_views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted


def _of_goal(request: Request, goal: Goal) -> dict[str, Any]:
    """What the pages of a goal show: its words, and the newest version of the plan."""
    case = access.case_to_write(request.actor, goal.case_id, lock=False)
    plan = access.plans(request.actor, case.pk).first()
    audit.record("plan.opened", subject=plan, right=case_access.right_of(request.actor, case))
    (said,) = access.opened_fields(request.actor, goal, "words")
    return {"case": case, "plan": plan, "goal": goal, "goal_words": said}


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_goal(request: Request, plan_id: UUID) -> HttpResponse:
    """Add a goal."""
    context = opened_for(request, plan_id)
    form, page = GoalForm(posted(request)), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            goals.add_goal(plan_id, said=form.said, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The goal was added. Now say what is done for it."))
            return redirect("plan-show", plan_id)
    return form_page(request, "care_plans/goal.html", form, {**context, "page": page})


@requires(CARE_WRITE)
@button("plan-show", "plan_id", undone=gettext_lazy("The goal was not left out."))
def drop_goal(request: Request, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """Leave a goal out of the version that is being written."""
    goals.drop_goal(goal_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The goal is left out. Earlier versions of the plan keep it."))
    return redirect("plan-show", plan_id)


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request: Request, goal_id: UUID) -> HttpResponse:
    """Add something that is done for a goal."""
    context = _of_goal(request, fetch(access.goals(request.actor), pk=goal_id))
    referrals = access.referrals_of(request.actor, context["case"].pk)
    form, page = ActionForm(posted(request), referrals=referrals), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            goals.add_action(goal_id, said=form.said, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The action was added."))
            return redirect("plan-show", context["plan"].pk)
    return form_page(request, "care_plans/action.html", form, {**context, "page": page})


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def set_result(request: Request, action_id: UUID) -> HttpResponse:
    """Say what became of an action."""
    action = fetch(access.actions(request.actor).select_related("goal"), pk=action_id)
    context = _of_goal(request, action.goal)
    (said,) = access.opened_fields(request.actor, action, "words")
    form = ResultForm(posted(request), initial={"on": timezone.localdate(timezone=pack().zone)})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            goals.set_result(action_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("It was recorded what became of this."))
            return redirect("plan-show", context["plan"].pk)
    return form_page(request, "care_plans/result.html", form, {**context, "action_words": said})


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, action_id: UUID) -> HttpResponse:
    """Say by which referral a service does something."""
    action = fetch(access.actions(request.actor).select_related("goal"), pk=action_id)
    context = _of_goal(request, action.goal)
    (said,) = access.opened_fields(request.actor, action, "words")
    form = LinkForm(posted(request), referrals=access.referrals_of(request.actor, action.case_id))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            goals.link(action_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The service can now read this action and its goal."))
            return redirect("plan-show", context["plan"].pk)
    return form_page(request, "care_plans/link.html", form, {**context, "action_words": said})
