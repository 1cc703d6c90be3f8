"""Pages of keeping and erasing cases: what is past its time, requests, legal holds, and what is left of a case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as case_access
from opennrm.cases.permissions import CASE_VIEW
from opennrm.closing.access import last_of
from opennrm.country.pack import pack
from opennrm.foundation.pages import page_of
from opennrm.retention import access, actions, doors, holds
from opennrm.retention.models import Erasure
from opennrm.retention.permissions import ERASURE_ASK, ERASURE_DECIDE, HOLD_SET
from opennrm.retention.standing import in_words
from opennrm.retention.states import State
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted
from opennrm.web.retention.forms import APPROVE, KEEP, AskForm, DecideForm, HoldForm, ReviewForm

A_PAGE = 25


@requires(ERASURE_ASK)
@require_safe
def past(request: Request) -> HttpResponse:
    """The cases that are past their time, those that have waited longest first, each with what stands against it."""
    actor, at = request.actor, timezone.now()
    closings = access.past_their_time(actor, at=at)
    page = page_of(closings, ("kept_until", "id"), page_asked(request), size=A_PAGE)
    case_ids = [closure.case_id for closure in page.rows]
    cases = case_access.visible_to(actor).in_bulk(case_ids)
    against = doors.against(case_ids)
    asked = {each.case_id: each for each in access.visible_to(actor).under_way().filter(case_id__in=case_ids)}
    rows = [
        {
            "case": cases[closure.case_id],
            "closure": closure,
            "rule": pack().retention.get(closure.retention),
            "against": in_words(against[closure.case_id]),
            "erasure": asked.get(closure.case_id),
        }
        for closure in page.rows
    ]
    return render(request, "retention/past.html", {"rows": rows, "page": page})


@requires(ERASURE_DECIDE)
@require_safe
def requests(request: Request) -> HttpResponse:
    """The requests that wait for a decision, and those approved ones that can still be withdrawn."""
    waiting = access.to_decide(request.actor)
    page = page_of(waiting, ("asked_at", "id"), page_asked(request), size=A_PAGE)
    approved = access.decided_lately(request.actor).order_by("takes_effect_at", "id")[:A_PAGE]
    return render(request, "retention/requests.html", {"page": page, "approved": approved})


@requires(ERASURE_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask people in another role to let a case be erased; or see what stands against it."""
    case = access.led_case(request.actor, case_id, may=ERASURE_ASK)
    last = access.erasure_of(request.actor, case_id)
    if request.method != "POST" and last and last.state in (State.ASKED, State.APPROVED):
        return redirect("erasure-show", last.pk)
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            erasure = actions.ask(case_id, by=request.actor, at=timezone.now())
            messages.success(request, _("We have asked for a decision on erasing this case."))
            return redirect("erasure-show", erasure.pk)
    context = {
        "case": case,
        "against": in_words(doors.against([case_id])[case_id]),
        "closure": last_of(request.actor, case_id),
        "waiting_days": pack().erasing.waiting_days,
    }
    return form_page(request, "retention/ask.html", form, context)


@requires(ERASURE_DECIDE, ERASURE_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, erasure_id: UUID) -> HttpResponse:
    """A request to erase a case; whoever was asked decides here."""
    erasure = access.erasure_to_read(request.actor, erasure_id)
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _decide(request, form, erasure_id)
            return redirect("erasure-show", erasure_id)
    return form_page(request, "retention/show.html", form, _about(request, erasure))


def _decide(request: Request, form: DecideForm, erasure_id: UUID) -> None:
    at = timezone.now()
    if form.cleaned_data["decision"] == APPROVE:
        actions.approve(erasure_id, by=request.actor, at=at)
        messages.success(request, _("The case will be erased when the waiting time is over."))
    else:
        actions.refuse(erasure_id, reason=form.cleaned_data["reason"], by=request.actor, at=at)
        messages.success(request, _("The case is kept."))


def _may_withdraw(request: Request, erasure: Erasure, *, decides: bool) -> bool:
    """Whoever decides says no to a request that waits, and takes back a yes."""
    return request.actor.may(ERASURE_ASK) or (decides and erasure.state == State.APPROVED)


def _about(request: Request, erasure: Erasure) -> dict[str, Any]:
    is_under_way = erasure.state in (State.ASKED, State.APPROVED)
    decides = access.is_decider(request.actor, erasure)
    return {
        "erasure": erasure,
        "rule": pack().retention.get(erasure.retention),
        "against": in_words(doors.against([erasure.case_id])[erasure.case_id]) if is_under_way else [],
        "may_decide": access.may_decide(request.actor, erasure),
        "may_withdraw": is_under_way and _may_withdraw(request, erasure, decides=decides),
        "decides": decides,
        "waiting_days": pack().erasing.waiting_days,
    }


@requires(ERASURE_DECIDE, ERASURE_ASK)
@button("erasure-show", "erasure_id", undone=gettext_lazy("The request was not withdrawn."))
def withdraw(request: Request, erasure_id: UUID) -> HttpResponse:
    """Let a case not be erased after all."""
    actions.withdraw(erasure_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The request was withdrawn. The case is kept."))
    return redirect("erasure-show", erasure_id)


@requires(HOLD_SET)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: Request, case_id: UUID) -> HttpResponse:
    """Keep a case until somebody lifts the hold."""
    case = access.led_case(request.actor, case_id, may=HOLD_SET)
    present = access.hold_of(request.actor, case_id)
    if request.method != "POST" and present is not None:
        return redirect("hold-review", case_id, present.pk)
    form = HoldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            holds.set_hold(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The legal hold is set. This case will not be erased."))
            return redirect("case-show", case_id)
    context = {"case": case, "review_months": pack().erasing.review_months}
    return form_page(request, "retention/hold.html", form, context)


@requires(HOLD_SET)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, case_id: UUID, hold_id: UUID) -> HttpResponse:
    """Check whether a legal hold is still needed: keep it, or lift it."""
    case, present = access.hold_to_change(request.actor, case_id, hold_id)
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _review(request, form, case_id, hold_id)
            return redirect("case-show", case_id)
    context = {"case": case, "hold": present, "review_months": pack().erasing.review_months}
    return form_page(request, "retention/review.html", form, context)


def _review(request: Request, form: ReviewForm, case_id: UUID, hold_id: UUID) -> None:
    given, by, at = form.cleaned_data, request.actor, timezone.now()
    if given["decision"] == KEEP:
        holds.review(case_id, hold_id, review_on=given["review_on"], by=by, at=at)
        messages.success(request, _("The legal hold stays."))
    else:
        holds.lift(case_id, hold_id, reason=given["reason"], by=by, at=at)
        messages.success(request, _("The legal hold is lifted."))


@requires(CASE_VIEW)
@require_safe
def erased(request: Request, case_id: UUID) -> HttpResponse:
    """What is left of an erased case: when and why it was closed and erased, and who decided that."""
    case, erasure = access.shell(request.actor, case_id)
    context = {
        "case": case,
        "erasure": erasure,
        "rule": pack().retention.get(erasure.retention),
        "closure": last_of(request.actor, case_id),
    }
    return render(request, "retention/erased.html", context)
