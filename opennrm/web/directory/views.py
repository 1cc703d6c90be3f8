"""Pages of the directory: which services there are, and what an agency says about its own."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.directory import access, actions
from opennrm.directory.models import Service
from opennrm.directory.permissions import DIRECTORY_EDIT, DIRECTORY_VIEW
from opennrm.directory.rules import Subject, fit, rank
from opennrm.foundation.refusals import ChangedMeanwhile
from opennrm.web import held_forms
from opennrm.web.buttons import button
from opennrm.web.directory.conflict import differences
from opennrm.web.directory.forms import FilterForm, PlacesForm, ServiceForm
from opennrm.web.directory.words import Described, describe
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request, posted


@requires(DIRECTORY_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The services that take children now, narrowed by what is needed."""
    form = FilterForm(request.GET)
    at = timezone.now()
    own = Service.objects.filter(agency_id=request.actor.agency_id, is_active=False).order_by("name")
    context = {
        "form": form,
        "found": _matching(form, at) if form.is_valid() else [],
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "may_add": request.actor.may(DIRECTORY_EDIT),
        "closed": own if request.actor.may(DIRECTORY_EDIT) else [],
    }
    return render(request, "directory/list.html", context)


def _matching(form: FilterForm, at: datetime) -> list[Described]:
    """Those against which nothing speaks but a full house: whoever asks may want to know of that one too."""
    fits = [
        (service, fit(service, form.child(), kind=form.kind_wanted, at=at)) for service in access.on_offer()
    ]
    matching = [pair for pair in fits if not pair[1].against(but=[Subject.PLACES])]
    return [describe(service, at=at) for service, _fit in sorted(matching, key=lambda pair: rank(*pair))]


@requires(DIRECTORY_VIEW)
@require_safe
def show(request: Request, service_id: UUID) -> HttpResponse:
    """What one service offers, to whom, and how many places are free."""
    service = access.service_to_read(request.actor, service_id)
    # What was typed beside a button that was pressed in vain is there again.
    pressed = held_forms.chosen(request, reverse("service-confirm", args=[service_id]))
    form = PlacesForm(pressed) if pressed else None
    return render(request, "directory/show.html", _shown(request, service, form))


def _shown(request: Request, service: Service, form: PlacesForm | None = None) -> dict:
    initial = {"places_free": service.places_free, "version": service.version}
    return {
        "service": service,
        "described": describe(service, at=timezone.now()),
        "may_edit": access.may_edit(request.actor, service),
        "form": form or PlacesForm(initial=initial),
    }


@requires(DIRECTORY_EDIT)
@button("service-show", "service_id", undone=gettext_lazy("The number of free places was not saved."))
def confirm(request: Request, service_id: UUID) -> HttpResponse:
    """Say how many places are free now."""
    service = access.service_to_edit(request.actor, service_id, lock=False)
    form = PlacesForm(request.POST)
    if form.is_valid():
        said = {"places_free": form.cleaned_data["places_free"], "seen_version": form.cleaned_data["version"]}
        with refusals_on(form, field="places_free"):
            actions.confirm_places(service_id, **said, by=request.actor, at=timezone.now())
            messages.success(request, _("Thank you. Everybody who looks for a place can now see this."))
            return redirect("service-show", service_id)
    return form_page(request, "directory/show.html", form, _shown(request, service, form))


@requires(DIRECTORY_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Enter a service of one's own agency."""
    oldest = pack().thresholds.child_under_age - 1
    initial = {"age_from": 0, "age_to": oldest, "is_active": True, "version": 0}
    form = ServiceForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            service = actions.add_service(by=request.actor, at=timezone.now(), **form.facts)
            messages.success(request, _("The service is now in the directory."))
            return redirect("service-show", service.pk)
    return form_page(request, "directory/edit.html", form)


def _show_both(request: Request, changed: ChangedMeanwhile, service_id: UUID) -> HttpResponse:
    """What was typed beside what is stored now, to be sent once more by somebody who has seen both."""
    form, found = differences(
        ServiceForm(request.POST, initial=ServiceForm.initial_of(changed.row)), changed.row
    )
    context = {"form": form, "service": changed.row, "differences": found}
    return render(request, "directory/edit.html", context, status=409)


@requires(DIRECTORY_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _show_both)
def edit(request: Request, service_id: UUID) -> HttpResponse:
    """Correct what the directory says about a service of one's own agency."""
    service = access.service_to_edit(request.actor, service_id, lock=False)
    form = ServiceForm(posted(request), initial=ServiceForm.initial_of(service))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        with refusals_on(form):
            actions.edit_service(
                service_id, seen_version=seen, by=request.actor, at=timezone.now(), **form.facts
            )
            messages.success(request, _("Your corrections are now in the directory."))
            return redirect("service-show", service_id)
    return form_page(request, "directory/edit.html", form, {"service": service, "differences": []})
