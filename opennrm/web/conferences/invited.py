"""Pages of an agency that is invited to a case conference: what it may read, and what it says and does."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.conferences import access, guests, queries
from opennrm.conferences.permissions import CONFERENCE_ATTEND, CONFERENCE_HOLD
from opennrm.conferences.states import State
from opennrm.web.buttons import button
from opennrm.web.conferences.forms import AnswerForm, ProposeForm, ReportForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted, small_number


def _opened(request: Request, conference_id: UUID) -> dict[str, Any]:
    """The variables of every page about one invitation."""
    opened = queries.open_invitation(request.actor, conference_id)
    state = opened.conference.state
    return {
        "opened": opened,
        "conference": opened.conference,
        "case": opened.case,
        "people": [(each, who, opened.answers.get(each.pk)) for each, who in opened.invited],
        "is_planned": state == State.PLANNED,
        "is_held": state == State.HELD,
        "minutes": opened.minutes[0] if opened.minutes else None,
    }


@requires(CONFERENCE_ATTEND)
@require_safe
def show(request: Request, conference_id: UUID) -> HttpResponse:
    """When and where it is, what about, and what was agreed, as far as the agency may know."""
    return render(request, "conferences/invitation.html", _opened(request, conference_id))


@requires(CONFERENCE_ATTEND)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, conference_id: UUID) -> HttpResponse:
    """Say who comes."""
    context, page = _opened(request, conference_id), page_token(request)
    opened = context["opened"]
    said = {f"coming_{pk}": answered.coming for pk, (answered, _words) in opened.answers.items()}
    form = AnswerForm(posted(request), invited=opened.invited, initial=said)
    if request.method == "POST" and form.is_valid():
        seen, given = small_number(request.POST.get("moves", "")), form.answers
        with refusals_on(form):
            guests.answer(conference_id, **given, seen=seen, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("We have told the agency that leads the case."))
            return redirect("conference-invitation", conference_id)
    return form_page(request, "conferences/answer.html", form, {**context, "page": page})


@requires(CONFERENCE_ATTEND)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, conference_id: UUID) -> HttpResponse:
    """Propose something for the agenda."""
    context, page = _opened(request, conference_id), page_token(request)
    form = ProposeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            guests.propose(conference_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("Your proposal is on the agenda. The lead agency can read it."))
            return redirect("conference-invitation", conference_id)
    return form_page(request, "conferences/propose.html", form, {**context, "page": page})


@requires(CONFERENCE_ATTEND)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, conference_id: UUID, action_id: UUID) -> HttpResponse:
    """Say that the agency has done what was agreed."""
    found = access.action_to_report(request.actor, conference_id, action_id, lock=False)
    context = _opened(request, conference_id)
    text = next(text for action, text in context["opened"].actions if action.pk == action_id)
    form = ReportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            guests.report(conference_id, action_id, **given, by=request.actor, at=timezone.now())
            messages.success(request, _("We have told the agency that leads the case that this is done."))
            return redirect("conference-invitation", conference_id)
    return form_page(request, "conferences/report.html", form, {**context, "action": found, "text": text})


@requires(CONFERENCE_HOLD)
@button("conference-show", "conference_id", undone=gettext_lazy("Nobody was told."))
def ask(request: Request, conference_id: UUID, participant_id: UUID) -> HttpResponse:
    """Invite the agency of somebody who was added before it took part in the case."""
    guests.ask(conference_id, participant_id, by=request.actor, at=timezone.now())
    messages.success(request, _("We have told their agency. It can see when and where you meet."))
    return redirect("conference-show", conference_id)
