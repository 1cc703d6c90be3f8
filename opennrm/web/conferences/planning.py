"""Pages on which a case conference is planned, moved and cancelled, people are invited and the agenda is made."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as case_access
from opennrm.conferences import actions, agenda
from opennrm.conferences.permissions import CONFERENCE_HOLD
from opennrm.country.pack import pack
from opennrm.web.buttons import button
from opennrm.web.conferences.forms import AgendaForm, CancelForm, ConferenceForm, InviteForm, MoveForm
from opennrm.web.conferences.views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted, small_number


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Plan a conference about a case."""
    case = case_access.case(request.actor, case_id, as_="lead", may=CONFERENCE_HOLD)
    form, page = ConferenceForm(posted(request), case=case), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = actions.plan(case_id, **form.answers, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The conference is planned. Now say who takes part, and what about."))
            return redirect("conference-show", made.pk)
    return form_page(request, "conferences/new.html", form, {"case": case, "page": page})


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, conference_id: UUID) -> HttpResponse:
    """Let a conference be at another time or place."""
    context = opened_for(request, conference_id)
    conference, seen = context["conference"], small_number(request.POST.get("moves", ""))
    starts = conference.starts_at.astimezone(pack().zone)
    initial = {"on": starts.date(), "time": starts.time(), "way": conference.way}
    form = MoveForm(posted(request), initial={**initial, "place": context["opened"].place})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.move_to(conference_id, **form.answers, seen=seen, by=request.actor, at=timezone.now())
            messages.success(
                request,
                _("The conference was moved. We have told the invited agencies. Tell everybody else."),
            )
            return redirect("conference-show", conference_id)
    return form_page(request, "conferences/move.html", form, context)


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, conference_id: UUID) -> HttpResponse:
    """Say that a conference will not be held."""
    context = opened_for(request, conference_id)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.cancel(conference_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(
                request,
                _("The conference was cancelled. We have told the invited agencies. Tell everybody else."),
            )
            return redirect("conference-show", conference_id)
    return form_page(request, "conferences/cancel.html", form, context)


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request, conference_id: UUID) -> HttpResponse:
    """Add somebody who is invited."""
    context = opened_for(request, conference_id)
    form, page = InviteForm(posted(request)), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            added = actions.invite(conference_id, **given, page=page, by=request.actor, at=timezone.now())
            told = _("Added. We have told their agency. Its answer will appear here.")
            not_told = _("Added. Their agency does not take part in this case, so invite them yourself.")
            messages.success(request, told if added.asked_at else not_told)
            return redirect("conference-show", conference_id)
    return form_page(request, "conferences/invite.html", form, {**context, "page": page})


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_of(request: Request, conference_id: UUID) -> HttpResponse:
    """Add to the agenda what is open in the case, and what somebody writes."""
    context = opened_for(request, conference_id)
    now, page = timezone.now(), page_token(request)
    suggested = agenda.suggestions(request.actor, context["conference"], context["case"], at=now)
    form = AgendaForm(posted(request), suggestions=suggested)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            agenda.add(conference_id, **form.answers, page=page, by=request.actor, at=now)
            messages.success(request, _("The agenda has been changed."))
            return redirect("conference-show", conference_id)
    return form_page(request, "conferences/agenda.html", form, {**context, "page": page})


@requires(CONFERENCE_HOLD)
@button("conference-show", "conference_id", undone=gettext_lazy("Nothing was taken off the agenda."))
def drop(request: Request, conference_id: UUID, item_id: UUID) -> HttpResponse:
    """Take something off the agenda."""
    agenda.drop(conference_id, item_id, by=request.actor, at=timezone.now())
    messages.success(request, _("It is no longer on the agenda."))
    return redirect("conference-show", conference_id)
