"""Correcting what is recorded of a child, and what stood there before."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as cases
from opennrm.cases import corrections as case_corrections
from opennrm.cases.models import Case, CaseCorrection
from opennrm.cases.permissions import CASE_VIEW, IDENTITY_OPEN
from opennrm.foundation.refusals import ChangedMeanwhile
from opennrm.people import corrections as actions
from opennrm.people import earlier
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.people import around_words
from opennrm.web.people.forms import CorrectionForm, FactsForm, IdentityForm
from opennrm.web.people.words import LABELS, in_words
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request, posted


def page(
    request: Request,
    template: str,
    case: Case,
    form: Any,
    *,
    theirs: Mapping[str, Any] | None = None,
    labels: Mapping[str, Any] = LABELS,
    say: Callable[[str, Any], str] = in_words,
) -> HttpResponse:
    """The page of a form, with what somebody else has corrected meanwhile beside what was typed."""
    differences = [
        {"label": labels[name], "stored": say(name, value), "typed": say(name, form.initial[name])}
        for name, value in (theirs or {}).items()
    ]
    context = {"case": case, "differences": differences}
    if theirs:
        return render(request, template, {**context, "form": form}, status=409)
    return form_page(request, template, form, context)


def again(request: Request, form: type[CorrectionForm], changed: ChangedMeanwhile) -> CorrectionForm:
    """The form with everything that was typed, made from what stands now."""
    others = {name: request.POST.get(name, "") for name in ("reason", "name_before")}
    return form(initial={**changed.row.shown, "version": changed.row.version, **others})


def _facts_meanwhile(request: Request, changed: ChangedMeanwhile, case_id: UUID) -> HttpResponse:
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    form = again(request, FactsForm, changed)
    return page(request, "people/correct_facts.html", case, form, theirs=changed.row.theirs)


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _facts_meanwhile)
def correct_facts(request: Request, case_id: UUID) -> HttpResponse:
    """Correct age, sex, languages or area."""
    case = cases.case(request.actor, case_id, as_="lead")
    now = case_corrections.facts_of(case)
    version = case_corrections.version_of(request.actor, CaseCorrection, case_id)
    form = FactsForm(posted(request), initial={**now, "version": version})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            told = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["version"]}
            actions.correct_facts(case_id, given=form.stated, **told, by=request.actor, at=timezone.now())
            messages.success(request, _("Your correction has been saved. The earlier details are kept."))
            return redirect("case-show", case_id)
    return page(request, "people/correct_facts.html", case, form)


def _identity_meanwhile(request: Request, changed: ChangedMeanwhile, case_id: UUID) -> HttpResponse:
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    # What somebody else has saved is shown here for the first time.
    earlier.identity_to_correct(request.actor, case_id)
    form = again(request, IdentityForm, changed)
    return page(request, "people/correct_identity.html", case, form, theirs=changed.row.theirs)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _identity_meanwhile)
def correct_identity(request: Request, case_id: UUID) -> HttpResponse:
    """Correct who the child is. Showing the form opens what stands there, which is recorded."""
    now = timezone.now()
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    if request.method != "POST":
        stands, version = earlier.identity_to_correct(request.actor, case_id)
        form: Any = IdentityForm(initial={**stands, "version": version})
        return page(request, "people/correct_identity.html", case, form)
    form = IdentityForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = {name: form.cleaned_data[name] for name in ("reason", "name_before")}
            seen = form.cleaned_data["version"]
            actions.correct_identity(case_id, given=form.stated, seen=seen, **told, by=request.actor, at=now)
            messages.success(request, _("Your correction has been saved. The earlier details are kept."))
            return redirect("case-show", case_id)
    return page(request, "people/correct_identity.html", case, form)


@requires(IDENTITY_OPEN)
@require_safe
def corrections(request: Request, case_id: UUID) -> HttpResponse:
    """What stood in the details of the child before, who corrected it and why."""
    case = cases.case(request.actor, case_id, event=None)
    others = around_words.by_id(request.actor, case_id)
    listed = [
        _listed(correction, others.get(correction.subject_id))
        for correction in earlier.open_corrections(request.actor, case)
    ]
    leads = cases.leads(request.actor, case)
    return render(request, "people/corrections.html", {"case": case, "corrections": listed, "leads": leads})


def _listed(correction: case_corrections.OpenCorrection, called: str | None) -> dict[str, Any]:
    """A correction in words, and of whom it is, where that is not the child."""
    labels, say = (LABELS, in_words) if called is None else (around_words.LABELS, around_words.in_words)
    changes = [
        {"label": labels[name], "before": say(name, before), "after": say(name, after)}
        for name, (before, after) in correction.changes.items()
    ]
    return {"correction": correction, "changes": changes, "called": called}
