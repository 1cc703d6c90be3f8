"""What a proceeding means for a child: one page, the card for the day in court, and what the prosecutor records."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as case_access
from opennrm.justice import access, restitution, witness
from opennrm.justice.models import ChildInProceeding
from opennrm.justice.permissions import COURT_VIEW, PAYMENT_RECORD, PROCEEDING_KEEP, WITNESS_SUPPORT
from opennrm.web.guards import requires
from opennrm.web.justice import child_forms as forms
from opennrm.web.justice import opened
from opennrm.web.justice.asking import Asked, ask, without_page
from opennrm.web.request import Request, posted


def asked_of(child: ChildInProceeding, title: str, done: str, **more: Any) -> Asked:
    """A step about a child in a proceeding, which leads back to its page."""
    return Asked(
        title=title,
        done=done,
        back=reverse("child-in-court", args=[child.pk]),
        back_text=_("Back to the child in court"),
        **more,
    )


@requires(COURT_VIEW, WITNESS_SUPPORT, PAYMENT_RECORD, PROCEEDING_KEEP)
@require_safe
def show(request: Request, child_id: UUID) -> HttpResponse:
    """The dates, the plan, special measures, what the child has to be told, and restitution."""
    actor = request.actor
    child = access.child_to_read(actor, child_id)
    case = case_access.visible_to(actor).filter(pk=child.case_id).first()
    context = {
        "child": child,
        "case": case,
        **opened.of_child(actor, child, at=timezone.now()),
        "may_prosecute": actor.may(PROCEEDING_KEEP),
        "may_support": actor.may(WITNESS_SUPPORT),
        "may_record_payments": actor.may(PAYMENT_RECORD),
    }
    return render(request, "justice/child.html", context)


@requires(WITNESS_SUPPORT)
@require_safe
def card(request: Request, child_id: UUID) -> HttpResponse:
    """The card for the next day in court: time, entrance and person, and no word about a case."""
    child = access.child_to_read(request.actor, child_id)
    return render(request, "justice/card.html", opened.for_card(request.actor, child, at=timezone.now()))


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def consider(request: Request, child_id: UUID) -> HttpResponse:
    """Begin with a special measure."""
    child = access.child_to_change(request.actor, child_id, PROCEEDING_KEEP, lock=False)
    intro = _("A special measure needs a court. Record each step: filed, decided, arranged, used.")
    return ask(
        request,
        forms.MeasureForm(posted(request)),
        asked_of(child, _("Consider a special measure"), _("The special measure was saved."), intro=intro),
        lambda said, who: witness.consider(child_id, **said, **who),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def measure_step(request: Request, measure_id: UUID) -> HttpResponse:
    """Record how far a special measure is."""
    measure = access.measure_to_change(request.actor, measure_id, lock=False)
    title = _("Special measure: %(kind)s") % {"kind": measure.get_kind_display()}
    return ask(
        request,
        forms.MeasureStepForm(posted(request), state=measure.state),
        asked_of(measure.child, title, _("We saved how far it is."), caption=measure.get_state_display()),
        lambda said, who: witness.measure_to(measure_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_restitution(request: Request, child_id: UUID) -> HttpResponse:
    """Record that the court was asked for restitution."""
    child = access.child_to_change(request.actor, child_id, PROCEEDING_KEEP, lock=False)
    intro = _("Ask for it in every trafficking count, also if the child does not give evidence.")
    return ask(
        request,
        forms.AskedForm(posted(request)),
        asked_of(child, _("Ask for restitution"), _("We saved that the court was asked."), intro=intro),
        lambda said, who: restitution.ask(child_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: Request, child_id: UUID) -> HttpResponse:
    """Record what a court ordered to be paid to a child."""
    child = access.child_to_change(request.actor, child_id, PROCEEDING_KEEP, lock=False)
    intro = _("An order is not a payment. Record each payment when it comes.")
    return ask(
        request,
        forms.OrderForm(posted(request)),
        asked_of(child, _("Record an order of restitution"), _("The order was saved."), intro=intro),
        lambda said, who: restitution.order(child_id, **said, **who),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: Request, order_id: UUID) -> HttpResponse:
    """Record that an order was set aside."""
    found = access.order_to_change(request.actor, order_id, PROCEEDING_KEEP, lock=False)
    intro = _("Nothing more is to be paid then. What was paid stays recorded.")
    return ask(
        request,
        forms.SetAsideForm(posted(request)),
        asked_of(
            found.child, _("The order was set aside"), _("We saved that it was set aside."), intro=intro
        ),
        lambda said, who: restitution.set_aside(order_id, **said, **without_page(who)),
    )
