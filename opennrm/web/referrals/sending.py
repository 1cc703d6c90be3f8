"""Pages on which a service is chosen and asked."""

import uuid
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
from opennrm.consents import queries, words
from opennrm.country.pack import pack
from opennrm.directory.access import on_offer
from opennrm.directory.models import Service
from opennrm.directory.rules import Child, Fit, fit, rank
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.referrals import access, actions, agreement
from opennrm.referrals.models import Referral
from opennrm.referrals.permissions import REFERRAL_SEND
from opennrm.referrals.terms import CannotRefer, Terms, terms_for, why_not
from opennrm.web.consents.standing import Standing, agreed_in_words, standing_of
from opennrm.web.design.wizard import Answer, Answered, Stage, stage_of
from opennrm.web.directory.words import Because, Described, because, describe
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.referrals.forms import KindForm, ReferralForm
from opennrm.web.referrals.steps import CHOOSE, REQUEST, WIZARD
from opennrm.web.referrals.words import summary_of
from opennrm.web.refusals import on_refusal, shows
from opennrm.web.request import Request, posted
from opennrm.web.templatetags.design import moment


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
        "walk": WIZARD.walk(request, CHOOSE, {}, case_id=case_id),
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
    service = fetch(on_offer().select_related("agency"), pk=service_id)
    terms = terms_for(case.lead_agency.kind, service, at=timezone.now())
    standing = _standing(request.actor, case, service, terms)
    form = _form(request, standing, terms)
    stage = stage_of(request, form)
    if stage is Stage.SENDING:
        return _send(request, standing, service, form)
    described = describe(service, at=timezone.now())
    context = {"case": case, "described": described, "summary": summary_of(case)}
    if stage is Stage.CHECKING:
        context["answered"] = [Answered(answers=_to_check(described, terms, form))]
        return render(request, "referrals/check.html", {**context, "form": form})
    found = {"case_id": case_id, "service_id": service_id, "kind": service.kind}
    context |= {
        "against": _against(case, service),
        "consent": pack().consent,
        "standing": standing,
        "walk": WIZARD.walk(request, REQUEST, {}, **found),
    }
    return form_page(request, "referrals/new.html", form, context)


def _standing(actor: Actor, case: Case, service: Service, terms: Terms) -> Standing:
    return standing_of(
        actor,
        case,
        agreement.purpose_of(service),
        recipient=agreement.recipient_of(service),
        to=queries.to_service(service),
        scopes=terms.accepted_scopes,
    )


def _form(request: Request, standing: Standing, terms: Terms) -> ReferralForm:
    initial = {"form_token": uuid.uuid4()}
    return ReferralForm(posted(request), bases=terms.legal_bases, initial=initial, **standing.options)


def _to_check(described: Described, terms: Terms, form: ReferralForm) -> list[Answer]:
    given, service = form.cleaned_data, described.service
    return [
        Answer(label=_("Service"), value=f"{service.name}, {service.agency.name}"),
        Answer(label=_("What the child needs"), value=described.kind),
        Answer(label=_("Legal basis"), value=given["basis"]),
        *agreed_in_words(form),
        Answer(label=_("Note to the service"), value=given["note"]),
        Answer(label=_("Answer expected by"), value=moment(terms.times.due_at)),
    ]


def _against(case: Case, service: Service) -> list[str]:
    """What speaks against asking this service for the child of this case."""
    at, child = timezone.now(), child_of(case)
    reasons = because(fit(service, child, at=at), service, child, kind="", at=at)
    return [reason.words for reason in reasons if reason.tone == "danger"]


def _send(request: Request, standing: Standing, service: Service, form: ReferralForm) -> HttpResponse:
    case, given, at = standing.case, form.cleaned_data, timezone.now()
    decision = standing.record(form, page=given["form_token"], by=request.actor, at=at)
    if not decision.allowed:
        # What was said is kept: it was an answer, also where nothing may be sent.
        messages.warning(
            request, _("Nothing was sent. The answer was recorded.") + " " + words.why_not(decision)
        )
        return redirect("consents-of-case", case.pk)
    referral = actions.send(
        case.pk,
        service_id=service.pk,
        basis=given["basis"],
        child_agrees=form.child_agrees,
        note=given["note"],
        form_token=given["form_token"],
        by=request.actor,
        at=at,
    )
    messages.success(request, _("The request was sent. The service's team can see it now."))
    return redirect("referral-show", referral.pk)
