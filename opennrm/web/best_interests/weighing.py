"""Pages on which a best-interests procedure is opened, and its options are weighed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.best_interests import access, actions
from opennrm.best_interests.permissions import BEST_INTERESTS_KEEP
from opennrm.web.best_interests import forms
from opennrm.web.best_interests.views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

FORM = "best_interests/form.html"


def words(title: str, intro: str, button: str) -> dict[str, str]:
    """What stands around a form."""
    return {"heading": title, "intro": intro, "button_text": button}


def options_of(context: dict[str, Any]) -> list[tuple[int, str]]:
    """The options of an opened procedure, by their numbers."""
    return [(each.choice.number, each.text) for each in context["opened"].options]


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Ask what is best for the child."""
    case, page = access.case_of_procedure(request.actor, case_id, lock=False), page_token(request)
    form = forms.NewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            made = actions.begin(case_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("Saved. Now add the options, and weigh each of them."))
            return redirect("best-interests-show", made.pk)
    said = words(
        _("What is best for the child?"),
        _("A decision never holds up what is urgent: keep the child safe first."),
        _("Save"),
    )
    return form_page(request, FORM, form, {**said, "case": case, "page": page})


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Request, procedure_id: UUID) -> HttpResponse:
    """Add facts, or what the child says by now."""
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.FactsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.add_facts(procedure_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("Added."))
            return redirect("best-interests-show", procedure_id)
    said = words(_("Add to the report"), _("What was written before is kept."), _("Add"))
    return form_page(request, FORM, form, {**context, **said, "page": page})


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def option(request: Request, procedure_id: UUID) -> HttpResponse:
    """Add an option."""
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.OptionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.add_choice(procedure_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The option is added. Now write what speaks for and against it."))
            return redirect("best-interests-show", procedure_id)
    said = words(_("Add an option"), _("Add at least two. That nothing changes is an option too."), _("Add"))
    return form_page(request, FORM, form, {**context, **said, "page": page})


@requires(BEST_INTERESTS_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: Request, procedure_id: UUID) -> HttpResponse:
    """Say what speaks for and against an option."""
    context, page = opened_for(request, procedure_id), page_token(request)
    form = forms.WeighForm(posted(request), options=options_of(context))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.weigh(procedure_id, **given, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("best-interests-show", procedure_id)
    intro = _("Weigh one thing at a time. The last that is written about it counts.")
    said = words(_("Weigh an option"), intro, _("Save"))
    return form_page(request, FORM, form, {**context, **said, "page": page})
