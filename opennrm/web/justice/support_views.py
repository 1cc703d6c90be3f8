"""What those record who stand beside a child: who stays, the plan, what the child was told, and payments."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.justice import access, actions, restitution, witness
from opennrm.justice.permissions import PAYMENT_RECORD, PROCEEDING_KEEP, WITNESS_SUPPORT
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.justice import child_forms as forms
from opennrm.web.justice import opened
from opennrm.web.justice.asking import ask, without_page
from opennrm.web.justice.child_forms import moment_of
from opennrm.web.justice.child_views import asked_of
from opennrm.web.request import Request, posted
from opennrm.web.templatetags.design import moment


@requires(WITNESS_SUPPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Request, child_id: UUID) -> HttpResponse:
    """Say who stays with the child while the proceeding goes on."""
    child = access.child_to_change(request.actor, child_id, WITNESS_SUPPORT, lock=False)
    intro = _(
        "The case cannot be closed before somebody is named who stays with the child until the proceeding ends."
    )
    return ask(
        request,
        forms.ContactForm(posted(request)),
        asked_of(child, _("Who stays with the child"), _("We saved who stays with the child."), intro=intro),
        lambda said, who: actions.name_contact(child_id, **said, **without_page(who)),
    )


@requires(WITNESS_SUPPORT, PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def drop_out(request: Request, child_id: UUID) -> HttpResponse:
    """Record that the child no longer takes part."""
    child = access.child_to_change(request.actor, child_id, WITNESS_SUPPORT, PROCEEDING_KEEP, lock=False)
    intro = _("The child keeps every right to help: support and services go on as before.")
    return ask(
        request,
        forms.DropOutForm(posted(request)),
        asked_of(
            child, _("The child no longer takes part"), _("We saved that. Support goes on."), intro=intro
        ),
        lambda said, who: actions.drop_out(child_id, **said, **without_page(who)),
    )


@requires(WITNESS_SUPPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, child_id: UUID) -> HttpResponse:
    """Write the plan for the child in court."""
    child = access.child_to_change(request.actor, child_id, WITNESS_SUPPORT, lock=False)
    access.child_to_read(request.actor, child_id)
    before = opened.plan(request.actor, child)
    initial = before.initial if before else {"seen": 0}
    form = forms.PlanForm(posted(request), initial=initial)
    return ask(
        request,
        form,
        asked_of(child, _("Plan for the child in court"), _("The plan was saved.")),
        lambda said, who: witness.plan(child_id, preparation=form.preparation, seen=said["seen"], **who),
    )


@requires(WITNESS_SUPPORT, PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def happened(request: Request, child_id: UUID) -> HttpResponse:
    """Record what happened to an accused person, so that the child is told in time."""
    child = access.child_to_change(request.actor, child_id, WITNESS_SUPPORT, PROCEEDING_KEEP, lock=False)
    intro = _(
        "The child is told by the person who was agreed, before anybody walks free. Do not name the accused."
    )
    return ask(
        request,
        forms.ReleaseForm(posted(request)),
        asked_of(
            child, _("Something the child has to be told"), _("We saved it. Whoever tells the child is asked to."),
            intro=intro,
        ),
        lambda said, who: witness.note_release(
            child_id, event=said["event"], happened_at=moment_of(said["on"], said["begins"]),
            walks_out=said["walks_out"], **who,
        ),
    )  # fmt: skip


@requires(WITNESS_SUPPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: Request, notice_id: UUID) -> HttpResponse:
    """Record that the child was told."""
    notice = access.notice_to_change(request.actor, notice_id, lock=False)
    caption = f"{notice.get_event_display()}, {moment(notice.happened_at)}"
    return ask(
        request,
        forms.ToldForm(posted(request)),
        asked_of(
            notice.child, _("The child was told"), _("We saved that the child was told."), caption=caption
        ),
        lambda said, who: witness.told(
            notice_id, told_at=moment_of(said["on"], said["begins"]), how=said["how"], **without_page(who)
        ),
    )


@requires(PAYMENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: Request, order_id: UUID) -> HttpResponse:
    """Record a payment of restitution."""
    order = access.order_to_change(request.actor, order_id, PAYMENT_RECORD, lock=False)
    caption = f"{order.currency} {order.amount:,.0f}"
    return ask(
        request,
        forms.PaymentForm(posted(request)),
        asked_of(order.child, _("Record a payment"), _("The payment was saved."), caption=caption),
        lambda said, who: restitution.pay(order_id, **said, **who),
    )


@requires(PAYMENT_RECORD)
@button("child-in-court", "child_id", undone=gettext_lazy("The payment was not taken back."))
def withdraw(request: Request, child_id: UUID, payment_id: UUID) -> HttpResponse:
    """Take back a payment that was entered by mistake."""
    restitution.withdraw_payment(payment_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The payment was taken back. It stays in the list, crossed out."))
    return redirect("child-in-court", child_id)
