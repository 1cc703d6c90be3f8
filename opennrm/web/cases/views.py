"""Pages of cases: list, one case, who takes it on, what is sealed in it, search."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies.permissions import Permission
from opennrm.cases import access, actions
from opennrm.cases import documents as case_documents
from opennrm.cases.models import Case, CaseKey, Document
from opennrm.foundation.state_table import TransitionRefused
from opennrm.people import queries
from opennrm.people.models import Person
from opennrm.web.buttons import button
from opennrm.web.cases import overview, page
from opennrm.web.cases.forms import AssignForm, SearchForm
from opennrm.web.cases.lists import page_of
from opennrm.web.guards import on_a_step_of_time, requires
from opennrm.web.request import Request


@requires(Permission.CASE_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The cases that I see, newest first."""
    shown = request.GET.get("show", "")
    cases = access.visible_to(request.actor)
    if shown == "mine":
        cases = cases.filter(assigned_to_id=request.actor.membership_id)
    elif shown == "waiting":
        cases = access.waiting_to_be_taken(request.actor)
    listed = page_of(cases.select_related("assigned_to__account"), request.GET)
    rows = overview.rows(request.actor, listed.items, at=timezone.now())
    context = {"rows": rows, "listed": listed, "shown": shown}
    return render(request, "cases/list.html", context)


@requires(Permission.CASE_VIEW)
@require_safe
def show(request: Request, case_id: UUID) -> HttpResponse:
    """One case: its story, who takes part, its clocks, referrals and screenings."""
    try:
        case = access.case_to_read(request.actor, case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    return render(request, "cases/show.html", page.contents(request.actor, case, at=timezone.now()))


@requires(Permission.CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request, case_id: UUID) -> HttpResponse:
    """Take a case on, or give it to somebody."""
    try:
        case = access.case_to_lead(request.actor, case_id, lock=False)
    except Case.DoesNotExist:
        raise Http404 from None
    form = AssignForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign(case_id, to=UUID(form.cleaned_data["member"]), by=request.actor, at=timezone.now())
        except TransitionRefused as refused:
            return render(request, "409.html", {"refusal": refused}, status=409)
        messages.success(
            request, _("The case has been assigned. Now only that person and the supervisors can see it.")
        )
        return redirect("case-list")
    return render(request, "cases/assign.html", {"form": form, "case": case})


@requires(Permission.CASE_VIEW)
@button("case-show", "case_id", undone=gettext_lazy("You have not taken the case."))
def take(request: Request, case_id: UUID) -> HttpResponse:
    """Take an unassigned case on oneself."""
    try:
        actions.assign(case_id, to=request.actor.membership_id, by=request.actor, at=timezone.now())
    except (Case.DoesNotExist, actions.AlreadyTaken):
        # The same for a case that was taken, that is hidden, and that does not exist: none tells which it is.
        return render(request, "cases/not_taken.html", status=404)
    except TransitionRefused as refused:
        return render(request, "409.html", {"refusal": refused}, status=409)
    messages.success(
        request,
        _("The case is now assigned to you. In your agency, only you and your supervisors can see it."),
    )
    return redirect("case-show", case_id)


@requires(Permission.IDENTITY_OPEN)
@button("case-show", "case_id", undone=gettext_lazy("The name and contact details were not shown."))
def identity(request: Request, case_id: UUID) -> HttpResponse:
    """Show what identifies the child. Asked for by POST, so that no link or reload opens it unseen."""
    try:
        context = page.sealed_contents(request.actor, case_id, at=timezone.now())
    except (Case.DoesNotExist, CaseKey.DoesNotExist, Person.DoesNotExist):
        raise Http404 from None
    return render(request, "cases/identity.html", context)


@requires(Permission.CASE_VIEW)
@button("case-show", "case_id", undone=gettext_lazy("The document was not opened."))
def document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Open a sealed document of the case."""
    try:
        _title, media_type, content = case_documents.open_document(
            request.actor, case_id, document_id, at=timezone.now()
        )
    except (Document.DoesNotExist, Case.DoesNotExist, CaseKey.DoesNotExist):
        raise Http404 from None
    headers = {
        "Content-Disposition": f'attachment; filename="document.{media_type.rsplit("/", 1)[-1]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)


@requires(Permission.CASE_SEARCH)
@on_a_step_of_time
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """Find a child or a case among those that I see."""
    form = SearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "hits": None}
    if request.method == "POST" and form.is_valid():
        try:
            context["hits"] = queries.search(request.actor, form.cleaned_data["words"], at=timezone.now())
        except queries.SearchTooShort as refused:
            form.add_error("words", str(refused))
    return render(request, "cases/search.html", context)
