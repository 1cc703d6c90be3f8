"""Why a case is urgent, and comments on what was reported: for whoever works on the case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as cases
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.concerns import comments, dangers
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.web.concerns.case_forms import CommentForm, DangerEndForm, DangerForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def urgency(request: Request, case_id: UUID) -> HttpResponse:
    """The urgent dangers to a child, and a form to record another one."""
    actor = request.actor
    case = cases.case(actor, case_id, event=None)
    if not dangers.shows_dangers(actor, case):
        raise NotThere
    leads = cases.leads(actor, case)
    if request.method == "POST" and not leads:
        raise NotAllowed
    known = dangers.present_in(actor, [case_id]).get(case_id, [])
    form = DangerForm(posted(request), known=known) if leads else None
    if request.method == "POST" and form and form.is_valid():
        with refusals_on(form):
            dangers.add(case_id, **form.cleaned_data, by=actor, at=timezone.now())
            messages.success(request, _("The danger has been recorded. The case is urgent."))
            return redirect("case-show", case_id)
    return form_page(
        request, "concerns/urgency.html", form, {"case": case, "leads": leads, **_listed(actor, case)}
    )


def _listed(actor: Actor, case: Any) -> dict[str, Any]:
    codes = pack().codes("urgent_dangers")
    found = [
        {
            "danger": danger,
            "title": title_of("urgent_dangers", danger.code),
            "advice": codes[danger.code].advice if danger.code in codes else "",
            "is_over": danger.ended_at is not None,
        }
        for danger in dangers.open_dangers(actor, case)
    ]
    return {
        "present": [each for each in found if not each["is_over"]],
        "over": [each for each in found if each["is_over"]],
    }


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, case_id: UUID, danger_id: UUID) -> HttpResponse:
    """Say that an urgent danger is over, and how it ended."""
    case, danger = dangers.danger_to_end(request.actor, case_id, danger_id)
    form = DangerEndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            dangers.end(case_id, danger_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("We have recorded that this danger is over."))
            return redirect("case-show", case_id)
    title = title_of("urgent_dangers", danger.code)
    return form_page(request, "concerns/danger_end.html", form, {"case": case, "title": title})


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: Request, case_id: UUID) -> HttpResponse:
    """Write a comment beside what was reported."""
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    form = CommentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            comments.comment(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("Your comment has been saved. It appears beside what was reported."))
            return redirect("case-show", case_id)
    return form_page(request, "concerns/comment.html", form, {"case": case})
