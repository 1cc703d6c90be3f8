"""What case conferences add to My work, the page of a case, the pages of tasks, the navigation and the calendar."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.conferences import access
from opennrm.conferences.models import Conference
from opennrm.conferences.permissions import CONFERENCE_ATTEND, CONFERENCE_HOLD
from opennrm.foundation.actor import Actor
from opennrm.web.conferences import printed, work
from opennrm.web.parts import (
    CalendarSource,
    CaseButton,
    CaseButtons,
    CaseSection,
    Lists,
    NavigationLink,
    Origin,
    Parts,
    ShownCase,
    Subject,
    Work,
)

NEWEST = 3
"""As many as the page of a case shows."""


def _listed(shown: ShownCase) -> Lists:
    if not shown.leads or not shown.actor.may(CONFERENCE_HOLD):
        return {}
    found = access.visible_to(shown.actor).of_case(shown.case.pk).showing("starts_at", "state", "way")
    return {"conferences": found.order_by("-starts_at", "id")[: NEWEST + 1]}


def _conferences(shown: ShownCase) -> Mapping[str, Any]:
    conferences = shown.lists.get("conferences")
    if conferences is None:
        return {"shows_conferences": False}
    return {
        "shows_conferences": True,
        "conferences": conferences[:NEWEST],
        "has_more_conferences": len(conferences) > NEWEST,
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(CONFERENCE_HOLD):
        return []
    return [
        CaseButton(label=_("Plan a case conference"), url=reverse("conference-new", args=[shown.case.pk]))
    ]


def _origin(actor: Actor, task_id: UUID) -> Origin | None:
    conference_id = access.conference_of_task(actor, task_id) if actor.may(CONFERENCE_HOLD) else None
    if conference_id is None:
        return None
    return Origin(
        label=_("Agreed at a case conference"), url=reverse("conference-show", args=[conference_id])
    )


PARTS = Parts(
    print_sections=printed.SECTIONS,
    navigation=[
        NavigationLink(
            order=56, may=(CASE_ASSIGN,), page="conference-figures", label=gettext_lazy("Conferences")
        )
    ],
    work=[
        Work(
            order=24,
            may=(CONFERENCE_HOLD,),
            sections=work.coming,
            waits=lambda actor, at: [access.mine(actor)],
        ),
        Work(
            order=24,
            may=(CONFERENCE_ATTEND,),
            sections=work.of_guests,
            waits=lambda actor, at: [access.invited_to(actor).planned(), access.actions_of_agency(actor)],
        ),
    ],
    case_sections=[
        CaseSection(
            order=35,
            template="conferences/_of_case.html",
            contents=_conferences,
            lists=_listed,
            rows=[Conference],
        )
    ],
    case_buttons=[CaseButtons(order=45, buttons=_buttons)],
    calendar=[
        CalendarSource(
            order=15,
            kind="conference",
            words=gettext_lazy("Meeting"),
            may=(CONFERENCE_HOLD,),
            entries=work.in_calendar,
        ),
        CalendarSource(
            order=16,
            kind="invitation",
            words=gettext_lazy("Meeting"),
            may=(CONFERENCE_ATTEND,),
            entries=work.invitations_in_calendar,
        ),
    ],
    subjects={
        "conference": Subject(page="conference-show"),
        "invitation": Subject(page="conference-invitation"),
    },
    task_origins=[_origin],
    guide={
        "": "caseworker#case-conferences",
        "conference-figures": "supervisor#how-many-conferences-were-held",
        "conference-invitation": "agency#case-conferences",
        "conference-answer": "agency#case-conferences",
        "conference-propose": "agency#case-conferences",
        "conference-report": "agency#case-conferences",
    },
)
