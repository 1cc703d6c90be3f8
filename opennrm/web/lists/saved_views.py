"""Lists that somebody saved for themselves: used, given another name, removed and put back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases.permissions import CASE_ASSIGN, CASE_VIEW
from opennrm.lists import access, actions
from opennrm.lists.rules import Kind
from opennrm.tasks.permissions import TASK_DO
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.lists.forms import TitleForm
from opennrm.web.lists.kinds import KINDS, SavedKind
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CASE_VIEW)
@require_safe
def list_all(request: Request) -> HttpResponse:
    """My saved lists, and the one that I have just removed."""
    removed = access.own(request.actor).filter(removed_at__isnull=False).first()
    titles = access.titles_by_kind(request.actor)
    saved = [(KINDS[kind].title, lists) for kind, lists in titles.items() if lists]
    return render(request, "lists/saved.html", {"saved": saved, "removed": removed})


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Save the list of cases that the address describes."""
    return _new(request, KINDS[Kind.CASES])


@requires(TASK_DO, CASE_ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_of_tasks(request: Request) -> HttpResponse:
    """Save the list of tasks that the address describes."""
    return _new(request, KINDS[Kind.TASKS])


def _new(request: Request, kind: SavedKind) -> HttpResponse:
    wanted = kind.wanted(request.actor, request.GET)
    form = TitleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.save(**form.cleaned_data, wanted=wanted, by=request.actor, at=timezone.now())
            messages.success(request, str(kind.saved))
            return redirect(kind.address(wanted))
    context = {
        "tags": kind.tags(request.actor, wanted),
        "order": kind.order(wanted),
        "usual": kind.usual,
        "list_url": kind.address(wanted),
    }
    return form_page(request, "lists/new.html", form, context)


@requires(CASE_VIEW)
@require_safe
def show(request: Request, list_id: UUID) -> HttpResponse:
    """Go to what a saved list shows now."""
    row = access.saved_list(request.actor, list_id)
    kind = KINDS[Kind(row.kind)]
    wanted, gone = kind.offered(request.actor, row.wanted)
    if gone:
        messages.warning(
            request,
            _(
                "What you chose for these filters is no longer offered, so the list is shown without it: {filters}. "
                "Narrow the list again, and save it under a new name."
            ).format(filters=kind.names(gone)),
        )
    return redirect(kind.address(wanted))


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, list_id: UUID) -> HttpResponse:
    """Give a saved list another name."""
    row = access.saved_list(request.actor, list_id)
    form = TitleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.rename(list_id, **form.cleaned_data, by=request.actor)
            messages.success(request, _("The list has its new name."))
            return redirect("saved-list-all")
    title = access.titles(request.actor, Kind(row.kind))[list_id]
    form.initial = {"title": title}
    return form_page(request, "lists/rename.html", form, {"title": title})


@requires(CASE_VIEW)
@button("saved-list-all", undone=gettext_lazy("The list was not removed."))
def remove(request: Request, list_id: UUID) -> HttpResponse:
    """Remove a saved list."""
    actions.remove(list_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The list has been removed. You can put it back on this page."))
    return redirect("saved-list-all")


@requires(CASE_VIEW)
@button("saved-list-all", undone=gettext_lazy("The list was not put back."))
def restore(request: Request, list_id: UUID) -> HttpResponse:
    """Put back the list that was just removed."""
    actions.restore(list_id, by=request.actor)
    messages.success(request, _("The list is back."))
    return redirect("saved-list-all")
