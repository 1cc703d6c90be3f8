"""Pages that take an investigation a step further, and what is added to it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from opennrm.foundation.access import fetch
from opennrm.investigations import access, actions, children, involving
from opennrm.investigations.models import Investigation, Involvement
from opennrm.investigations.permissions import (
    CHILD_SUSPECT_AGREE,
    INVESTIGATE,
    INVESTIGATION_OVERSEE,
    INVESTIGATION_PROSECUTE,
)
from opennrm.investigations.suspects import is_a_child
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.investigations import forms
from opennrm.web.investigations.pages import Asking, ask
from opennrm.web.request import Request, posted


def _take(request: Request, row: Investigation, form: Any, step: Any, **asking: Any) -> HttpResponse:
    """Show the form of a step of an investigation, or take it."""
    back = reverse("investigation", args=[row.pk])

    def save(given: dict[str, Any]) -> Any:
        return step(row.pk, **given, by=request.actor, at=timezone.now())

    return ask(request, form, Asking(caption=row.reference, back=back, **asking), save)


@requires(INVESTIGATION_OVERSEE)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, investigation_id: UUID) -> HttpResponse:
    """Give an investigation to another lead investigator."""
    row = access.to_change(request.actor, investigation_id, lock=False)
    form = forms.GiveForm(posted(request), investigation=row, initial={"lead": str(row.lead_id)})

    def step(investigation_id: UUID, *, lead: str, **given: Any) -> Any:
        return actions.give(investigation_id, to=UUID(lead), **given)

    return _take(request, row, form, step, heading=_("Choose who leads it"), button=_("Save"))


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, investigation_id: UUID) -> HttpResponse:
    """Send an investigation to the prosecutor."""
    row = access.to_change(request.actor, investigation_id, lock=False)

    def step(investigation_id: UUID, *, to_agency: str, **given: Any) -> Any:
        return actions.send(investigation_id, to_agency=UUID(to_agency), **given)

    intro = _(
        "The prosecutors of that agency will read this investigation and everything about its suspects."
    )
    words = {"heading": _("Send it to the prosecutor"), "button": _("Send it"), "intro": intro}
    return _take(request, row, forms.SendForm(posted(request)), step, **words, done=_("It was sent."))


@requires(INVESTIGATION_PROSECUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: Request, investigation_id: UUID) -> HttpResponse:
    """Return an investigation with questions."""
    row = access.of_prosecutor(request.actor, investigation_id, lock=False)
    words = {"heading": _("Return it with questions"), "button": _("Return it")}
    return _take(request, row, forms.ReturnForm(posted(request)), actions.give_back, **words)


@requires(INVESTIGATION_PROSECUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def charge(request: Request, investigation_id: UUID) -> HttpResponse:
    """Record that somebody is charged."""
    row = access.of_prosecutor(request.actor, investigation_id, lock=False)
    intro = _("The lead investigator is told. The investigation can no longer be returned or ended.")
    words = {"heading": _("Record that somebody is charged"), "button": _("Record it"), "intro": intro}
    return _take(request, row, forms.ConfirmForm(posted(request)), actions.charge, **words)


@requires(INVESTIGATE, INVESTIGATION_PROSECUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, investigation_id: UUID) -> HttpResponse:
    """End an investigation."""
    row = access.of_either(request.actor, investigation_id, lock=False)
    words = {"heading": _("End the investigation"), "button": _("End it")}
    return _take(request, row, forms.EndForm(posted(request)), actions.end, **words)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, investigation_id: UUID) -> HttpResponse:
    """Go on with an investigation that had ended."""
    row = access.of_own_agency(request.actor, investigation_id, lock=False)
    words = {"heading": _("Reopen the investigation"), "button": _("Reopen it")}
    return _take(request, row, forms.ReopenForm(posted(request)), actions.reopen, **words)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_child(request: Request, investigation_id: UUID) -> HttpResponse:
    """Add a child to an investigation, by the reference of the case."""
    row = access.to_change(request.actor, investigation_id, lock=False)
    form = forms.ChildForm(posted(request))
    return _take(request, row, form, children.add, heading=_("Add a child"), button=_("Add the child"))


@requires(INVESTIGATE)
@button("investigation", "investigation_id", undone=_("The child was not taken out."))
def take_child_out(request: Request, investigation_id: UUID, investigated_id: UUID) -> HttpResponse:
    """Take a child out of an investigation."""
    children.take_out(investigation_id, investigated_id, by=request.actor, at=timezone.now())
    return redirect("investigation", investigation_id)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def involve(request: Request, investigation_id: UUID, suspect_id: UUID) -> HttpResponse:
    """Say of what somebody is suspected in an investigation; for a child, another agency is asked first."""
    row = access.to_change(request.actor, investigation_id, lock=False)
    suspect = access.suspect_to_change(request.actor, suspect_id, lock=False)
    opened = access.open_one(request.actor, suspect)
    is_child = is_a_child(suspect)
    form = forms.InvolveForm(posted(request), is_child=is_child, own_agency_id=request.actor.agency_id)

    def step(investigation_id: UUID, *, ask_agency: str = "", **given: Any) -> Any:
        asked = UUID(ask_agency) if ask_agency else None
        return involving.involve(investigation_id, suspect_id, ask_agency=asked, **given)

    warning = _("This person is under 18. A child who was trafficked is a victim first.") if is_child else ""
    words = {"heading": opened.name, "button": _("Add the suspect"), "warning": warning}
    return _take(request, row, form, step, **words)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def end_involvement(request: Request, investigation_id: UUID, involvement_id: UUID) -> HttpResponse:
    """Say that somebody is not suspected in an investigation any more."""
    row = access.to_change(request.actor, investigation_id, lock=False)
    rows = Involvement.objects.visible_to(request.actor).filter(investigation=row, ended_at=None)
    involvement = fetch(rows, pk=involvement_id)

    def step(investigation_id: UUID, **given: Any) -> Any:
        return involving.end(investigation_id, involvement.pk, **given)

    words = {"heading": _("Take a suspect out"), "button": _("Take them out")}
    return _take(request, row, forms.InvolvementEndForm(posted(request)), step, **words)


@requires(CHILD_SUSPECT_AGREE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, request_id: UUID) -> HttpResponse:
    """Say for another agency whether a child may be listed as a suspect."""
    row = access.request_to_answer(request.actor, request_id, lock=False)
    asked, _answered = involving.words_of(row)

    def save(given: dict[str, Any]) -> Any:
        agrees = given["agrees"] == "yes"
        return involving.answer(
            row.pk, agrees=agrees, words=given["words"], by=request.actor, at=timezone.now()
        )

    asking = Asking(
        heading=_("May a child be listed as a suspect?"),
        caption=row.investigation_reference,
        warning=_("A child who was trafficked is not to be punished for what they were made to do."),
        button=_("Send the answer"),
        back=reverse("home"),
        done=_("Your answer was sent."),
    )
    form = forms.AnswerForm(posted(request)) if row.has_agreed is None else None
    return ask(request, form, asking, save, asked=asked, asked_by=row.asking_agency.name)
