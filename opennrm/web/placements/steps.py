"""Pages on which a placement is planned, begun, ended, visited and corrected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.country.pack import pack
from opennrm.placements import access, actions, correcting, ending, visits
from opennrm.placements.models import Placement
from opennrm.placements.permissions import PLACEMENT_KEEP
from opennrm.placements.vocabulary import MISSING
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.placements import forms
from opennrm.web.placements.views import opened_for, running_of
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted, small_number


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Record where the child is now, and since when."""
    case, page = access.case_to_place(request.actor, case_id, lock=False), page_token(request)
    is_somewhere = running_of(request.actor, case_id) is not None
    form = forms.NewForm(posted(request), is_somewhere=is_somewhere)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: Any = {"place": form.place, "since": form.moment, "ended_because": form.why_ended}
            made = actions.begin_at_once(case_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("We saved where the child is."))
            return redirect("placement-show", made.root)
    return form_page(request, "placements/new.html", form, {"case": case, "page": page})


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, case_id: UUID) -> HttpResponse:
    """Plan where the child is to stay."""
    case, page = access.case_to_place(request.actor, case_id, lock=False), page_token(request)
    form = forms.PlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: Any = {"place": form.place, "planned_from": form.cleaned_data["planned_from"]}
            made = actions.plan(case_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The placement is planned. Tell the child before the child moves."))
            return redirect("placement-show", made.root)
    return form_page(request, "placements/plan.html", form, {"case": case, "page": page})


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, placement_id: UUID) -> HttpResponse:
    """Record that the child has moved in as planned."""
    context = opened_for(request, placement_id)
    is_somewhere = running_of(request.actor, context["case"].pk) is not None
    form = forms.BeginForm(posted(request), is_somewhere=is_somewhere)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: Any = {"since": form.moment, "ended_because": form.why_ended}
            actions.begin(placement_id, **given, by=request.actor, at=timezone.now())
            messages.success(request, _("We saved that the child has moved in."))
            return redirect("placement-show", placement_id)
    return form_page(request, "placements/begin.html", form, context)


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, placement_id: UUID) -> HttpResponse:
    """Say that the child does not move in."""
    context, form = opened_for(request, placement_id), forms.CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.cancel(placement_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The placement was cancelled."))
            return redirect("placement-show", placement_id)
    return form_page(request, "placements/cancel.html", form, context)


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, placement_id: UUID) -> HttpResponse:
    """Record that the child has left."""
    context, form = opened_for(request, placement_id), forms.EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: Any = {"because": form.cleaned_data["because"], "words": form.cleaned_data["words"]}
            actor = request.actor
            ended = ending.end(placement_id, until=form.moment, **given, by=actor, at=timezone.now())
            messages.success(request, _("We saved that the child has left. Record where the child is now."))
            return redirect("placement-of-case", ended.case_id)
    return form_page(request, "placements/end.html", form, context)


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def ran_away(request: Request, placement_id: UUID) -> HttpResponse:
    """Record that the child ran away, and is missing."""
    context, form = opened_for(request, placement_id), forms.MissingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: Any = {"since": form.moment, "words": form.cleaned_data["words"]}
            missing = ending.ran_away(placement_id, **given, by=request.actor, at=timezone.now())
            messages.warning(request, _("The child is recorded as missing. Tell the police now."))
            return redirect("placement-show", missing.root)
    return form_page(request, "placements/missing.html", form, context)


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def came_back(request: Request, placement_id: UUID) -> HttpResponse:
    """Record that a missing child is back."""
    context, form = opened_for(request, placement_id), forms.BackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            is_same = form.cleaned_data["where"] == "same"
            given: Any = {"until": form.moment, "to_same_place": is_same}
            found = ending.came_back(placement_id, **given, by=request.actor, at=timezone.now())
            if is_same:
                messages.success(request, _("We saved that the child is back."))
                return redirect("placement-show", found.root)
            messages.success(request, _("We saved that the child is back. Now record where the child is."))
            return redirect("placement-new", found.case_id)
    return form_page(request, "placements/back.html", form, context)


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, placement_id: UUID) -> HttpResponse:
    """Record a visit to the child."""
    context, page = opened_for(request, placement_id), page_token(request)
    form = forms.VisitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            names = ("seen_alone", "visitor", "concerns", "child_words")
            given: Any = {name: form.cleaned_data[name] for name in names}
            at = timezone.now()
            visits.record(placement_id, visited_at=form.moment, **given, page=page, by=request.actor, at=at)
            messages.success(request, _("We saved the visit."))
            return redirect("placement-show", placement_id)
    return form_page(request, "placements/visit.html", form, {**context, "page": page})


@requires(PLACEMENT_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, placement_id: UUID) -> HttpResponse:
    """Correct where and when the child was. What was recorded before is kept."""
    context = opened_for(request, placement_id)
    placement: Placement = context["placement"]
    kind_of_form = forms.CorrectMissingForm if placement.kind == MISSING else forms.CorrectForm
    initial = _initial(placement, context["words"])
    form = kind_of_form(posted(request), end_reason=placement.end_reason, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            seen = small_number(request.POST.get("version", ""))
            given, by = form.answers, request.actor
            correcting.correct(placement_id, **given, seen=seen, by=by, at=timezone.now())
            messages.success(request, _("We saved the correction."))
            return redirect("placement-show", placement_id)
    return form_page(request, "placements/correct.html", form, context)


def _initial(placement: Placement, words: Any) -> dict[str, Any]:
    """What the page that corrects a placement shows of it."""
    columns = ("kind", "basis", "siblings", "no_view", "planned_to", "end_reason")
    initial = {**words, **{name: getattr(placement, name) for name in columns}}
    times = (("on", "time", placement.since), ("until_on", "until_time", placement.until))
    for day, time, moment in times:
        if moment is not None:
            local = moment.astimezone(pack().zone)
            initial |= {day: local.date(), time: local.time()}
    return initial
