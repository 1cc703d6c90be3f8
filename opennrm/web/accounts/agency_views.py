"""The agencies that take part, for administrators of coordination."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import access, actions
from opennrm.agencies.permissions import Permission
from opennrm.agencies.refusals import ChangedMeanwhile, Refused
from opennrm.country.codes import title_of
from opennrm.country.pack import pack
from opennrm.web.accounts.manage_forms import AgencyForm
from opennrm.web.accounts.manage_views import agency_of, require_coordination
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(Permission.ACCOUNT_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """The agencies that take part, or took part once."""
    require_coordination(request)
    agencies = access.manageable_agencies(request.actor).order_by("-is_active", "name", "id")
    kinds, areas = pack().agency_kinds, {area.code: area.name for area in pack().areas}
    rows = [
        {
            "agency": agency,
            "kind": title_of(kinds, agency.kind),
            "areas": ", ".join(areas.get(code, code) for code in agency.areas),
        }
        for agency in agencies
    ]
    return render(request, "accounts/agencies.html", {"rows": rows})


@requires(Permission.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Let an agency take part."""
    require_coordination(request)
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agency = actions.create_agency(**form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%(agency)s now takes part. Invite its administrator.") % {"agency": agency.name}
            )
            return redirect("agency-invite", agency.pk)
    return render(request, "accounts/agency_form.html", {"form": form})


@requires(Permission.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, agency_id: UUID) -> HttpResponse:
    """Rename an agency, change where it works, or let it leave."""
    agency = agency_of(request, agency_id)
    form = AgencyForm(request.POST or None, agency=agency)
    context: dict[str, Any] = {"form": form, "agency": agency}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agency(agency.pk, **form.cleaned_data, by=request.actor, at=timezone.now())
        except ChangedMeanwhile as changed:
            context["form"], context["differences"] = form.against(changed.agency)
            status = 409
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your changes have been saved."))
            return redirect("agency-list")
    return render(request, "accounts/agency_form.html", context, status=status)
