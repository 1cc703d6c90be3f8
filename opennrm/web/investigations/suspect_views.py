"""Pages of suspects: looking for one before one is recorded, and what is known of one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as cases
from opennrm.foundation.partial_dates import PartialDate
from opennrm.investigations import access, candidates, disclosures, links, reading, suspects
from opennrm.investigations.candidates import Found
from opennrm.investigations.models import Suspect
from opennrm.investigations.permissions import INVESTIGATE, INVESTIGATION_PROSECUTE
from opennrm.people import around
from opennrm.people.models import SuspectedPerson
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.investigations import suspect_forms as forms
from opennrm.web.investigations.pages import Asking, ask
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, id_given, page_token, posted

_ASKED = ("given_names", "family_name", "other_names", "document_number")


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """Look for a suspect by a name or a number."""
    form, found = forms.SearchForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        found = candidates.find(request.actor, form.cleaned_data["text"])
    return form_page(request, "investigations/search.html", form, {"found": found})


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request, investigation_id: UUID) -> HttpResponse:
    """Look for somebody who is to be added to an investigation, before a suspect is recorded."""
    row = access.to_change(request.actor, investigation_id, lock=False)
    form, found = forms.SearchForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        found = candidates.find(request.actor, form.cleaned_data["text"])
    context = {"investigation": row, "found": found, "named": _named_in_cases(request, row)}
    return form_page(request, "investigations/find.html", form, context)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, investigation_id: UUID) -> HttpResponse:
    """Record a suspect for an investigation, if it is none of those whom investigators know of already."""
    row, page = access.to_change(request.actor, investigation_id, lock=False), page_token(request)
    given = posted(request)
    found = _alike(request, given) if given is not None else None
    asks_again = bool(found and found.suspects)
    form = forms.NewSuspectForm(given, asks_again=asks_again, initial=_known_of_person(request))
    if request.method == "POST" and form.is_valid() and _is_another(form, asks_again):
        confined = request.actor.agency_id if row.is_confined else None
        with refusals_on(form):
            made = suspects.record(
                form.facts, confined_to=confined, page=page, by=request.actor, at=timezone.now()
            )
            return redirect("known-suspect-involve", row.pk, made.pk)
    context = {"investigation": row, "page": page, "found": found}
    return form_page(request, "investigations/suspect_new.html", form, context)


@requires(INVESTIGATE, INVESTIGATION_PROSECUTE)
@require_safe
def show(request: Request, suspect_id: UUID) -> HttpResponse:
    """Who a suspect is, where they are, and what they are linked to."""
    row = access.suspect(request.actor, suspect_id)
    context = {
        "suspect": row,
        "opened": access.open_one(request.actor, row),
        **reading.of_suspect(request.actor, row),
        "may_change": request.actor.may(INVESTIGATE),
    }
    return render(request, "investigations/suspect.html", context)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, suspect_id: UUID) -> HttpResponse:
    """Put right who a suspect is."""
    row = access.suspect_to_change(request.actor, suspect_id, lock=False)
    opened = access.open_one(request.actor, row)
    initial = {**suspects.values_of(row), "kind": row.kind, "version": row.version}
    initial["birth_date"] = PartialDate.fromisoformat(born) if (born := initial["birth_date"]) else None
    form = forms.CorrectSuspectForm(posted(request), initial=initial)

    def save(given: dict[str, Any]) -> Any:
        said = {"reason": given["reason"], "seen_version": given["version"]}
        return suspects.correct(row.pk, form.facts, **said, by=request.actor, at=timezone.now())

    return _about(request, row, opened.name, form, save, heading=_("Correct who this is"))


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_status(request: Request, suspect_id: UUID) -> HttpResponse:
    """Record where a suspect is."""
    row = access.suspect_to_change(request.actor, suspect_id, lock=False)
    opened = access.open_one(request.actor, row)
    form = forms.StatusForm(posted(request), initial={"happened_on": timezone.localdate()})

    def save(given: dict[str, Any]) -> Any:
        said = {"status": given["status"], **form.moment}
        return suspects.add_status(row.pk, **said, by=request.actor, at=timezone.now())

    return _about(request, row, opened.name, form, save, heading=_("Record where they are"))


@requires(INVESTIGATE)
@button("known-suspect", "suspect_id", undone=_("It was not withdrawn."))
def withdraw_status(request: Request, suspect_id: UUID, status_id: UUID) -> HttpResponse:
    """Withdraw a status that was entered by mistake."""
    suspects.withdraw_status(suspect_id, status_id, by=request.actor, at=timezone.now())
    return redirect("known-suspect", suspect_id)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_link(request: Request, suspect_id: UUID) -> HttpResponse:
    """Link a suspect to a place, telephone, vehicle, account or company."""
    row = access.suspect_to_change(request.actor, suspect_id, lock=False)
    opened = access.open_one(request.actor, row)

    def save(given: dict[str, Any]) -> Any:
        return links.add(row.pk, **given, by=request.actor, at=timezone.now())

    heading = _("Add what they are linked to")
    return _about(request, row, opened.name, forms.LinkForm(posted(request)), save, heading=heading)


@requires(INVESTIGATE)
@button("known-suspect", "suspect_id", undone=_("The link was not ended."))
def end_link(request: Request, suspect_id: UUID, link_id: UUID) -> HttpResponse:
    """Say that a suspect is not linked to something any more."""
    links.end(suspect_id, link_id, by=request.actor, at=timezone.now())
    return redirect("known-suspect", suspect_id)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: Request, suspect_id: UUID) -> HttpResponse:
    """Show the name of a suspect to whoever leads one case."""
    row = access.suspect_to_change(request.actor, suspect_id, lock=False)
    opened = access.open_one(request.actor, row)
    form = forms.DiscloseForm(posted(request))

    def save(given: dict[str, Any]) -> Any:
        said = {name: given[name] for name in ("case_reference", "reason")}
        return disclosures.disclose(row.pk, **said, until=form.until, by=request.actor, at=timezone.now())

    heading = _("Show this name for the safety of a child")
    return _about(request, row, opened.name, form, save, heading=heading, done=_("The name is shown now."))


def _about(request: Request, row: Suspect, name: str, form: Any, save: Any, **words: Any) -> HttpResponse:
    back = reverse("known-suspect", args=[row.pk])
    return ask(request, form, Asking(caption=name, back=back, button=_("Save"), **words), save)


def _alike(request: Request, given: Mapping[str, Any]) -> Found:
    return candidates.find(request.actor, " ".join(str(given.get(name, "")) for name in _ASKED).strip())


def _is_another(form: forms.NewSuspectForm, asks_again: bool) -> bool:
    if asks_again and not form.cleaned_data["is_another"]:
        form.add_error("is_another", _("Choose a suspect shown above, or say that it is none of them."))
        return False
    return True


def _known_of_person(request: Request) -> dict[str, Any]:
    """What was told of somebody who was named in a case that the actor sees, for the form of a new suspect."""
    case_id, person_id = (id_given(request.GET.get(name, "")) for name in ("case", "person"))
    if case_id is None or person_id is None:
        return {}
    told, _version = around.to_correct(request.actor, SuspectedPerson, case_id, person_id)
    born = told["birth_date"]
    return {
        "given_names": told["name"],
        "other_names": told["other_names"],
        "birth_date": PartialDate.fromisoformat(born) if born else None,
        "description": told["description"],
        "kind": "natural",
    }


def _named_in_cases(request: Request, row: Any) -> list[dict[str, Any]]:
    """People who were named in the cases of this investigation that the actor sees, without their names."""
    references = access.children(request.actor).filter(investigation=row, ended_at=None)
    seen = cases.visible_to(request.actor).filter(reference__in=references.values("case_reference"))
    return [
        {"case_id": case.pk, "reference": case.reference, "person": person}
        for case in seen
        for person in around.listed(request.actor, SuspectedPerson, case.pk)
        if person.ended_at is None
    ]
