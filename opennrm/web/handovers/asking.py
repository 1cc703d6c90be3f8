"""The page on which another agency is asked to take over a case."""

import uuid
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.cases.models import Case
from opennrm.country.titles import title_of
from opennrm.handovers import access, actions
from opennrm.handovers.permissions import HANDOVER_ASK
from opennrm.handovers.terms import CannotHandOver, receivers_of, times_from
from opennrm.web.design.wizard import Answer, Answered, Stage, stage_of
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.handovers.forms import AskForm
from opennrm.web.handovers.words import what_is_kept
from opennrm.web.referrals.words import summary_of
from opennrm.web.refusals import on_refusal, refusals_on, shows
from opennrm.web.request import Request, posted
from opennrm.web.templatetags.design import moment


@requires(HANDOVER_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(CannotHandOver, shows("handovers/cannot.html"))
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask another agency to lead the case: which one, why, and what it has to know; then check, and send."""
    at = timezone.now()
    case = access.case_to_hand_over(request.actor, case_id)
    form = AskForm(posted(request), receivers=receivers_of(case), initial={"form_token": uuid.uuid4()})
    stage = stage_of(request, form)
    if stage is Stage.SENDING:
        with refusals_on(form):
            return _send(request, case, form, at=at)
    context = {"case": case, "summary": summary_of(case), "kept": what_is_kept(case.lead_agency.kind)}
    if stage is Stage.CHECKING:
        context["answered"] = [Answered(answers=_to_check(form, at=at))]
        return render(request, "handovers/check.html", {**context, "form": form})
    waiting = access.waiting_in(request.actor, case_id)
    context["waiting"] = waiting if waiting and not waiting.has_lapsed(at) else None
    return form_page(request, "handovers/ask.html", form, context)


def _send(request: Request, case: Case, form: AskForm, *, at: datetime) -> HttpResponse:
    given = {**form.cleaned_data}
    agency_id = UUID(given.pop("agency"))
    handover = actions.ask(case.pk, agency_id=agency_id, by=request.actor, at=at, **given)
    messages.success(request, _("The agency has been asked. Your agency leads the case until it accepts."))
    return redirect("handover-show", handover.pk)


def _to_check(form: AskForm, *, at: datetime) -> list[Answer]:
    given = form.cleaned_data
    return [
        Answer(label=_("Agency"), value=form.in_words("agency", given["agency"])),
        Answer(label=_("Reason"), value=title_of("handover_reasons", given["reason"])),
        Answer(label=_("What the agency needs to know"), value=given["summary"]),
        Answer(label=_("Answer expected by"), value=moment(times_from(at).due_at)),
    ]
