"""Pages on which a recording changes hands, is kept for somebody, explained, and destroyed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.custody import access, keeping
from opennrm.custody.permissions import COPY_ORDER, CUSTODY_KEEP
from opennrm.web.buttons import button
from opennrm.web.custody.forms import FindingForm, HoldForm, OfferForm
from opennrm.web.custody.views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@requires(CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def offer(request: Request, recording_id: UUID) -> HttpResponse:
    """Ask another custodian to take a recording."""
    context = _of_custodian(request, recording_id)
    form = OfferForm(posted(request), people=access.custodians_besides(request.actor, context["recording"]))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            to = UUID(form.cleaned_data["to"])
            keeping.offer(recording_id, to=to, by=request.actor, at=timezone.now())
            messages.success(request, _("We have told them. You keep the recording until they agree."))
            return redirect("recording-show", recording_id)
    return form_page(request, "custody/offer.html", form, context)


def _of_custodian(request: Request, recording_id: UUID) -> dict[str, Any]:
    access.recording_to_keep(request.actor, recording_id, lock=False)
    return opened_for(request, recording_id)


@requires(CUSTODY_KEEP)
@button("recording-show", "recording_id", undone=gettext_lazy("You did not take the recording."))
def take(request: Request, recording_id: UUID) -> HttpResponse:
    """Become the custodian of a recording."""
    keeping.take(recording_id, by=request.actor, at=timezone.now())
    messages.success(request, _("You are the custodian of this recording now."))
    return redirect("recording-show", recording_id)


@requires(CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def hold(request: Request, recording_id: UUID) -> HttpResponse:
    """Record who wants a recording kept."""
    context = _of_custodian(request, recording_id)
    form = HoldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            keeping.set_hold(recording_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The recording is kept until you record that nobody needs it."))
            return redirect("recording-show", recording_id)
    return form_page(request, "custody/hold.html", form, context)


@requires(CUSTODY_KEEP)
@button("recording-show", "recording_id", undone=gettext_lazy("The recording is still kept."))
def lift(request: Request, recording_id: UUID, hold_id: UUID) -> HttpResponse:
    """Record that a recording need not be kept any more for a court or an agency."""
    keeping.lift_hold(recording_id, hold_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The recording need not be kept for them any more."))
    return redirect("recording-show", recording_id)


@requires(CUSTODY_KEEP, COPY_ORDER)
@require_http_methods(READ_AND_WRITE)
def finding(request: Request, recording_id: UUID) -> HttpResponse:
    """Write down what one found out about a recording that differs."""
    orders = request.actor.may(COPY_ORDER)
    fetch = access.recording_to_order if orders else access.recording_to_keep
    fetch(request.actor, recording_id, lock=False)
    context, form = opened_for(request, recording_id), FindingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            keeping.record_finding(recording_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("What you found out was recorded."))
            return redirect("recording-show", recording_id)
    return form_page(request, "custody/finding.html", form, context)


@requires(CUSTODY_KEEP)
@button("recording-show", "recording_id", undone=gettext_lazy("The recording is still blocked."))
def clear(request: Request, recording_id: UUID) -> HttpResponse:
    """Let a recording be copied again that differs."""
    keeping.clear(recording_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The recording can be copied again."))
    return redirect("recording-show", recording_id)


@requires(CUSTODY_KEEP)
@button("recording-show", "recording_id", undone=gettext_lazy("Nothing was asked."))
def ask_to_destroy(request: Request, recording_id: UUID) -> HttpResponse:
    """Ask another custodian to destroy a recording."""
    keeping.ask_to_destroy(recording_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Another custodian of your agency can destroy the recording now."))
    return redirect("recording-show", recording_id)


@requires(CUSTODY_KEEP)
@button("recording-show", "recording_id", undone=gettext_lazy("Nothing was destroyed."))
def destroy(request: Request, recording_id: UUID) -> HttpResponse:
    """Destroy a recording, as the second person."""
    keeping.destroy(recording_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The recording was destroyed."))
    return redirect("recording-show", recording_id)
