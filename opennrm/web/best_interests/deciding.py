"""Pages on which a panel is asked for, and it is decided what is best for the child."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.best_interests import actions, panel
from opennrm.best_interests.permissions import BEST_INTERESTS_DECIDE, BEST_INTERESTS_KEEP
from opennrm.foundation.events import Text
from opennrm.web.best_interests import forms
from opennrm.web.best_interests.views import opened_for
from opennrm.web.best_interests.weighing import FORM, options_of, words
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: Request, procedure_id: UUID) -> HttpResponse:
    """Ask an agency for a member of the panel."""
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.SeatForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data | {"agency": UUID(form.cleaned_data["agency"])}
            panel.name_seat(procedure_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(
                request, _("The agency is asked. You see here when somebody has taken the seat.")
            )
            return redirect("best-interests-show", procedure_id)
    said = words(
        _("Ask for a member of the panel"),
        _("The agency chooses who comes. They read nothing of the report before you open it to the panel."),
        _("Ask the agency"),
    )
    return form_page(request, FORM, form, {**context, **said, "page": page})


@requires(BEST_INTERESTS_KEEP)
@button("best-interests-show", "procedure_id", undone=gettext_lazy("No seat was taken back."))
def remove(request: Request, procedure_id: UUID, seat_id: UUID) -> HttpResponse:
    """Take back a seat."""
    panel.remove_seat(procedure_id, seat_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The seat is taken back."))
    return redirect("best-interests-show", procedure_id)


@requires(BEST_INTERESTS_KEEP)
@button("best-interests-show", "procedure_id", undone=gettext_lazy("The panel was not opened."))
def open_panel(request: Request, procedure_id: UUID) -> HttpResponse:
    """Let the members read the report and vote."""
    panel.open_panel(procedure_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The members can read the report and vote now."))
    return redirect("best-interests-show", procedure_id)


@requires(BEST_INTERESTS_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def interim(request: Request, procedure_id: UUID) -> HttpResponse:
    """Take an interim decision."""
    said = words(
        _("Interim decision"),
        _("It is shown as interim until the decision. Do not wait for the panel where something is urgent."),
        _("Save the interim decision"),
    )
    label = gettext_lazy("What is decided for now, and why?")
    return _with_text(request, procedure_id, actions.decide_for_now, said, label)


@requires(BEST_INTERESTS_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, procedure_id: UUID) -> HttpResponse:
    """Record that a decision was looked at again and stands."""
    intro = _("If the decision does not stand any more, reopen it instead.")
    said = words(_("Review the decision"), intro, _("Save the review"))
    return _with_text(request, procedure_id, actions.review, said, gettext_lazy("Why does it stand?"))


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, procedure_id: UUID) -> HttpResponse:
    """Reopen what was decided."""
    intro = _("The options can be changed again, and the panel votes anew. What was decided is kept.")
    said = words(_("Reopen the decision"), intro, _("Reopen"))
    label = gettext_lazy("What is new, or who appeals against it?")
    return _with_text(request, procedure_id, actions.reopen, said, label)


def _with_text(
    request: Request, procedure_id: UUID, act: Any, said: dict[str, str], label: Text
) -> HttpResponse:
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.TextForm(posted(request), label=label)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            text = form.cleaned_data["text"]
            act(procedure_id, text=text, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("best-interests-show", procedure_id)
    return form_page(request, FORM, form, {**context, **said, "page": page})


@requires(BEST_INTERESTS_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, procedure_id: UUID) -> HttpResponse:
    """Record what was decided."""
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.DecideForm(posted(request), options=options_of(context))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.decide(procedure_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The decision is saved. Tell the child what was decided, and why."))
            return redirect("best-interests-show", procedure_id)
    intro = _("The child is told what was decided, and how what the child says was weighed.")
    said = words(_("Record the decision"), intro, _("Save the decision"))
    return form_page(request, FORM, form, {**context, **said, "page": page})


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: Request, procedure_id: UUID) -> HttpResponse:
    """Record what came of a decision."""
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.OutcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: Any = {"done": form.cleaned_data["done"] == "yes", "text": form.cleaned_data["text"]}
            actions.carry_out(procedure_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("best-interests-show", procedure_id)
    said = words(_("What came of it"), _("Say honestly if it was not carried out."), _("Save"))
    return form_page(request, FORM, form, {**context, **said, "page": page})
