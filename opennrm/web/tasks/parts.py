"""What tasks add to My work, the page of a case, the navigation and the calendar."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.permissions import CASE_ASSIGN, CASE_VIEW
from opennrm.spaces.permissions import SPACE_BOOK
from opennrm.tasks import queries
from opennrm.tasks.permissions import TASK_DO
from opennrm.web.parts import (
    CalendarSource,
    CaseButton,
    CaseButtons,
    CaseSection,
    Lists,
    NavigationLink,
    Parts,
    ShownCase,
    Subject,
    Work,
)
from opennrm.web.tasks import calendar, figures, printed, work

MOST_OF_CASE = 6
"""How many open tasks the page of a case shows; the others are one link away."""


def _tasks(shown: ShownCase) -> Mapping[str, Any]:
    if not shown.leads or not shown.actor.may(TASK_DO):
        return {"shows_tasks": False}
    entries, has_more = queries.open_of_case(shown.actor, shown.case, most=MOST_OF_CASE, at=shown.at)
    return {
        "shows_tasks": True,
        "task_entries": entries,
        "has_more_tasks": has_more,
        "tasks_just_ended": shown.lists["tasks_just_ended"],
    }


def _just_ended(shown: ShownCase) -> Lists:
    """What can still be undone: of a closed case only its follow-up."""
    ended = queries.just_ended(shown.actor, shown.case.pk, at=shown.at)
    closed_at = shown.case.closed_at
    return {"tasks_just_ended": ended.filter(made_at__gte=closed_at) if closed_at else ended}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(TASK_DO):
        return []
    return [CaseButton(label=_("Add a task"), url=reverse("task-new", args=[shown.case.pk]))]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    figures=figures.FIGURES,
    navigation=[
        NavigationLink(order=55, may=(CASE_VIEW, SPACE_BOOK), page="calendar", label=gettext_lazy("Calendar"))
    ],
    work=[
        Work(order=25, may=(TASK_DO,), sections=work.mine),
        Work(order=45, may=(CASE_ASSIGN,), sections=work.overdue),
    ],
    case_sections=[CaseSection(order=30, template="tasks/_of_case.html", contents=_tasks, lists=_just_ended)],
    case_buttons=[CaseButtons(order=40, buttons=_buttons)],
    calendar=[
        CalendarSource(
            order=10,
            kind="task",
            words=gettext_lazy("Due: task"),
            may=(TASK_DO,),
            entries=calendar.task_entries,
        )
    ],
    subjects={"task": Subject(page="task-show")},
    guide={
        "": "caseworker#tasks",
        "task-overdue": "supervisor#what-is-overdue",
        "calendar": "caseworker#the-calendar",
        "calendar-feed": "caseworker#the-calendar",
    },
)
