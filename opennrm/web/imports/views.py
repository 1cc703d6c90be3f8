"""Pages of one's old lists: add one, say what its columns are, read what was found and what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.foundation import lists_of_people
from opennrm.foundation.pages import page_of
from opennrm.imports import access, actions, standing
from opennrm.imports import left_out as excluded
from opennrm.imports.columns import Columns, guess, like
from opennrm.imports.models import ImportedList, KnownColumns
from opennrm.imports.permissions import LIST_IMPORT
from opennrm.imports.states import AT_WORK, State
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.imports import found
from opennrm.web.imports.forms import AddForm, ColumnsForm
from opennrm.web.imports.progress import standing_of
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, id_given, page_token, posted

CASES_A_PAGE = 50
ROWS_SHOWN = 5


@requires(LIST_IMPORT)
@require_safe
def index(request: Request) -> HttpResponse:
    """The lists of my agency, and what was kept of the columns of earlier ones."""
    newest = access.lists_of(request.actor).order_by("-added_at", "id").select_related("added_by__account")
    rows = newest.defer("content", "findings")[: access.LISTED_AT_MOST]
    listed = [{"row": row, "title": access.title_of(row)} for row in rows]
    known = [{"row": row, "name": name} for row, name, _said in access.known_columns(request.actor)]
    return render(request, "imports/list.html", {"listed": listed, "known": known})


@requires(LIST_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Add a list from a file."""
    form = AddForm(posted(request), request.FILES if request.method == "POST" else None)
    form.upload_too_large = getattr(request, "upload_too_large", False)
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="file"):
            table = lists_of_people.read(form.cleaned_data["file"].read())
            title = form.cleaned_data["title"]
            row = actions.add(table, title=title, page=str(page), by=request.actor, at=timezone.now())
            return redirect("import-columns", row.pk)
    days = pack().drafts.list_keep_days
    response = form_page(request, "imports/new.html", form, {"page": page, "days": days})
    if form.upload_too_large:
        response.status_code = 413
    return response


@requires(LIST_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: Request, import_id: UUID) -> HttpResponse:
    """Correct what the columns of a list seem to hold."""
    row = access.list_to_read(request.actor, import_id)
    content = access.open_content(request.actor, row)
    known = access.known_columns(request.actor)
    guessed = _guessed(request, access.columns_of(row), known, content)
    form = ColumnsForm(posted(request), rows=content.rows, guessed=guessed)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            keep_as = form.cleaned_data["keep_as"].strip()
            now = timezone.now()
            actions.say_columns(import_id, form.columns, keep_as=keep_as, by=request.actor, at=now)
            return redirect("import-show", import_id)
    context = {
        "row": row,
        "title": access.title_of(row),
        "content": content,
        "known": [{"row": each, "name": name} for each, name, _said in known],
        "headings": guessed.headings,
        "first_rows": _first_rows(content, guessed),
    }
    return form_page(request, "imports/columns.html", form, context)


def _first_rows(content: access.Content, columns: Columns) -> list[list[str]]:
    """The first rows, all of one length: the reader leaves out what is empty at their ends."""
    width = len(columns.headings)
    first = content.rows[columns.heading_row + 1 :][:ROWS_SHOWN]
    return [[*row, *[""] * (width - len(row))] for row in first]


def _guessed(
    request: Request,
    said: Columns | None,
    known: list[tuple[KnownColumns, str, Columns]],
    content: access.Content,
) -> Columns:
    """What was said of this list, or of the earlier one that the address asks for; else what seems likely."""
    asked = id_given(request.GET.get("like", ""))
    for row, _name, earlier in known:
        if row.pk == asked:
            return like(earlier, content.rows)
    return said or guess(content.rows, [earlier for _row, _name, earlier in known])


@requires(LIST_IMPORT)
@require_safe
def show(request: Request, import_id: UUID) -> HttpResponse:
    """How far a list is, what was found in it, and the cases that came of it."""
    row = access.list_to_read(request.actor, import_id)
    if row.state == State.COLUMNS:
        return redirect("import-columns", import_id)
    context = {"row": row, "title": access.title_of(row)}
    if row.state in AT_WORK:
        context["standing"] = standing_of(row, at=timezone.now())
        return render(request, "imports/working.html", context)
    if row.state == State.CHECKED:
        return render(request, "imports/checked.html", context | _checked(request, row))
    return render(request, "imports/imported.html", context | _imported(request, row))


def _checked(request: Request, row: ImportedList) -> dict[str, Any]:
    content = access.open_content(request.actor, row)
    findings = access.findings_of(row)
    return {
        "bad": excluded.bad(findings)[: found.SHOWN],
        "alike": excluded.alike(request.actor, findings, most=found.SHOWN),
        "preview": found.preview(content, row, at=timezone.now()),
        "good_rows": row.rows - row.bad_rows - row.alike_rows,
    }


def _imported(request: Request, row: ImportedList) -> dict[str, Any]:
    of_list = access.cases_of(request.actor, row.pk)
    page = page_of(of_list, ("number", "id"), page_asked(request), size=CASES_A_PAGE)
    return {
        "counts": standing.counts(request.actor, row.pk),
        "page": page,
        "listed": standing.listed(request.actor, page.rows),
        "left_out": row.bad_rows + (0 if row.takes_alike else row.alike_rows),
        "has_content": bool(row.content),
    }


@requires(LIST_IMPORT)
@require_safe
def left_out(request: Request, import_id: UUID) -> HttpResponse:
    """The rows that were not imported, with the reasons, as a file."""
    row = access.list_to_read(request.actor, import_id)
    content = excluded.as_file(request.actor, row)
    headers = {"Content-Disposition": 'attachment; filename="rows-left-out.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@requires(LIST_IMPORT)
@button("import-list", undone=gettext_lazy("Nothing was deleted."))
def forget_columns(request: Request, known_id: UUID) -> HttpResponse:
    """Delete what was kept of the columns of an earlier list."""
    actions.delete_known_columns(known_id, by=request.actor)
    messages.success(request, _("The saved columns were deleted."))
    return redirect("import-list")
