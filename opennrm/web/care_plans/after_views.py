"""Pages on leaving care, and on how the child is after the case was closed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.care_plans import access, following_up, leaving
from opennrm.care_plans.after_care import FollowUp, FollowUpTry
from opennrm.care_plans.permissions import CARE_VIEW, CARE_WRITE
from opennrm.care_plans.states import FollowUpState, YesNo
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.access import fetch
from opennrm.foundation.refusals import NotThere
from opennrm.web.buttons import button
from opennrm.web.care_plans import papers
from opennrm.web.care_plans.after_forms import FoundForm, GiveUpForm, LeavingForm, TryForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted


@requires(CARE_VIEW)
@require_safe
def leaving_care(request: Request, case_id: UUID) -> HttpResponse:
    """When the young person comes of age, and how ready they are."""
    case = access.case_to_read(request.actor, case_id)
    found = leaving.open_leaving(request.actor, case, at=timezone.now())
    writes = request.actor.may(CARE_WRITE) and case.closed_at is None
    return render(request, "care_plans/leaving.html", {"case": case, "leaving": found, "may_write": writes})


@requires(CARE_VIEW)
@require_safe
def profile(request: Request, case_id: UUID) -> HttpResponse:
    """What a young person takes along who leaves care."""
    case = access.case_to_read(request.actor, case_id)
    found = leaving.open_leaving(request.actor, case, at=timezone.now())
    return papers.answered(papers.leaving_profile(found))


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_step(request: Request, case_id: UUID, item: str) -> HttpResponse:
    """Say how ready one thing is."""
    case = access.case_to_write(request.actor, case_id, lock=False)
    if item not in pack().codes("leaving_care_items"):
        raise NotThere
    form, page = LeavingForm(posted(request)), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said = {**form.cleaned_data, "page": page, "by": request.actor, "at": timezone.now()}
            leaving.say(case_id, item=item, **said)
            messages.success(request, _("It was saved how ready this is."))
            return redirect("leaving-care", case_id)
    context = {"case": case, "page": page, "title": title_of("leaving_care_items", item)}
    return form_page(request, "care_plans/leaving_step.html", form, context)


@requires(CARE_VIEW)
@require_safe
def follow_ups(request: Request, case_id: UUID) -> HttpResponse:
    """When somebody asks how the child is, and what they learned."""
    case = access.case_to_read(request.actor, case_id)
    rows = [_in_words(request, row) for row in following_up.follow_ups(request.actor, case_id)]
    context = {
        "case": case,
        "rows": rows,
        "may_write": request.actor.may(CARE_WRITE),
        "least": pack().care.follow_up_tries,
        "today": timezone.localdate(timezone=pack().zone),
    }
    return render(request, "care_plans/follow_ups.html", context)


def _in_words(request: Request, row: FollowUp) -> dict[str, Any]:
    tried = FollowUpTry.objects.visible_to(request.actor).filter(follow_up=row)
    (said,) = access.opened_fields(request.actor, row, "words")
    return {
        "row": row,
        "words": said,
        "is_due": row.state == FollowUpState.DUE,
        "is_known": row.state in (FollowUpState.REACHED, FollowUpState.NOT_REACHED),
        "is_bad": row.re_exploited == YesNo.YES or row.safe == YesNo.NO,
        "tries": [
            (each, access.opened_fields(request.actor, each, "words")[0])
            for each in tried.select_related("recorded_by__account").order_by("tried_on", "recorded_at")
        ],
    }


def _of(request: Request, follow_up_id: UUID) -> dict[str, Any]:
    row = fetch(FollowUp.objects.visible_to(request.actor), pk=follow_up_id)
    return {"case": access.case_to_write(request.actor, row.case_id, lock=False), "row": row}


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def try_to_reach(request: Request, follow_up_id: UUID) -> HttpResponse:
    """Record that somebody tried to reach the child."""
    context, page = _of(request, follow_up_id), page_token(request)
    form = TryForm(posted(request), today=timezone.localdate(timezone=pack().zone))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said = {**form.cleaned_data, "page": page, "by": request.actor, "at": timezone.now()}
            following_up.try_to_reach(follow_up_id, **said)
            messages.success(request, _("It was saved that you tried."))
            return redirect("follow-ups", context["case"].pk)
    return form_page(request, "care_plans/follow_up_try.html", form, {**context, "page": page})


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: Request, follow_up_id: UUID) -> HttpResponse:
    """Record how the child is."""
    context, form = _of(request, follow_up_id), FoundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            following_up.reach(follow_up_id, found=form.found, by=request.actor, at=timezone.now())
            messages.success(request, _("It was saved how the child is."))
            return redirect("follow-ups", context["case"].pk)
    return form_page(request, "care_plans/follow_up_reach.html", form, context)


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: Request, follow_up_id: UUID) -> HttpResponse:
    """Record that the child was not reached."""
    context, form = _of(request, follow_up_id), GiveUpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            following_up.give_up(follow_up_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("It was saved that the child was not reached."))
            return redirect("follow-ups", context["case"].pk)
    return form_page(request, "care_plans/follow_up_give_up.html", form, context)


@requires(CARE_WRITE)
@button("follow-ups", "case_id", undone=gettext_lazy("The follow-up was not finished."))
def finish(request: Request, case_id: UUID, follow_up_id: UUID) -> HttpResponse:
    """Record that nothing more follows from what was learned."""
    row = following_up.finish(follow_up_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The follow-up is finished."))
    return redirect("follow-ups", row.case_id)
