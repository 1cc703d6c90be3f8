"""Pages on which copies are ordered, made, handed over, extended and ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.country.pack import pack
from opennrm.custody import access, copies, ending, handing, queries, redaction
from opennrm.custody.models import Copy, Recording
from opennrm.custody.permissions import COPY_ORDER, CUSTODY_KEEP
from opennrm.custody.states import NEEDS_ORDER, Purpose
from opennrm.foundation.refusals import NotAllowed
from opennrm.tasks.rules import end_of
from opennrm.web import design
from opennrm.web.buttons import button
from opennrm.web.custody.forms import EndForm, ExtendForm, HandOverForm, OrderForm, ReceiptForm
from opennrm.web.custody.views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@requires(COPY_ORDER, CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def order(request: Request, recording_id: UUID) -> HttpResponse:
    """Order a copy of a recording."""
    context = opened_for(request, recording_id)
    if not context["may_order"]:
        raise NotAllowed
    form, page = _order_form(request, context["recording"]), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = copies.order(recording_id, **form.answers, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The copy %(name)s was ordered.") % {"name": made.name})
            return redirect("recording-show", recording_id)
    return form_page(request, "custody/order.html", form, {**context, "page": page})


def _order_form(request: Request, recording: Recording) -> OrderForm:
    orders = request.actor.may(COPY_ORDER)
    purposes = [each for each in Purpose if (each in NEEDS_ORDER) == orders and each != Purpose.TRANSCRIPT]
    return OrderForm(
        posted(request),
        purposes=purposes,
        agencies=access.agencies_that_view(),
        has_transcript=recording.transcribed_at is not None,
        can_redact=redaction.is_possible(),
    )


@requires(CUSTODY_KEEP)
@button("copy-keep", "copy_id", undone=gettext_lazy("The copy was not made."))
def make(request: Request, copy_id: UUID) -> HttpResponse:
    """Have a copy made that was ordered."""
    copy = copies.have_made(copy_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The copy is made. A large one takes a few minutes."))
    return redirect("recording-show", copy.recording_id)


@requires(CUSTODY_KEEP)
@button("copy-keep", "copy_id", undone=gettext_lazy("Nothing was refused."))
def refuse(request: Request, copy_id: UUID) -> HttpResponse:
    """Say that a copy is not made."""
    copy = copies.refuse(copy_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The copy will not be made."))
    return redirect("recording-show", copy.recording_id)


@requires(CUSTODY_KEEP)
@require_http_methods(["GET", "HEAD"])
def keep(request: Request, copy_id: UUID) -> HttpResponse:
    """The page of the recording, from an address of one of its copies."""
    recording, _copy = access.copy_to_keep(request.actor, copy_id, lock=False)
    return redirect("recording-show", recording.pk)


def _step(
    request: Request,
    copy_id: UUID,
    make_form: Callable[[Copy], design.Form],
    template: str,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """A page with one form about a copy. `act` takes its answers and gives what to say when it went well."""
    _opened, found = queries.opened_copy(request.actor, copy_id, at=timezone.now())
    form = make_form(found.copy)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if said := act(form.cleaned_data):
                messages.success(request, said)
            return redirect("recording-show", found.copy.recording_id)
    return form_page(request, template, form, {"copy": found.copy, "each": found})


@requires(CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def hand_over(request: Request, copy_id: UUID) -> HttpResponse:
    """Hand a copy over."""

    def act(given: dict[str, Any]) -> str:
        if handing.hand_over(copy_id, **given, by=request.actor, at=timezone.now()) is None:
            refusal = _(
                "Nothing was handed over: this copy differs from its ledger. We have told the auditors."
            )
            messages.warning(request, refusal)
            return ""
        return _("The copy was handed over. Whoever receives it has to confirm that.")

    def form(copy: Copy) -> HandOverForm:
        return HandOverForm(posted(request), copy=copy)

    return _step(request, copy_id, form, "custody/hand_over.html", act)


@requires(CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def receipt(request: Request, copy_id: UUID) -> HttpResponse:
    """Record who signed for a copy outside OpenNRM."""

    def act(given: dict[str, Any]) -> str:
        handing.record_receipt(copy_id, **given, by=request.actor, at=timezone.now())
        return _("The receipt was recorded. Keep the paper.")

    return _step(request, copy_id, lambda _copy: ReceiptForm(posted(request)), "custody/receipt.html", act)


@requires(CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def extend(request: Request, copy_id: UUID) -> HttpResponse:
    """Let a copy last longer."""

    def act(given: dict[str, Any]) -> str:
        until = end_of(given["until"], pack().zone)
        copies.extend(copy_id, until=until, by=request.actor, at=timezone.now())
        return _("The copy lasts longer now.")

    return _step(request, copy_id, lambda _copy: ExtendForm(posted(request)), "custody/extend.html", act)


@requires(CUSTODY_KEEP)
@require_http_methods(READ_AND_WRITE)
def end(request: Request, copy_id: UUID) -> HttpResponse:
    """End a copy."""

    def act(given: dict[str, Any]) -> str:
        ending.end(copy_id, **given, by=request.actor, at=timezone.now())
        return _("The copy has ended. Nobody can look at it any more.")

    return _step(request, copy_id, lambda _copy: EndForm(posted(request)), "custody/end.html", act)
