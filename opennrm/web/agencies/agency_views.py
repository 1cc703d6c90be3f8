"""The agencies that take part, for administrators of coordination."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import access, actions
from opennrm.agencies.permissions import ACCOUNT_MANAGE
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.access import fetch
from opennrm.foundation.refusals import ChangedMeanwhile
from opennrm.web.agencies import held
from opennrm.web.agencies.manage_forms import AgencyForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request, posted


@requires(ACCOUNT_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """The agencies that take part, or took part once."""
    access.require_coordination(request.actor)
    agencies = access.manageable_agencies(request.actor).order_by("-is_active", "name", "id")
    rows = [
        {
            "agency": agency,
            "kind": title_of("agency_kinds", agency.kind),
            "areas": ", ".join(titles_of("areas", agency.areas)),
        }
        for agency in agencies
    ]
    return render(request, "agencies/agencies.html", {"rows": rows})


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Let an agency take part."""
    access.require_coordination(request.actor)
    form = AgencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            code = given.pop("agency_code")
            agency = actions.create_agency(code=code, **given, by=request.actor, at=timezone.now())
            messages.success(
                request, _("%(agency)s now takes part. Invite its administrator.") % {"agency": agency.name}
            )
            return redirect("agency-invite", agency.pk)
    return form_page(request, "agencies/agency_form.html", form)


def _show_both(request: Request, changed: ChangedMeanwhile, agency_id: UUID) -> HttpResponse:
    """What was typed beside what is stored now, to be sent once more by somebody who has seen both."""
    form, differences = AgencyForm(request.POST, agency=changed.row).against(changed.row)
    context = {"form": form, "agency": changed.row, "differences": differences}
    return render(request, "agencies/agency_form.html", context, status=409)


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _show_both)
def edit(request: Request, agency_id: UUID) -> HttpResponse:
    """Rename an agency, change where it works, or let it leave."""
    access.require_coordination(request.actor)
    agency = fetch(access.manageable_agencies(request.actor), pk=agency_id)
    form = AgencyForm(posted(request), agency=agency)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.change_agency(agency.pk, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("Your changes have been saved."))
            return redirect("agency-list")
    context = {"agency": agency, "held": held.of_agency(agency.pk)}
    return form_page(request, "agencies/agency_form.html", form, context)
