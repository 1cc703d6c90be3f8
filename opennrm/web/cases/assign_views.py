"""Pages about who has a case: taking it, assigning it, undoing that, and handing over all cases of a colleague."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies.models import Membership
from opennrm.cases import access, actions, assignments, caseloads, lost
from opennrm.cases.permissions import CASE_ASSIGN, CASE_VIEW, IDENTITY_OPEN
from opennrm.foundation.pages import page_of
from opennrm.foundation.refusals import NotThere
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.cases import loads
from opennrm.web.cases.assign_forms import AssignForm, HandOverForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request, posted

MEMBERS_A_PAGE = 50


@requires(CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request, case_id: UUID) -> HttpResponse:
    """Take a case on, or give it to somebody."""
    case = access.case(request.actor, case_id, as_="lead", event=None)
    form = AssignForm(posted(request), case=case, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.assign(
                case_id,
                **form.cleaned_data,
                seen_holder=request.POST.get("seen_holder"),
                by=request.actor,
                at=timezone.now(),
            )
            messages.success(
                request,
                _("The case has been assigned. Now only that person and the supervisors can see it."),
            )
            return redirect("case-show", case_id)
    return form_page(request, "cases/assign.html", form, {"case": case})


def _not_taken(request: Request, _refusal: NotThere, case_id: UUID) -> HttpResponse:
    """Who was faster, for whoever could see the case. For everybody else a case that was taken, that is hidden and that
    does not exist are the same: nothing tells which it is."""
    loss = lost.why(request.actor, case_id, at=timezone.now())
    return render(request, "cases/not_taken.html", {"loss": loss}, status=404)


@requires(CASE_VIEW)
@button("case-show", "case_id", undone=gettext_lazy("You have not taken the case."))
@on_refusal(NotThere, _not_taken)
def take(request: Request, case_id: UUID) -> HttpResponse:
    """Take an unassigned case on oneself."""
    actions.assign(case_id, to=request.actor.membership_id, by=request.actor, at=timezone.now())
    messages.success(
        request,
        _("The case is now assigned to you. In your agency, only you and your supervisors can see it."),
    )
    return redirect("case-show", case_id)


@requires(CASE_VIEW)
@button("case-show", "case_id", undone=gettext_lazy("The assignment was not undone."))
def undo(request: Request, case_id: UUID) -> HttpResponse:
    """Take back that one has just assigned a case."""
    actions.undo_assignment(case_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The assignment has been undone."))
    return redirect("case-show", case_id)


@requires(IDENTITY_OPEN)
@require_safe
def assignments_of(request: Request, case_id: UUID) -> HttpResponse:
    """Everybody to whom a case was assigned, and what they were to know."""
    case = access.case(request.actor, case_id, as_="lead", event=None)
    opened = assignments.opened(request.actor, case)
    return render(request, "cases/assignments.html", {"case": case, "assignments": opened})


@requires(CASE_ASSIGN)
@require_safe
def caseload_list(request: Request) -> HttpResponse:
    """Who in my agency has how many cases, first those who can no longer work on theirs."""
    now, actor = timezone.now(), request.actor
    members = actions.takers(actor.agency_id).select_related("account")
    page = page_of(members, ("started_at", "id"), page_asked(request), size=MEMBERS_A_PAGE)
    gone = access.gone_with_cases(actor).select_related("account").order_by("account__name", "id")
    context = {
        "gone": loads.rows(gone[:MEMBERS_A_PAGE], by=actor, at=now),
        "page": page,
        "rows": loads.rows(page.rows, by=actor, at=now),
    }
    return render(request, "cases/caseloads.html", context)


@requires(CASE_ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request: Request, membership_id: UUID) -> HttpResponse:
    """The cases of one colleague, and to whom to hand them over."""
    member = access.colleague(request.actor, membership_id)
    form = HandOverForm(posted(request), member=member, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = caseloads.hand_over(member.pk, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _handed_over(len(given)))
            return redirect("caseload-show", member.pk)
    return form_page(request, "cases/caseload.html", form, _about(request, member, form))


def _about(request: Request, member: Membership, form: HandOverForm) -> dict[str, Any]:
    [row] = loads.rows([member], by=request.actor, at=timezone.now())
    is_gone = not actions.takers(request.actor.agency_id).filter(pk=member.pk).exists()
    return {"member": member, "row": row, "is_gone": is_gone, "has_more": form.has_more}


def _handed_over(number: int) -> str:
    said = ngettext(
        "%(number)s case has been handed over.", "%(number)s cases have been handed over.", number
    )
    return said % {"number": number}
