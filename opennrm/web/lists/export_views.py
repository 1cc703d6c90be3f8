"""A list of cases as a file, locked with a password of the person's own."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotAllowed
from opennrm.lists import exporting
from opennrm.lists.permissions import CASE_EXPORT
from opennrm.lists.rules import Wanted
from opennrm.web.agencies.confirmation import confirmed_by_factor
from opennrm.web.agencies.throttling import says_when
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.lists import files, filters
from opennrm.web.lists.export_forms import ExportForm, FileForm, NamedExportForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CASE_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@says_when
def export(request: Request) -> HttpResponse:
    """Choose what kind of file the list becomes, and get it. It has no names."""
    return _page(request, ExportForm(posted(request), request=request))


@requires(CASE_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_by_factor
@says_when
def export_named(request: Request) -> HttpResponse:
    """Say what the names are needed for, and get the file with them."""
    if not request.actor.may(IDENTITY_OPEN):
        raise NotAllowed
    return _page(request, NamedExportForm(posted(request), request=request))


def _page(request: Request, form: FileForm) -> HttpResponse:
    _form, wanted = filters.narrowed(request.actor, request.GET)
    most = pack().export.most_named if form.has_names else pack().export.most_rows
    found = exporting.count(request.actor, wanted, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            exporting.require_fitting(found, most)
            if form.is_counted():
                return _file(request, form, wanted)
    context = {
        "tags": filters.tags(request.actor, wanted),
        "list_url": filters.address(wanted),
        "named_url": filters.address(wanted, "case-export-named"),
        "may_name": request.actor.may(IDENTITY_OPEN),
        "count": found,
        "is_too_long": found > most,
        "most": most,
    }
    return form_page(request, "lists/export.html", form, context)


def _file(request: Request, form: FileForm, wanted: Wanted) -> HttpResponse:
    given, now = form.cleaned_data, timezone.now()
    purpose = given.get("purpose", "")
    made = files.File(
        kind=given["kind"],
        password=given["password"],
        purpose=purpose,
        filters=[tag.words for tag in filters.tags(request.actor, wanted)],
        by=request.actor,
        at=now,
    )
    content = exporting.export(wanted, purpose=purpose, by=request.actor, at=now, write=made.write)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(content, content_type=made.media_type, headers=headers)
