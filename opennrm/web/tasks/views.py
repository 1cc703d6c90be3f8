"""Pages of tasks: lists, one task, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as case_access
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.foundation.actor import Actor
from opennrm.lists import access as saved_lists
from opennrm.lists.rules import Kind
from opennrm.tasks import actions, queries
from opennrm.tasks.permissions import TASK_DO
from opennrm.tasks.rules import ENDED_SHOWN, EVERYBODY, ME, Wanted
from opennrm.tasks.states import State
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.parts import gathered
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted
from opennrm.web.tasks import filters
from opennrm.web.tasks.filters import OVERDUE, FilterForm
from opennrm.web.tasks.forms import CancelForm, DoneForm, HandOnForm, PutOffForm, TaskForm


@requires(TASK_DO, CASE_ASSIGN)
@require_safe
def index(request: Request) -> HttpResponse:
    """The tasks that I look for; without a filter my open ones, due first."""
    actor, now = request.actor, timezone.now()
    form = FilterForm(request.GET, actor=actor)
    wanted = form.wanted()
    context = {
        "form": form,
        "page": queries.page_looked_for(actor, wanted, mark=page_asked(request), at=now),
        "tags": filters.tags(actor, wanted),
        "order": filters.order_in_words(wanted),
        "saved": saved_lists.titles(actor, Kind.TASKS),
        "save_url": filters.address(wanted, "saved-task-list-new"),
        "shortcuts": _shortcuts(actor, wanted),
        "wanted": wanted,
        "is_mine": wanted.whose == ME and not wanted.ended,
        "days": ENDED_SHOWN.days,
    }
    return render(request, "tasks/list.html", context)


def _shortcuts(actor: Actor, wanted: Wanted) -> list[tuple[str, str, bool]]:
    """The lists that people ask for most: words, address, and whether it is the one that is shown."""
    lists = {
        _("My open tasks"): Wanted(),
        **({_("Overdue in my agency"): OVERDUE} if actor.may(CASE_ASSIGN) else {}),
        _("All open tasks I can see"): Wanted(whose=EVERYBODY),
        _("Tasks I have done"): Wanted(ended=True),
    }
    return [(words, filters.address(each), each == wanted) for words, each in lists.items()]


@requires(CASE_ASSIGN)
@require_safe
def overdue(request: Request) -> HttpResponse:
    """The overdue tasks of my agency, to which a notice leads."""
    return redirect(filters.address(OVERDUE))


@requires(TASK_DO)
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """The tasks of a case with what is to be done: those that are open, or those that have ended."""
    case = case_access.case(request.actor, case_id, as_="lead")
    ended, mark = request.GET.get("show") == "ended", page_asked(request)
    page = queries.page_of_case(request.actor, case, ended=ended, mark=mark, at=timezone.now())
    return render(request, "tasks/of_case.html", {"case": case, "page": page, "ended": ended})


@requires(TASK_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Add a task to a case."""
    case = case_access.case(request.actor, case_id, as_="lead", may=TASK_DO)
    form = TaskForm(posted(request), case=case)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.make(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The task has been added."))
            return redirect("case-show", case_id)
    return form_page(request, "tasks/new.html", form, {"case": case})


@requires(TASK_DO)
@require_safe
def show(request: Request, task_id: UUID) -> HttpResponse:
    """One task: what is to be done, by whom and by when, and what has changed about it."""
    return render(request, "tasks/show.html", _opened(request, task_id))


def _opened(request: Request, task_id: UUID) -> dict[str, Any]:
    now = timezone.now()
    opened = queries.open_task(request.actor, task_id, at=now)
    task = opened.entry.task
    return {
        "opened": opened,
        "entry": opened.entry,
        "task": task,
        "is_open": task.state == State.OPEN,
        "origins": [origin for each in gathered().task_origins if (origin := each(request.actor, task_id))],
        "may_undo": actions.may_undo(task, by=request.actor, at=now),
    }


@requires(TASK_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: Request, task_id: UUID) -> HttpResponse:
    """Mark a task as done: from its form with a word on how it went, or by the button beside it."""
    form = DoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        task = actions.finish(task_id, **form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, _("The task is done. You can undo this for ten minutes."))
        return redirect("case-show", task.case_id)
    return form_page(request, "tasks/done.html", form, _opened(request, task_id))


@requires(TASK_DO)
@button("task-show", "task_id", undone=gettext_lazy("The task was not opened again."))
def undo(request: Request, task_id: UUID) -> HttpResponse:
    """Take back that a task was done, or cancelled."""
    task = actions.undo(task_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The task is to be done again."))
    return redirect("case-show", task.case_id)


@requires(TASK_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request: Request, task_id: UUID) -> HttpResponse:
    """Put a task off to a later day."""
    form = PutOffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            task = actions.put_off(task_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The task has been put off."))
            return redirect("case-show", task.case_id)
    return form_page(request, "tasks/put_off.html", form, _opened(request, task_id))


@requires(TASK_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on(request: Request, task_id: UUID) -> HttpResponse:
    """Hand a task on to a colleague, or to whoever leads the case."""
    opened = _opened(request, task_id)
    form = HandOnForm(posted(request), case=opened["entry"].case, now_with=opened["task"].given_to_id)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="to"):
            task = actions.hand_on(task_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The task has been handed on."))
            return redirect("case-show", task.case_id)
    return form_page(request, "tasks/hand_on.html", form, opened)


@requires(TASK_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, task_id: UUID) -> HttpResponse:
    """Say that a task need not be done."""
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            task = actions.cancel(task_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The task has been cancelled."))
            return redirect("case-show", task.case_id)
    return form_page(request, "tasks/cancel.html", form, _opened(request, task_id))
