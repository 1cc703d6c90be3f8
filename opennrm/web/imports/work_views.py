"""Pages that have the worker do something with an old list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.imports import access, actions, standing
from opennrm.imports.permissions import LIST_IMPORT
from opennrm.imports.states import AT_WORK, BEFORE_IMPORT, State
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.imports.forms import TAKE, StartForm, WithdrawForm
from opennrm.web.imports.progress import standing_of
from opennrm.web.progress import progress_part
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(LIST_IMPORT)
@require_safe
def progress(request: Request, import_id: UUID) -> HttpResponse:
    """How far the work is, as a part of the page of the list; when it is done, the page is loaded anew."""
    row = access.list_to_read(request.actor, import_id)
    return progress_part(
        request,
        page="import-show",
        watch="import-progress",
        of=import_id,
        standing=lambda: standing_of(row, at=timezone.now()) if row.state in AT_WORK else None,
    )


@requires(LIST_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, import_id: UUID) -> HttpResponse:
    """Say what to do with rows that look like somebody who is there, and import."""
    row = access.list_to_read(request.actor, import_id)
    form = StartForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            takes_alike = form.cleaned_data["alike"] == TAKE
            actions.start_import(import_id, takes_alike=takes_alike, by=request.actor, at=timezone.now())
            return redirect("import-show", import_id)
    context = {
        "row": row,
        "title": access.title_of(row),
        "good_rows": row.rows - row.bad_rows - row.alike_rows,
        "is_checked": row.state == State.CHECKED,
    }
    return form_page(request, "imports/start.html", form, context)


@requires(LIST_IMPORT)
@button("import-show", "import_id", undone=gettext_lazy("No case was released."))
def release(request: Request, import_id: UUID) -> HttpResponse:
    """Have all cases released that wait."""
    actions.release_all(import_id, by=request.actor, at=timezone.now())
    return redirect("import-show", import_id)


@requires(LIST_IMPORT)
@button("import-show", "import_id", undone=gettext_lazy("The work was not started again."))
def try_again(request: Request, import_id: UUID) -> HttpResponse:
    """Go on with what a worker left behind."""
    actions.try_again(import_id, by=request.actor, at=timezone.now())
    return redirect("import-show", import_id)


@requires(LIST_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, import_id: UUID) -> HttpResponse:
    """Undo a whole import, once it was confirmed."""
    row = access.list_to_read(request.actor, import_id)
    undoing = standing.undoing(request.actor, import_id)
    form = WithdrawForm(posted(request), going=undoing.going)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.withdraw(import_id, by=request.actor, at=timezone.now())
            return redirect("import-show", import_id)
    context = {
        "row": row,
        "title": access.title_of(row),
        "undoing": undoing,
        "is_imported": row.state == State.IMPORTED,
    }
    return form_page(request, "imports/withdraw.html", form, context)


@requires(LIST_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, import_id: UUID) -> HttpResponse:
    """Delete a list that was not imported, once it was confirmed."""
    row = access.list_to_read(request.actor, import_id)
    if request.method != "POST":
        context = {
            "row": row,
            "title": access.title_of(row),
            "may_delete": row.state in BEFORE_IMPORT,
        }
        return render(request, "imports/delete.html", context)
    actions.discard(import_id, by=request.actor)
    messages.success(request, _("The list was deleted."))
    return redirect("import-list")
