"""Recording what was agreed to, ending it, and who decides for the child."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases.models import Case
from opennrm.consents import access, actions, asking, bases, guardians, objections, opened, queries
from opennrm.consents.permissions import CONSENT_OVERRIDE, CONSENT_RECORD
from opennrm.consents.rules import Decision
from opennrm.consents.words import why_not
from opennrm.country.consents import ConsentPurpose, Withdrawal
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.refusals import NotThere
from opennrm.people.models import RelatedPerson
from opennrm.web.buttons import button
from opennrm.web.consents import forms
from opennrm.web.consents.recipients import recipient_of
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted


@requires(CONSENT_RECORD)
@require_safe
def choose(request: Request, case_id: UUID) -> HttpResponse:
    """For what somebody was asked; the next page asks what the country's table demands for it."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    form = forms.PurposeForm(request.GET or None)
    if form.is_valid():
        return redirect("consent-new", case_id, form.cleaned_data["purpose"])
    return render(request, "consents/choose.html", {"case": case, "form": form})


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID, purpose: str) -> HttpResponse:
    """Record what was said about one purpose, to whom, and until when."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    at, found = timezone.now(), _purpose(purpose)
    asked = queries.what_is_needed(request.actor, case, purpose, at=at)
    names = opened.names_of_safe(request.actor, case, asked)
    form = forms.ConsentForm(posted(request), asked=asked, names=names, purpose=found, case=case)
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _say(request, _record(request, case, purpose, form, asked=asked, page=page))
            return redirect("consents-of-case", case_id)
    context = {"case": case, "purpose": found, "asked": asked, "page": page}
    return form_page(request, "consents/new.html", form, context)


def _purpose(code: str) -> ConsentPurpose:
    found = pack().consents.purposes.get(code)
    if found is None or found.withdrawal is not Withdrawal.POSSIBLE:
        raise NotThere
    return found


def _record(
    request: Request, case: Case, purpose: str, form: forms.ConsentForm, *, asked: queries.Asked, page: UUID
) -> Decision:
    given = form.cleaned_data
    recipient, to, scopes = recipient_of(case, purpose, given["recipient"], given["named"], at=timezone.now())
    return asking.answer(
        case,
        purpose=purpose,
        recipient=recipient,
        to=to,
        scopes=scopes,
        said=form.said(),
        page=page,
        asked=asked,
        by=request.actor,
        at=timezone.now(),
    )


def _say(request: Request, decision: Decision) -> None:
    if decision.allowed:
        messages.success(request, _("The answer was recorded."))
    else:
        messages.warning(request, _("The answer was recorded.") + " " + why_not(decision))


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, consent_id: UUID) -> HttpResponse:
    """Record that something was withdrawn: what relied on it ends at once."""
    consent = fetch(access.visible_to(request.actor), pk=consent_id)
    case = access.case_to_record(request.actor, consent.case_id, lock=False)
    form = forms.WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.withdraw(consent_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The withdrawal was recorded. Tell the child what has stopped."))
            return redirect("consents-of-case", case.pk)
    purpose = pack().consents.purposes.get(consent.purpose)
    context = {"case": case, "consent": consent, "purpose": purpose}
    return form_page(request, "consents/withdraw.html", form, context)


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new_guardian(request: Request, case_id: UUID) -> HttpResponse:
    """Record who decides for the child."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    form = forms.GuardianForm(posted(request), people=_people(request, case))
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            person = given.pop("person", "")
            guardians.record(
                case_id, **given, person_id=UUID(person) if person else None, page=page,
                by=request.actor, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The guardian was recorded."))
            return redirect("consents-of-case", case_id)
    return form_page(request, "consents/guardian.html", form, {"case": case, "page": page})


def _people(request: Request, case: Case) -> list[tuple[str, str]]:
    around = RelatedPerson.objects.visible_to(request.actor).of_case(case.pk).filter(ended_at=None)
    seal = access.open_words(request.actor, case.pk)
    return [(str(each.pk), seal.open_field(each, "name")) for each in around.order_by("recorded_at", "id")]


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def change_guardian(request: Request, guardian_id: UUID) -> HttpResponse:
    """Record that a guardian can be asked, cannot be asked any more, or no longer decides."""
    guardian = fetch(access.guardians(request.actor), pk=guardian_id)
    case = access.case_to_record(request.actor, guardian.case_id, lock=False)
    form, page = forms.StandingForm(posted(request)), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            standing, words = form.cleaned_data["standing"], form.cleaned_data["words"]
            given = {"words": words, "by": request.actor, "at": timezone.now()}
            if standing == "ended":
                guardians.end(guardian_id, **given)
            else:
                guardians.change_standing(guardian_id, standing=standing, page=page, **given)
            messages.success(request, _("The change was recorded."))
            return redirect("consents-of-case", case.pk)
    context = {"case": case, "guardian": guardian, "page": page}
    return form_page(request, "consents/standing.html", form, context)


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new_basis(request: Request, case_id: UUID) -> HttpResponse:
    """Record that something is done without consent, and why."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    form = forms.BasisForm(posted(request), may_override=request.actor.may(CONSENT_OVERRIDE))
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _record_basis(request, case, dict(form.cleaned_data), page=page)
            return redirect("consents-of-case", case_id)
    return form_page(request, "consents/legal_basis.html", form, {"case": case, "page": page})


def _record_basis(request: Request, case: Case, given: dict[str, Any], *, page: UUID) -> None:
    at, chosen, named = timezone.now(), given.pop("recipient"), given.pop("named")
    recipient, _to, scopes = recipient_of(case, given["purpose"], chosen, named, at=at)
    made = bases.record(
        case.pk, recipient=recipient, scopes=scopes, **given, page=page, by=request.actor, at=at
    )
    if made.child_told_on:
        messages.success(request, _("The reason in law was recorded."))
    else:
        messages.warning(
            request,
            _("The reason in law was recorded. Tell the child what is done without agreement, and why."),
        )


@requires(CONSENT_RECORD)
@button("legal-basis-end", "basis_id", undone=gettext_lazy("Nothing was recorded."))
def told(request: Request, basis_id: UUID) -> HttpResponse:
    """Record that the child was told what is done without consent."""
    basis = bases.tell_child(basis_id, by=request.actor, at=timezone.now())
    messages.success(request, _("It was recorded that the child was told."))
    return redirect("consents-of-case", basis.case_id)


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def end_basis(request: Request, basis_id: UUID) -> HttpResponse:
    """Record that a legal basis no longer holds."""
    basis = fetch(access.bases(request.actor), pk=basis_id)
    case = access.case_to_record(request.actor, basis.case_id, lock=False)
    form = forms.EndBasisForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            bases.end(basis_id, by=request.actor, at=timezone.now())
            messages.success(request, _("It was recorded that this reason no longer holds."))
            return redirect("consents-of-case", case.pk)
    return form_page(request, "consents/end_basis.html", form, {"case": case, "basis": basis})


@requires(CONSENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new_objection(request: Request, case_id: UUID) -> HttpResponse:
    """Record that the child objects to what needs nobody's agreement."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    form, page = forms.ObjectionForm(posted(request)), page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            objections.record(case_id, **form.cleaned_data, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The objection was recorded. A data officer looks at it."))
            return redirect("consents-of-case", case_id)
    return form_page(request, "consents/objection.html", form, {"case": case, "page": page})
