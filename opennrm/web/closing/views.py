"""Pages of closing a case: asking, deciding, reading how it was closed, and reopening it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases.models import Case
from opennrm.closing import access, actions, continuing
from opennrm.closing.permissions import CLOSING_ASK, CLOSING_DECIDE
from opennrm.closing.states import State
from opennrm.tasks import queries as tasks
from opennrm.web.buttons import button
from opennrm.web.cases.words import risk_shown
from opennrm.web.closing.forms import APPROVE, CloseForm, DecideForm, EarlierForm, ReopenForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted
from opennrm.web.subjects import page_about

MOST_TASKS = 10


@requires(CLOSING_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask a supervisor to close a case; or see what has to end first."""
    case = access.case_to_close(request.actor, case_id, may=CLOSING_ASK, event="case.viewed")
    is_asked = access.waiting_in(request.actor, [case_id]).exists()
    if request.method != "POST" and (is_asked or case.closed_at):
        return redirect("closing-show", case_id)
    shown = _before_closing(request, case)
    form = CloseForm(posted(request), has_tasks=bool(shown["tasks"]), initial={"form_token": uuid4()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            token = form.cleaned_data["form_token"]
            actions.ask(case_id, form.request, form_token=token, by=request.actor, at=timezone.now())
            messages.success(request, _("A supervisor has been asked to close this case."))
            return redirect("case-show", case_id)
    return form_page(request, "closing/ask.html", form, shown)


def _before_closing(request: Request, case: Case) -> dict[str, Any]:
    """What somebody should know before a case is closed: what has to end first, open tasks, and the risk."""
    open_tasks, has_more = tasks.open_of_case(request.actor, case, most=MOST_TASKS, at=timezone.now())
    return {
        "case": case,
        "obstacles": [
            {"words": each.words, "url": page_about(each.about, each.subject_id, case.pk)}
            for each in actions.obstacles(request.actor, case)
        ],
        "tasks": open_tasks,
        "has_more_tasks": has_more,
        "risk": risk_shown(case.risk),
    }


@requires(CLOSING_ASK, CLOSING_DECIDE)
@require_safe
def show(request: Request, case_id: UUID) -> HttpResponse:
    """How and why a case was closed and reopened, and which other case of the child goes on."""
    case, closings, links = access.open_history(request.actor, case_id)
    last = closings[0].closure if closings else None
    is_waiting = last is not None and last.state == State.ASKED
    context = {
        "case": case,
        "closings": closings,
        "links": links,
        "last": last,
        "may_decide": is_waiting and last and access.may_decide(request.actor, last),
        "may_withdraw": is_waiting and request.actor.may(CLOSING_ASK),
        "may_reopen": case.closed_at and request.actor.may(CLOSING_DECIDE),
    }
    return render(request, "closing/show.html", context)


@requires(CLOSING_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, case_id: UUID, closure_id: UUID) -> HttpResponse:
    """Decide whether a case is closed as somebody else has asked."""
    case, opened = access.closure_to_decide(request.actor, case_id, closure_id)
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            decided = actions.approve if form.cleaned_data["decision"] == APPROVE else actions.refuse
            words, now = form.cleaned_data["words"], timezone.now()
            closure = decided(case_id, closure_id, words=words, by=request.actor, at=now)
            is_closed = closure.state == State.APPROVED
            messages.success(request, _("The case is closed.") if is_closed else _("The case stays open."))
            return redirect("case-show", case_id)
    context = {
        **_before_closing(request, case),
        "opened": opened,
        "is_waiting": opened.closure.state == State.ASKED,
        "may_decide": access.may_decide(request.actor, opened.closure),
    }
    return form_page(request, "closing/decide.html", form, context)


@requires(CLOSING_ASK)
@button("closing-show", "case_id", undone=gettext_lazy("The request was not withdrawn."))
def withdraw(request: Request, case_id: UUID, closure_id: UUID) -> HttpResponse:
    """Ask no longer to close a case."""
    actions.withdraw(case_id, closure_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The request to close this case has been withdrawn."))
    return redirect("case-show", case_id)


@requires(CLOSING_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, case_id: UUID) -> HttpResponse:
    """Reopen a closed case."""
    case = access.case_to_close(request.actor, case_id, may=CLOSING_DECIDE, event="case.viewed")
    if request.method != "POST" and not case.closed_at:
        return redirect("case-show", case_id)
    form = ReopenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.reopen(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The case is open again."))
            return redirect("case-show", case_id)
    return form_page(request, "closing/reopen.html", form, {"case": case})


@requires(CLOSING_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: Request, case_id: UUID) -> HttpResponse:
    """Reopen an earlier case of the child whom this newer case is about."""
    case = access.case_to_close(request.actor, case_id, may=CLOSING_DECIDE, event="case.viewed")
    form = EarlierForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reopened = continuing.reopen_earlier(
                case_id, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
            messages.success(request, _("The earlier case is open again. Both cases name each other."))
            return redirect("case-show", reopened.pk)
    return form_page(request, "closing/earlier.html", form, {"case": case})
