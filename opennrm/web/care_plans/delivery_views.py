"""What services gave to a child: one page and one paper, and the forms on which it is written down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.audit import actions as audit
from opennrm.care_plans import access, delivering, queries
from opennrm.care_plans.models import Delivery
from opennrm.care_plans.permissions import CARE_VIEW, DELIVERY_WRITE, THERAPY_WRITE
from opennrm.cases import access as case_access
from opennrm.cases.states import Part
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.referrals.models import Referral
from opennrm.web.care_plans import papers
from opennrm.web.care_plans.delivery_forms import DeliveryForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

OPENED = "deliveries.opened"


def _years(actor: Actor, case_id: UUID) -> dict:
    rows = queries.open_deliveries(actor, case_id)
    years = [
        {"year": year, "rows": [(each, papers.amount(each.row)) for each in year.rows]}
        for year in queries.by_fiscal_year(rows)
    ]
    earlier = [(each, papers.amount(each.row)) for each in rows if each.is_corrected]
    return {"years": years, "earlier": earlier, "currency": pack().currency}


def _today():
    return timezone.localdate(timezone=pack().zone)


@requires(CARE_VIEW)
@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    """Which services a child was given, from when to when, how much and by whom, by fiscal year."""
    case = access.case_to_read(request.actor, case_id, event=OPENED)
    writes = request.actor.may(DELIVERY_WRITE) and case.closed_at is None
    context = {"case": case, "may_write": writes, **_years(request.actor, case_id)}
    return render(request, "care_plans/deliveries.html", context)


@requires(CARE_VIEW)
@require_safe
def sheet(request: Request, case_id: UUID) -> HttpResponse:
    """The same on paper."""
    case = access.case_to_read(request.actor, case_id, event=OPENED)
    years = queries.by_fiscal_year(queries.open_deliveries(request.actor, case_id))
    return papers.answered(papers.deliveries(years, reference=case.reference, at=timezone.now()))


@requires(DELIVERY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Write down what a service gave."""
    case = access.case_to_write(request.actor, case_id, may=DELIVERY_WRITE, lock=False)
    page, referrals = page_token(request), access.referrals_of(request.actor, case_id)
    form = DeliveryForm(posted(request), today=_today(), referrals=referrals)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            delivering.record(case_id, given=form.given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("It was saved what the service gave."))
            return redirect("deliveries-of-case", case_id)
    return form_page(request, "care_plans/delivery.html", form, {"case": case, "page": page})


@requires(DELIVERY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, delivery_id: UUID) -> HttpResponse:
    """Correct what a service gave. What it said before stays."""
    row = delivering.delivery_to_correct(delivery_id, by=request.actor)
    right = case_access.right_in(request.actor, row.case_id)
    audit.record(OPENED, subject=row, case_id=row.case_id, right=right)
    form = DeliveryForm(
        posted(request), today=_today(), referrals=None, corrects=True, initial=_initial(request.actor, row)
    )
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            delivering.correct(
                delivery_id, given=form.given, reason=reason, page=page, by=request.actor, at=timezone.now()
            )
            messages.success(request, _("The correction was saved."))
            return _back(request.actor, row)
    context = {"row": row, "page": page, "leads": case_access.leads_case_of(request.actor, row.case_id)}
    return form_page(request, "care_plans/correct_delivery.html", form, context)


def _initial(actor: Actor, row: Delivery) -> dict:
    (provider,) = access.opened_fields(actor, row, "provider")
    names = "service_kind", "first_day", "last_day", "amount", "unit", "paid_by", "public_cost"
    return {"provider": provider, **{name: getattr(row, name) for name in names}}


def _back(actor: Actor, row: Delivery) -> HttpResponse:
    if case_access.leads_case_of(actor, row.case_id):
        return redirect("deliveries-of-case", row.case_id)
    return redirect("care-for-service", row.referral_id)


@requires(DELIVERY_WRITE)
@require_safe
def for_service(request: Request, referral_id: UUID) -> HttpResponse:
    """The goals that belong to one's own referral, and what one's service gave."""
    referral = _own(request, referral_id)
    context = {
        "referral": referral,
        "writes_therapy": request.actor.may(THERAPY_WRITE),
        "goals": queries.goals_of_service(request.actor, referral.case_id, referral.pk),
        **_years(request.actor, referral.case_id),
    }
    return render(request, "care_plans/for_service.html", context)


@requires(DELIVERY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_own(request: Request, referral_id: UUID) -> HttpResponse:
    """Write down what one's own service gave."""
    referral = access.referral_of_own(request.actor, referral_id)
    initial = {"service_kind": referral.service.kind, "provider": referral.service.name}
    form = DeliveryForm(posted(request), today=_today(), referrals=None, initial=initial)
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            delivering.record_own(
                referral_id, given=form.given, page=page, by=request.actor, at=timezone.now()
            )
            messages.success(request, _("It was saved what your service gave."))
            return redirect("care-for-service", referral_id)
    return form_page(request, "care_plans/own_delivery.html", form, {"referral": referral, "page": page})


def _own(request: Request, referral_id: UUID) -> Referral:
    referral = access.referral_of_own(request.actor, referral_id)
    audit.record("care.opened_by_service", subject=referral, case_id=referral.case_id, right=Part.SERVING)
    return referral
