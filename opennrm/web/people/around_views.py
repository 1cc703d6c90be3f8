"""Who else has to do with a child: showing, adding, correcting, and saying that it holds no more."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as cases
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.refusals import ChangedMeanwhile
from opennrm.people import around
from opennrm.people import around_changes as actions
from opennrm.people.around import Kind
from opennrm.people.models import RelatedPerson, SuspectedPerson
from opennrm.people.rules import Corrected
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.people import around_words as words
from opennrm.web.people.around_forms import (
    CorrectRelatedForm,
    CorrectSuspectedForm,
    EndForm,
    RelatedFields,
    SuspectedFields,
)
from opennrm.web.people.kept import Kept
from opennrm.web.people.views import again, corrected, kept_for_later, page
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request, page_token

FIELDS: dict[Kind, Any] = {RelatedPerson: RelatedFields, SuspectedPerson: SuspectedFields}
CORRECTIONS: dict[Kind, Any] = {RelatedPerson: CorrectRelatedForm, SuspectedPerson: CorrectSuspectedForm}
ADD, CORRECT, END = "people/add_around.html", "people/correct_around.html", "people/end_around.html"


@requires(IDENTITY_OPEN)
@button("case-show", "case_id", undone=gettext_lazy("The names and contact details were not shown."))
def show(request: Request, case_id: UUID) -> HttpResponse:
    """Show everybody besides the child. Asked for by POST, so that no link or reload opens them unseen."""
    case, related, suspected = around.open_all(request.actor, case_id)
    context = {
        "case": case,
        "related": [words.opened(each) for each in related],
        "suspected": [words.opened(each) for each in suspected],
        "leads": cases.leads(request.actor, case),
    }
    return render(request, "people/around.html", context)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, case_id: UUID, kind: Kind) -> HttpResponse:
    """Add somebody around the child, or somebody who is said to be involved."""
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    kept = _kept(request, case_id, case_id, kind)
    if request.method != "POST":
        shown, of_page = kept.form(FIELDS[kind], {})
        return form_page(request, ADD, shown, {"case": case, **of_page})
    form = FIELDS[kind](request.POST)
    if not kept.is_for_later and form.is_valid():
        with refusals_on(form):
            token = page_token(request)
            actions.add(kind, case_id, given=form.given, page=token, by=request.actor, at=timezone.now())
            kept.finish()
            messages.success(request, _("The person has been added."))
            return redirect("case-show", case_id)
    return kept_for_later(request, kept, form) or form_page(
        request, ADD, form, {"case": case, **kept.contents()}
    )


def _kept(request: Request, case_id: UUID, subject_id: UUID, kind: Kind) -> Kept:
    corrected = Corrected.RELATED if kind is RelatedPerson else Corrected.SUSPECTED
    return Kept(request=request, case_id=case_id, corrected=corrected, subject_id=subject_id)


def _kept_end(request: Request, case_id: UUID, person_id: UUID, kind: Kind) -> Kept:
    corrected = Corrected.RELATED_END if kind is RelatedPerson else Corrected.SUSPECTED_END
    return Kept(request=request, case_id=case_id, corrected=corrected, subject_id=person_id)


def _meanwhile(
    request: Request, changed: ChangedMeanwhile, case_id: UUID, person_id: UUID, kind: Kind
) -> HttpResponse:
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    # What somebody else has saved is shown here for the first time.
    around.to_correct(request.actor, kind, case_id, person_id)
    form = again(request, CORRECTIONS[kind], changed)
    kept = _kept(request, case_id, person_id, kind).contents()
    told = {"theirs": changed.row.theirs, "labels": words.LABELS, "say": words.in_words}
    return page(request, CORRECT, case, form, **told, kept=kept)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _meanwhile)
def correct(request: Request, case_id: UUID, person_id: UUID, kind: Kind) -> HttpResponse:
    """Correct what is recorded of one of them. Showing the form opens it, which is recorded."""
    now = timezone.now()
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    kept = _kept(request, case_id, person_id, kind)
    if request.method != "POST":
        stands, version = around.to_correct(request.actor, kind, case_id, person_id)
        shown, of_page = kept.form(CORRECTIONS[kind], {**stands, "version": version})
        return page(request, CORRECT, case, shown, kept=of_page)
    form = CORRECTIONS[kind](request.POST)
    if not kept.is_for_later and form.is_valid():
        with refusals_on(form):
            told = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["version"]}
            actions.correct(kind, case_id, person_id, given=form.stated, **told, by=request.actor, at=now)
            return corrected(request, kept)
    return kept_for_later(request, kept, form) or page(request, CORRECT, case, form, kept=kept.contents())


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, case_id: UUID, person_id: UUID, kind: Kind) -> HttpResponse:
    """Say that somebody has nothing to do with the child any more."""
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    person = around.one(request.actor, kind, case_id, person_id)
    kept = _kept_end(request, case_id, person_id, kind)
    context = {"case": case, "called": words.called(person), "is_suspected": kind is SuspectedPerson}
    if request.method != "POST":
        shown, of_page = kept.form(EndForm, {})
        return form_page(request, END, shown, context | of_page)
    form = EndForm(request.POST)
    if not kept.is_for_later and form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            actions.end(kind, case_id, person_id, reason=reason, by=request.actor, at=timezone.now())
            kept.finish()
            messages.success(request, _("This has been saved. What was recorded is kept."))
            return redirect("case-show", case_id)
    back = kept_for_later(request, kept, form)
    return back or form_page(request, END, form, context | kept.contents())
