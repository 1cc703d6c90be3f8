"""The pages on which whoever leads a case answers the linkage desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import deadlines
from opennrm.cases.permissions import CASE_VIEW
from opennrm.contexts import vocabulary
from opennrm.country.pack import pack
from opennrm.linkage import answers, desk_access, parts
from opennrm.linkage.permissions import LINK_ANSWER
from opennrm.linkage.states import RequestState
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.linkage_desk.forms import AgreeForm, EndForm, RefuseForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted

TONES = {
    RequestState.ASKED: "warn",
    RequestState.AGREED: "good",
    RequestState.BY_LAW: "neutral",
    RequestState.REFUSED: "danger",
    RequestState.ENDED: "neutral",
}


@requires(CASE_VIEW)
@require_safe
def show(request: Request, request_id: UUID) -> HttpResponse:
    """What the desk asks about a case, and what was answered."""
    actor, at = request.actor, timezone.now()
    asked = answers.to_read(actor, request_id)
    is_waiting, part = asked.state == RequestState.ASKED, parts.of_question(actor, asked)
    context = {
        "asked": asked,
        "case": asked.case,
        "tone": TONES[RequestState(asked.state)],
        "is_waiting": is_waiting,
        "may_answer": is_waiting and actor.may(LINK_ANSWER),
        "deadline": deadlines.of_matters(actor, [asked.pk], at=at).get(asked.pk),
        "part": part,
        "may_end": actor.may(LINK_ANSWER) and part is not None and parts.still_shows(part, at),
        "shown": [str(words) for scope, words in vocabulary().scopes.items() if scope in asked.scopes],
        "now": at,
    }
    return render(request, "linkage_desk/question.html", context)


@requires(LINK_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, request_id: UUID) -> HttpResponse:
    """Let the other agency know, and choose what it sees."""
    asked = desk_access.request_of_lead(request.actor, request_id)
    scopes = pack().shown_if_linked(request.actor.agency_kind)
    form = AgreeForm(posted(request), scopes=[] if asked.outside_id else scopes)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            answers.agree(request_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("You have agreed. We will tell the other agency within a minute."))
            return redirect("link-request-show", request_id)
    return form_page(request, "linkage_desk/agree.html", form, {"asked": asked})


@requires(LINK_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, request_id: UUID) -> HttpResponse:
    """Refuse, and say why."""
    asked = desk_access.request_of_lead(request.actor, request_id)
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            answers.refuse(request_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(
                request,
                _(
                    "You have refused. The linkage desk can read your reason. We do not tell the other agency anything."
                ),
            )
            return redirect("link-request-show", request_id)
    return form_page(request, "linkage_desk/refuse.html", form, {"asked": asked})


@requires(LINK_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, request_id: UUID) -> HttpResponse:
    """End that the other agency sees something of the case."""
    asked = desk_access.request_of_lead(request.actor, request_id)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            answers.end(request_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The other agency can no longer see the case. We have told it."))
            return redirect("link-request-show", request_id)
    part = parts.of_question(request.actor, asked)
    return form_page(request, "linkage_desk/end.html", form, {"asked": asked, "part": part})
