"""Correcting what is recorded of a child, and what stood there before."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as cases
from opennrm.cases import corrections as case_corrections
from opennrm.cases.models import Case, CaseCorrection
from opennrm.cases.permissions import CASE_VIEW, IDENTITY_OPEN
from opennrm.foundation.refusals import ChangedMeanwhile, NotThere
from opennrm.people import corrections as actions
from opennrm.people import drafts, earlier
from opennrm.people.rules import Corrected
from opennrm.web.buttons import button
from opennrm.web.design import Form
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.people import around_words, duplicates
from opennrm.web.people.forms import CorrectionForm, FactsForm, IdentityForm
from opennrm.web.people.kept import Kept
from opennrm.web.people.words import LABELS, in_words
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request
from opennrm.web.templatetags.design import day


def page(
    request: Request,
    template: str,
    case: Case,
    form: Any,
    *,
    theirs: Mapping[str, Any] | None = None,
    labels: Mapping[str, Any] = LABELS,
    say: Callable[[str, Any], str] = in_words,
    kept: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a form, with what somebody else has corrected meanwhile beside what was typed.

    :param kept: the variables of a page that keeps what is typed (`Kept.contents`).
    """
    differences = [
        {"label": labels[name], "stored": say(name, value), "typed": say(name, form.initial[name])}
        for name, value in (theirs or {}).items()
    ]
    context = {"case": case, "differences": differences, **(kept or {})}
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
    kept = _kept_facts(request, case_id).contents()
    return page(request, "people/correct_facts.html", case, form, theirs=changed.row.theirs, kept=kept)


def _kept_facts(request: Request, case_id: UUID) -> Kept:
    return Kept(request=request, case_id=case_id, corrected=Corrected.FACTS, subject_id=case_id)


def kept_for_later(request: Request, kept: Kept, form: Form) -> HttpResponse | None:
    """Keep what was typed. Go back to the case if that was asked for; otherwise None, and the page is shown again."""
    with refusals_on(form):
        draft = kept.keep()
        if kept.is_for_later:
            if kept.is_addition or kept.corrected.is_ending:
                words = _("What you have typed is saved. We will keep it until %s.")
            else:
                words = _("Your unfinished correction is saved. We will keep it until %s.")
            messages.success(request, words % day(draft.expires_at))
            return redirect("case-show", kept.case_id)
    return None


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _facts_meanwhile)
def correct_facts(request: Request, case_id: UUID) -> HttpResponse:
    """Correct age, sex, languages or area."""
    case = cases.case(request.actor, case_id, as_="lead")
    kept = _kept_facts(request, case_id)
    if request.method != "POST":
        version = case_corrections.version_of(request.actor, CaseCorrection, case_id)
        shown, of_page = kept.form(FactsForm, {**case_corrections.facts_of(case), "version": version})
        return page(request, "people/correct_facts.html", case, shown, kept=of_page)
    form = FactsForm(request.POST)
    if not kept.is_for_later and form.is_valid():
        with refusals_on(form):
            told = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["version"]}
            actions.correct_facts(case_id, given=form.stated, **told, by=request.actor, at=timezone.now())
            return corrected(request, kept)
    back = kept_for_later(request, kept, form)
    return back or page(request, "people/correct_facts.html", case, form, kept=kept.contents())


def corrected(request: Request, kept: Kept) -> HttpResponse:
    """Say that a correction was saved, and forget its draft."""
    kept.finish()
    messages.success(request, _("Your correction has been saved. The earlier details are kept."))
    return redirect("case-show", kept.case_id)


def _identity_meanwhile(request: Request, changed: ChangedMeanwhile, case_id: UUID) -> HttpResponse:
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    # What somebody else has saved is shown here for the first time.
    earlier.identity_to_correct(request.actor, case_id)
    form = again(request, IdentityForm, changed)
    kept = {**_kept_identity(request, case_id).contents(), **duplicates.while_typing(request, case_id, form)}
    return page(request, "people/correct_identity.html", case, form, theirs=changed.row.theirs, kept=kept)


def _kept_identity(request: Request, case_id: UUID) -> Kept:
    return Kept(request=request, case_id=case_id, corrected=Corrected.IDENTITY, subject_id=case_id)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _identity_meanwhile)
def correct_identity(request: Request, case_id: UUID) -> HttpResponse:
    """Correct who the child is. Showing the form opens what stands there, which is recorded."""
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    kept = _kept_identity(request, case_id)
    if request.method != "POST":
        stands, version = earlier.identity_to_correct(request.actor, case_id)
        shown, of_page = kept.form(IdentityForm, {**stands, "version": version})
        of_page |= duplicates.while_typing(request, case_id, shown)
        return page(request, "people/correct_identity.html", case, shown, kept=of_page)
    form: Any = IdentityForm(request.POST)
    is_sound = not kept.is_for_later and form.is_valid()
    checked = duplicates.unseen(request, case_id, form) if is_sound else None
    if is_sound and checked is None:
        with refusals_on(form):
            told = {name: form.cleaned_data[name] for name in ("reason", "name_before")}
            given = {"given": form.stated, "seen": form.cleaned_data["version"]}
            actions.correct_identity(case_id, **given, **told, by=request.actor, at=timezone.now())
            return corrected(request, kept)
    if back := kept_for_later(request, kept, form):
        return back
    of_page = {**kept.contents(), **duplicates.while_typing(request, case_id, form, checked)}
    return page(request, "people/correct_identity.html", case, form, kept=of_page)


@requires(CASE_VIEW)
@button("case-show", "case_id", undone=gettext_lazy("What you typed was not saved."))
def autosave(request: Request, case_id: UUID, corrected: str, subject_id: UUID) -> HttpResponse:
    """Keep what was typed so far. Nothing is shown."""
    if corrected not in list(Corrected):
        raise NotThere
    Kept(request=request, case_id=case_id, corrected=Corrected(corrected), subject_id=subject_id).keep()
    return HttpResponse(status=204)


@requires(CASE_VIEW)
@button("case-show", "case_id", undone=gettext_lazy("What you had typed was not deleted."))
def discard(request: Request, case_id: UUID, draft_id: UUID) -> HttpResponse:
    """Delete one's own unfinished correction or addition."""
    drafts.discard(case_id, draft_id, by=request.actor)
    messages.success(request, _("What you had typed was deleted."))
    return redirect("case-show", case_id)


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
