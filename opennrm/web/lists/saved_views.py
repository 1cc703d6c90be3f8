"""Lists that somebody saved for themselves: used, given another name, removed and put back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases.permissions import CASE_VIEW
from opennrm.lists import access, actions, queries
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.lists import filters
from opennrm.web.lists.forms import TitleForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CASE_VIEW)
@require_safe
def list_all(request: Request) -> HttpResponse:
    """My saved lists, and the one that I have just removed."""
    removed = access.own(request.actor).filter(removed_at__isnull=False).first()
    context = {"saved": access.titles(request.actor), "removed": removed}
    return render(request, "lists/saved.html", context)


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Save the list that the address describes."""
    _form, wanted = filters.narrowed(request.actor, request.GET)
    form = TitleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.save(**form.cleaned_data, wanted=wanted, by=request.actor, at=timezone.now())
            messages.success(request, _("The list is saved. You find it above your cases."))
            return redirect(filters.address(wanted))
    context = {
        "tags": filters.tags(request.actor, wanted),
        "order": filters.order_in_words(wanted),
        "list_url": filters.address(wanted),
    }
    return form_page(request, "lists/new.html", form, context)


@requires(CASE_VIEW)
@require_safe
def show(request: Request, list_id: UUID) -> HttpResponse:
    """Go to the cases of a saved list."""
    row = access.saved_list(request.actor, list_id)
    wanted, gone = queries.still_offered(request.actor, row.wanted)
    if gone:
        messages.warning(
            request,
            _(
                "What you chose for these filters is no longer offered, so the list is shown without it: {filters}. "
                "Narrow the list again, and save it under a new name."
            ).format(filters=filters.names_in_words(gone)),
        )
    return redirect(filters.address(wanted))


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, list_id: UUID) -> HttpResponse:
    """Give a saved list another name."""
    access.saved_list(request.actor, list_id)
    form = TitleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.rename(list_id, **form.cleaned_data, by=request.actor)
            messages.success(request, _("The list has its new name."))
            return redirect("saved-list-all")
    title = access.titles(request.actor)[list_id]
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
