"""Pages on which a service is chosen and asked."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.directory.access import on_offer
from opennrm.directory.models import Service
from opennrm.directory.rules import Child, Fit, fit, rank
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.referrals import access, actions
from opennrm.referrals.models import Referral
from opennrm.referrals.permissions import REFERRAL_SEND
from opennrm.referrals.terms import CannotRefer, Terms, terms_for, why_not
from opennrm.web.directory.words import Because, Described, because, describe
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.referrals.forms import KindForm, ReferralForm
from opennrm.web.referrals.words import summary_of
from opennrm.web.refusals import on_refusal, shows
from opennrm.web.request import Request, posted


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A service that could be asked: why it fits or not, and what keeps it from being asked."""

    described: Described
    fit: Fit
    reasons: list[Because]
    asked: Referral | None
    refusal: str


@requires(REFERRAL_SEND)
@require_safe
def choose(request: Request, case_id: UUID) -> HttpResponse:
    """What the child needs, and which services offer that: why one fits and another does not."""
    case = case_access.case(request.actor, case_id, as_="lead")
    form = KindForm(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    context = {
        "case": case,
        "form": form,
        "kind": kind,
        "candidates": _candidates(request.actor, case, kind, at=timezone.now()) if kind else [],
        "summary": summary_of(case),
    }
    return render(request, "referrals/choose.html", context)


def _candidates(actor: Actor, case: Case, kind: str, *, at: datetime) -> list[Candidate]:
    child = child_of(case)
    ongoing = access.visible_to(actor).ongoing().filter(case_id=case.pk)
    asked = {referral.service_id: referral for referral in ongoing if not referral.has_lapsed(at)}
    found = [(service, fit(service, child, kind=kind, at=at)) for service in on_offer().filter(kind=kind)]
    return [
        Candidate(
            described=describe(service, at=at),
            fit=fits,
            reasons=because(fits, service, child, kind=kind, at=at),
            asked=asked.get(service.pk),
            refusal=why_not(case.lead_agency.kind, service, at=at),
        )
        for service, fits in sorted(found, key=lambda pair: rank(*pair))
    ]


def child_of(case: Case) -> Child:
    """What a service has to know of the child of this case."""
    return Child(age=case.age, sex=case.sex, area=case.area, languages=case.languages)


def _show_the_earlier_one(
    request: Request, refusal: actions.AlreadyReferred, case_id: UUID, service_id: UUID
) -> HttpResponse:
    messages.info(request, str(refusal))
    return redirect("referral-show", refusal.referral.pk)


@requires(REFERRAL_SEND)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(actions.AlreadyReferred, _show_the_earlier_one)
@on_refusal(CannotRefer, shows("referrals/cannot.html"))
def new(request: Request, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Ask one service: on which basis, what the child says, what it has to know; then check, and send."""
    case = case_access.case(request.actor, case_id, as_="lead")
    service = fetch(on_offer(), pk=service_id)
    terms = terms_for(case.lead_agency.kind, service, at=timezone.now())
    form = ReferralForm(posted(request), bases=terms.legal_bases, initial={"form_token": uuid.uuid4()})
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return form_page(request, "referrals/new.html", form, _asking(case, service, terms, form))
    if "send" not in request.POST:
        return render(request, "referrals/check.html", _asking(case, service, terms, form))
    return _send(request, case, service, form)


def _asking(case: Case, service: Service, terms: Terms, form: ReferralForm) -> dict:
    at = timezone.now()
    child = child_of(case)
    fits = fit(service, child, at=at)
    return {
        "case": case,
        "form": form,
        "described": describe(service, at=at),
        "against": _against(because(fits, service, child, kind="", at=at)),
        "summary": summary_of(case),
        "terms": terms,
        "consent": pack().consent,
        "child_agrees": dict(form.fields["child_agrees"].choices).get(form["child_agrees"].value(), ""),  # type: ignore[attr-defined]
    }


def _against(reasons: Iterable[Because]) -> list[str]:
    return [reason.words for reason in reasons if reason.tone == "danger"]


def _send(request: Request, case: Case, service: Service, form: ReferralForm) -> HttpResponse:
    given = {"service_id": service.pk, **form.cleaned_data}
    referral = actions.send(case.pk, by=request.actor, at=timezone.now(), **given)
    messages.success(request, _("The request was sent. The service's team can see it now."))
    return redirect("referral-show", referral.pk)
