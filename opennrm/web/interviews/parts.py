"""What interviews add to My work, the page of a case, printed summaries and the navigation."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.foundation.actor import Actor
from opennrm.interviews import access
from opennrm.interviews.models import Interview
from opennrm.interviews.permissions import INTERVIEW_ARRANGE, INTERVIEW_REQUEST, INTERVIEW_WATCH
from opennrm.interviews.states import BEFORE, State
from opennrm.web.interviews import printed, work
from opennrm.web.interviews.views import READS
from opennrm.web.parts import (
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

NEWEST = 3
"""As many as the page of a case shows."""


def _listed(shown: ShownCase) -> Lists:
    if not access.may_any(shown.actor, READS):
        return {}
    found = access.visible_to(shown.actor).of_case(shown.case.pk).order_by("-requested_at", "id")
    return {"interviews": found.showing("state", "sequence", "starts_at", "requested_at")[:NEWEST]}


def _interviews(shown: ShownCase) -> Mapping[str, Any]:
    return {
        "interviews": shown.lists.get("interviews"),
        "lists_interviews": shown.actor.may(INTERVIEW_REQUEST),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.actor.may(INTERVIEW_REQUEST) or not access.has_part(shown.actor, shown.case):
        return []
    url = reverse("interview-of-case", args=[shown.case.pk])
    return [CaseButton(label=_("Interviews"), url=url)]


def _chapter(actor: Actor) -> str:
    """Who watches has a chapter of their own."""
    return "interviewer#the-day" if access.may_any(actor, access.ON_THE_DAY) else "observer"


PARTS = Parts(
    print_sections=printed.SECTIONS,
    navigation=[
        NavigationLink(
            order=57, may=(CASE_ASSIGN,), page="interview-figures", label=gettext_lazy("Interviews")
        ),
        NavigationLink(
            order=58,
            may=(INTERVIEW_ARRANGE,),
            page="interview-plan-choose",
            label=gettext_lazy("Plan interviews"),
        ),
    ],
    work=[
        Work(
            order=22,
            may=(*READS, INTERVIEW_WATCH),
            sections=work.sections,
            waits=lambda actor, at: [access.visible_to(actor).in_state(*BEFORE, State.UNDER_WAY)],
        )
    ],
    case_sections=[
        CaseSection(
            order=34,
            template="interviews/_of_case.html",
            contents=_interviews,
            lists=_listed,
            rows=[Interview],
        )
    ],
    case_buttons=[CaseButtons(order=44, buttons=_buttons)],
    subjects={"interview": Subject(page="interview-show")},
    guide={
        "": "interviewer#what-an-interview-is",
        "interview-new": "interviewer#asking-for-an-interview",
        "interview-find": "interviewer#finding-a-time",
        "interview-plan-choose": "interviewer#one-plan-for-several-children",
        "interview-plan": "interviewer#one-plan-for-several-children",
        "interview-schedule": "interviewer#choosing-a-time",
        "interview-day": _chapter,
        "interview-watch": "observer#watching",
        "interview-contact": "interviewer#forensic-samples",
        "interview-examined": "interviewer#forensic-samples",
        "interview-review": "interviewer#case-reviews",
        "interview-review-call": "interviewer#case-reviews",
        "interview-review-hold": "interviewer#case-reviews",
        "interview-review-decide": "interviewer#case-reviews",
        "interview-figures": "interviewer#how-many-interviews-there-were",
    },
)
