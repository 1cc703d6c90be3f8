"""Pages of inspections: planned, recorded with a check for trafficking, followed by a concern, and signed off."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.prevention import access, inspections
from opennrm.prevention.models import Findings
from opennrm.prevention.permissions import INSPECTION_DO, INSPECTION_READ
from opennrm.prevention.states import InspectionState
from opennrm.web.buttons import button
from opennrm.web.design import Due
from opennrm.web.guards import requires
from opennrm.web.prevention import papers, words
from opennrm.web.prevention.inspection_forms import DoneForm, PlanForm, ReceiptForm
from opennrm.web.prevention.steps import Asked, ask, done
from opennrm.web.request import Request, posted

MOST = 100


@requires(INSPECTION_DO, INSPECTION_READ)
@require_safe
def index(request: Request) -> HttpResponse:
    """The inspections that one may read, those first that wait for a step."""
    rows = access.findings(request.actor)
    open_ones = [InspectionState.PLANNED, InspectionState.DONE]
    context = {
        "open": rows.filter(inspection__state__in=open_ones).order_by("inspection__day", "id")[:MOST],
        "ended": rows.exclude(inspection__state__in=open_ones).order_by("-inspection__day", "id")[:MOST],
        "may_plan": request.actor.may(INSPECTION_DO),
        "tones": words.TONES,
    }
    return render(request, "prevention/inspections.html", context)


@requires(INSPECTION_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Plan an inspection."""
    form = PlanForm(posted(request), initial={"day": timezone.localdate(timezone=pack().zone)})

    def take(page: str) -> HttpResponse:
        made = inspections.plan(page=page, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, _("The inspection is planned."), "inspection-show", made.pk)

    asked = Asked(
        heading=_("Plan an inspection"),
        back_url=reverse("inspection-list"),
        back_text=_("Inspections"),
        button=_("Save"),
    )
    return ask(request, form, asked, take)


@requires(INSPECTION_DO, INSPECTION_READ)
@require_safe
def show(request: Request, inspection_id: UUID) -> HttpResponse:
    """An inspection with what it found. That it was opened is recorded."""
    found = access.inspection_to_read(request.actor, inspection_id)
    audit.record("inspection.opened", subject=found.inspection)
    context = {
        "found": found,
        "inspection": found.inspection,
        "tone": words.TONES.get(found.inspection.state, "neutral"),
        "does": access.may_inspect(request.actor, found.inspection),
        "waits": found.concern_due_at is not None and not found.receipt_number,
        "due": _due(found),
        "page": uuid4(),
    }
    return render(request, "prevention/inspection.html", context)


def _due(found: Findings) -> Due | None:
    if found.concern_due_at is None or found.receipt_number:
        return None
    is_over = found.concern_due_at < timezone.now()
    return Due(due_at=found.concern_due_at, standing="overdue" if is_over else "due")


def _asked(actor: Actor, found: Findings, heading: str, pressed: str, *intro: str) -> Asked:
    return Asked(
        heading=heading,
        caption=found.employer,
        back_url=reverse("inspection-show", args=[found.inspection_id]),
        back_text=_("Back"),
        button=pressed,
        intro=intro,
    )


@requires(INSPECTION_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, inspection_id: UUID) -> HttpResponse:
    """Record an inspection of one's own agency."""
    found = access.inspection_to_do(request.actor, inspection_id, lock=False)
    initial: dict[str, Any] = {"employer": found.employer, "premises": found.premises}
    form = DoneForm(posted(request), initial=initial | {"day": found.inspection.day})

    def take(page: str) -> HttpResponse:
        inspections.do(inspection_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, _("The inspection was recorded."), "inspection-show", inspection_id)

    intro = _("Write no name of a worker, and no name of a child. A child is named only in the concern.")
    asked = _asked(request.actor, found, _("Record the inspection"), _("Save"), intro)
    return ask(request, form, asked, take)


@requires(INSPECTION_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: Request, inspection_id: UUID) -> HttpResponse:
    """Enter the receipt of the concern that came of an inspection."""
    found = access.inspection_to_do(request.actor, inspection_id, lock=False)
    form = ReceiptForm(posted(request))

    def take(page: str) -> HttpResponse:
        given = {"number": form.cleaned_data["number"], "by": request.actor, "at": timezone.now()}
        inspections.enter_receipt(inspection_id, **given)
        return done(
            request, _("The receipt was entered. You can sign off now."), "inspection-show", inspection_id
        )

    return ask(request, form, _asked(request.actor, found, _("Enter the receipt"), _("Save")), take)


@requires(INSPECTION_DO)
@button("inspection-show", "inspection_id", undone=gettext_lazy("The inspection was not signed off."))
def sign_off(request: Request, inspection_id: UUID) -> HttpResponse:
    """End an inspection."""
    inspections.sign_off(inspection_id, by=request.actor, at=timezone.now())
    return done(request, _("The inspection is signed off."), "inspection-show", inspection_id)


@requires(INSPECTION_DO)
@button("inspection-show", "inspection_id", undone=gettext_lazy("The inspection was not cancelled."))
def cancel(request: Request, inspection_id: UUID) -> HttpResponse:
    """Say that an inspection is not made."""
    inspections.cancel(inspection_id, by=request.actor, at=timezone.now())
    return done(request, _("The inspection was cancelled."), "inspection-show", inspection_id)


@requires(INSPECTION_DO)
@require_safe
def checklist(request: Request, inspection_id: UUID) -> HttpResponse:
    """The checklist of an inspection as a PDF."""
    return papers.checklist(request, access.inspection_to_do(request.actor, inspection_id, lock=False))
