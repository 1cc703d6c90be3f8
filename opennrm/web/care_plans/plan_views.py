"""Pages of a plan: begun, read, proposed, decided on, given to the child, printed, reviewed and ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.care_plans import access, planning, queries, reviewing
from opennrm.care_plans.permissions import CARE_AGREE, CARE_VIEW, CARE_WRITE
from opennrm.care_plans.states import CopyGiven, PlanState
from opennrm.country.pack import pack
from opennrm.foundation.refusals import Refused
from opennrm.web.care_plans import papers, words
from opennrm.web.care_plans.plan_forms import (
    AGREE,
    BeginForm,
    CopyForm,
    DecideForm,
    EndForm,
    ProposeForm,
    ReviewForm,
)
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

ON_PAPER = (CopyGiven.TEXT, CopyGiven.PICTURES)


def opened_for(request: Request, plan_id: UUID) -> dict:
    """What the pages of a plan show of it."""
    case, plan = access.plan_to_read(request.actor, plan_id)
    return {"case": case, "plan": plan, "opened": queries.open_plan(request.actor, plan)}


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Begin a version of the plan, or go on with the one that is being written."""
    case = access.case_to_write(request.actor, case_id, lock=False)
    versions = access.plans(request.actor, case_id)
    form = BeginForm(posted(request), is_first=not versions.exists())
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            plan = planning.begin(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            return redirect("plan-show", plan.pk)
    context = {"case": case, "being_written": versions.being_written().first()}
    return form_page(request, "care_plans/begin.html", form, context)


@requires(CARE_VIEW)
@require_safe
def show(request: Request, plan_id: UUID) -> HttpResponse:
    """One version of a plan with its goals, and what can be done with it."""
    context = opened_for(request, plan_id)
    case, plan = context["case"], context["plan"]
    writes = request.actor.may(CARE_WRITE) and case.closed_at is None
    context |= {
        "tone": words.PLAN_TONES[PlanState(plan.state)],
        "is_draft": writes and plan.state == PlanState.DRAFT,
        "is_active": writes and plan.state == PlanState.ACTIVE,
        "sets_results": writes and plan.state != PlanState.SUPERSEDED,
        "decides": plan.state == PlanState.PROPOSED and access.may_agree(request.actor, plan),
        "may_end": plan.state == PlanState.ACTIVE
        and request.actor.may(CARE_AGREE)
        and case.closed_at is None,
        "has_paper": plan.state == PlanState.ACTIVE and plan.copy_given in ON_PAPER,
        "reviews": queries.open_reviews(request.actor, plan),
        "outcomes": words.outcomes(plan.outcomes),
        "review_due": reviewing.due_at(request.actor, case.pk) if plan.state == PlanState.ACTIVE else None,
    }
    return render(request, "care_plans/plan.html", context)


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, plan_id: UUID) -> HttpResponse:
    """Ask a supervisor to agree."""
    context = opened_for(request, plan_id)
    form = ProposeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            planning.propose(plan_id, view=form.view, by=request.actor, at=timezone.now())
            messages.success(request, _("A supervisor has been asked to agree to the plan."))
            return redirect("plan-show", plan_id)
    return form_page(request, "care_plans/propose.html", form, context)


@requires(CARE_AGREE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, plan_id: UUID) -> HttpResponse:
    """Agree to a plan, or send it back."""
    context = opened_for(request, plan_id)
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said = {"words": form.cleaned_data["words"], "by": request.actor, "at": timezone.now()}
            if form.cleaned_data["decision"] == AGREE:
                planning.agree(plan_id, **said)
                messages.success(request, _("The plan is in force."))
            else:
                planning.send_back(plan_id, **said)
                messages.success(request, _("The plan was sent back."))
            return redirect("plan-show", plan_id)
    context["may_agree"] = access.may_agree(request.actor, context["plan"])
    return form_page(request, "care_plans/decide.html", form, context)


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request, plan_id: UUID) -> HttpResponse:
    """Record which copy the child got."""
    context = opened_for(request, plan_id)
    today = timezone.localdate(timezone=pack().zone)
    form = CopyForm(posted(request), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            planning.give_copy(plan_id, **form.answers, by=request.actor, at=timezone.now())
            messages.success(request, _("It was recorded what the child got."))
            return redirect("plan-show", plan_id)
    return form_page(request, "care_plans/copy.html", form, context)


@requires(CARE_AGREE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, plan_id: UUID) -> HttpResponse:
    """End the plan in force."""
    context = opened_for(request, plan_id)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            planning.end(plan_id, **form.answers, by=request.actor, at=timezone.now())
            messages.success(request, _("The plan has ended."))
            return redirect("plan-show", plan_id)
    return form_page(request, "care_plans/end.html", form, context)


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_review(request: Request, plan_id: UUID) -> HttpResponse:
    """Record a review."""
    context = opened_for(request, plan_id)
    now, page = timezone.now(), page_token(request)
    today = timezone.localdate(now, timezone=pack().zone)
    goals = [(each.goal.pk, each.words) for each in context["opened"].goals]
    form = ReviewForm(posted(request), goals=goals, today=today, initial={"held_on": today})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reviewing.hold(plan_id, held=form.held, page=page, by=request.actor, at=now)
            messages.success(request, _("The review was saved."))
            return redirect("plan-show", plan_id)
    return form_page(request, "care_plans/review.html", form, {**context, "page": page})


@requires(CARE_WRITE)
@require_safe
def for_child(request: Request, plan_id: UUID) -> HttpResponse:
    """The plan in words and pictures, once it was asked whether it is safe for the child to have it."""
    context = opened_for(request, plan_id)
    if context["plan"].copy_given not in ON_PAPER:
        raise Refused(_("Ask the child first whether it is safe to have a copy, and record the answer."))
    return papers.answered(papers.plan_for_child(context["opened"]))


@requires(CARE_VIEW)
@require_safe
def for_services(request: Request, plan_id: UUID) -> HttpResponse:
    """The plan for those who help."""
    context = opened_for(request, plan_id)
    return papers.answered(papers.plan_for_services(context["opened"], at=timezone.now()))
