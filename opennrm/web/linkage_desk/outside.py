"""Rows of other offices' lists that are probably children of the mechanism: results brought in, and what is decided."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.linkage import outside as work
from opennrm.linkage import results as brought
from opennrm.linkage.permissions import LINK_DECIDE, LINK_OVERSEE
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.linkage.side_by_side import row_of
from opennrm.web.linkage_desk.forms import OutsideForm, ResultForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(LINK_OVERSEE)
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: Request) -> HttpResponse:
    """Bring in what a matcher found on lists without names."""
    form = ResultForm(posted(request), request.FILES or None)
    # Known only once the request was read, which the line above does.
    form.upload_too_large = getattr(request, "upload_too_large", False)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            content = form.cleaned_data["file"].read()
            brought.bring(content, by=request.actor, at=timezone.now())
            messages.success(
                request, _("The result is in order. Its matches are in the work list within a minute.")
            )
            return redirect("linkage-desk-results")
    return form_page(request, "linkage_desk/results.html", form, {"brought": brought.brought(request.actor)})


@requires(LINK_DECIDE)
@button("linkage-desk", undone=gettext_lazy("You have not taken a match."))
def take(request: Request) -> HttpResponse:
    """Take the match that comes next."""
    match = work.take_next(by=request.actor, at=timezone.now())
    if match is None:
        messages.info(request, _("No match is waiting for you."))
        return redirect("linkage-desk")
    return redirect("linkage-desk-outside", match.pk)


@requires(LINK_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request, match_id: UUID) -> HttpResponse:
    """What is known of the child of a match, and the question whether to ask the lead of the case."""
    actor, at = request.actor, timezone.now()
    form = OutsideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            work.decide(match_id, **form.answer, by=actor, at=at)
            messages.success(request, _("Your answer is saved."))
            return redirect("linkage-desk")
    match, known = work.open_sheet(match_id, by=actor, at=at)
    rows = [row_of(field, text, "", None) for field, text in known.items()]
    context = {"match": match, "rows": rows, "alike": match.alike / 10_000}
    return form_page(request, "linkage_desk/outside.html", form, context)


@requires(LINK_DECIDE, LINK_OVERSEE)
@button("linkage-desk", undone=gettext_lazy("Nothing was saved."))
def told(request: Request, match_id: UUID) -> HttpResponse:
    """Say that the other office was told."""
    work.told(match_id, by=request.actor)
    messages.success(request, _("You have told the other office."))
    return redirect("linkage-desk")
