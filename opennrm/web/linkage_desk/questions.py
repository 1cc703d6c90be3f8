"""The pages on which whoever leads a case answers the linkage desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies.models import Agency
from opennrm.cases import deadlines
from opennrm.cases.models import Participation
from opennrm.cases.permissions import CASE_VIEW
from opennrm.contexts import vocabulary
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.linkage import answers, desk_access
from opennrm.linkage.models import LinkRequest
from opennrm.linkage.permissions import LINK_ANSWER
from opennrm.linkage.states import RequestState
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.linkage_desk.forms import AgreeForm, RefuseForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted

TONES = {RequestState.ASKED: "warn", RequestState.AGREED: "good", RequestState.REFUSED: "danger"}


@requires(CASE_VIEW)
@require_safe
def show(request: Request, request_id: UUID) -> HttpResponse:
    """What the desk asks about a case, and what was answered."""
    actor, at = request.actor, timezone.now()
    asked = answers.to_read(actor, request_id)
    is_waiting = asked.state == RequestState.ASKED
    context = {
        "asked": asked,
        "case": asked.case,
        "tone": TONES[RequestState(asked.state)],
        "is_waiting": is_waiting,
        "may_answer": is_waiting and actor.may(LINK_ANSWER),
        "deadline": deadlines.of_matters(actor, [asked.pk], at=at).get(asked.pk),
        "agency": _agency_of(actor, asked),
        "shown": [str(words) for scope, words in vocabulary().scopes.items() if scope in asked.scopes],
        "now": at,
    }
    return render(request, "linkage_desk/question.html", context)


def _agency_of(actor: Actor, asked: LinkRequest) -> Agency | None:
    """The agency that sees the case since the lead has agreed."""
    if asked.principal is None:
        return None
    parts = Participation.objects.visible_to(actor).filter(case_id=asked.case_id, principal=asked.principal)
    part = parts.select_related("agency").first()
    return part.agency if part else None


@requires(LINK_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, request_id: UUID) -> HttpResponse:
    """Let the other agency know, and choose what it sees."""
    asked = desk_access.request_of_lead(request.actor, request_id)
    scopes = pack().shown_if_linked(request.actor.agency_kind)
    form = AgreeForm(posted(request), scopes=scopes)
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
