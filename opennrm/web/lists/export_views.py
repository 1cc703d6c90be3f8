"""A list of cases as a file, locked with a password of the person's own."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from opennrm.country.pack import pack
from opennrm.lists import exporting
from opennrm.lists.permissions import CASE_EXPORT
from opennrm.lists.rules import Wanted
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.lists import files, filters
from opennrm.web.lists.forms import ExportForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CASE_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """Choose what the file has, and get it."""
    _form, wanted = filters.narrowed(request.actor, request.GET)
    form = ExportForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _file(request, form, wanted)
    limits, found = pack().export, exporting.count(request.actor, wanted, at=timezone.now())
    context = {
        "tags": filters.tags(request.actor, wanted),
        "list_url": filters.address(wanted),
        "count": found,
        "is_too_long": found > limits.most_rows,
        "limits": limits,
    }
    return form_page(request, "lists/export.html", form, context)


def _file(request: Request, form: ExportForm, wanted: Wanted) -> HttpResponse:
    given, now = form.cleaned_data, timezone.now()
    made = files.File(
        kind=given["kind"],
        password=given["password"],
        purpose=given["purpose"],
        filters=[tag.words for tag in filters.tags(request.actor, wanted)],
        by=request.actor,
        at=now,
    )
    content = exporting.export(wanted, purpose=given["purpose"], by=request.actor, at=now, write=made.write)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(content, content_type=made.media_type, headers=headers)
