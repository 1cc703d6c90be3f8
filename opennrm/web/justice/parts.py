"""What proceedings add to My work, the page of a case, the navigation and the calendar."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.foundation.actor import Actor
from opennrm.justice import access, queries
from opennrm.justice.models import ChildInProceeding, ReleaseNotice
from opennrm.justice.permissions import COURT_VIEW, HEARING_KEEP, PROCEEDING_KEEP, WITNESS_SUPPORT
from opennrm.justice.states import HearingState
from opennrm.web.justice import work
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

AHEAD = timedelta(days=3660)
COMING = 3
"""As many days as the page of a case shows."""


def _reads(shown: ShownCase) -> bool:
    return any(shown.actor.may(each) for each in access.READ_CHILD)


def _listed(shown: ShownCase) -> Lists:
    if not _reads(shown):
        return {}
    found = access.children(shown.actor).filter(case_id=shown.case.pk)
    return {"in_court": found.showing("role", "ended_at", "dropped_out_on").order_by("id")}


def _in_court(shown: ShownCase) -> Mapping[str, Any]:
    children = shown.lists.get("in_court", [])
    if not children:
        return {"shows_court": False}
    dates = queries.court_dates(shown.case.pk, since=shown.at, until=shown.at + AHEAD)
    return {
        "shows_court": True,
        "in_court": children,
        "court_dates": [each for each in dates if each.state == HearingState.LISTED][:COMING],
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.actor.may(PROCEEDING_KEEP) or not access.has_part(shown.actor, shown.case):
        return []
    return [
        CaseButton(label=_("Open a proceeding"), url=reverse("proceeding-new", args=[shown.case.pk])),
        CaseButton(label=_("Add to a proceeding"), url=reverse("proceeding-add-child", args=[shown.case.pk])),
    ]


def _place_of_child(actor: Actor) -> str:
    prosecutes = actor.may(PROCEEDING_KEEP)
    return "prosecutor#children-in-court" if prosecutes else "victim-support#the-child-in-court"


PARTS = Parts(
    navigation=[
        NavigationLink(
            order=55, may=(HEARING_KEEP,), page="proceeding-list", label=gettext_lazy("Proceedings")
        ),
    ],
    work=[
        Work(
            order=21,
            may=(HEARING_KEEP,),
            sections=work.of_office,
            waits=lambda actor, at: [access.going_on(actor)],
        ),
        Work(
            order=22,
            may=(WITNESS_SUPPORT,),
            sections=work.to_tell,
            waits=lambda actor, at: [ReleaseNotice.objects.visible_to(actor).filter(told_at=None)],
        ),
        Work(
            order=23,
            may=(WITNESS_SUPPORT,),
            sections=work.coming,
            waits=lambda actor, at: [ChildInProceeding.objects.visible_to(actor).filter(ended_at=None)],
        ),
    ],
    case_sections=[
        CaseSection(order=46, template="justice/_of_case.html", contents=_in_court, lists=_listed)
    ],
    case_buttons=[CaseButtons(order=52, buttons=_buttons)],
    calendar=[
        CalendarSource(
            order=18,
            kind="hearing",
            words=gettext_lazy("Hearing"),
            may=(HEARING_KEEP,),
            entries=work.hearings_in_calendar,
        ),
        CalendarSource(
            order=19,
            kind="court",
            words=gettext_lazy("Appointment"),
            may=(COURT_VIEW, WITNESS_SUPPORT),
            entries=work.dates_in_calendar,
        ),
    ],
    subjects={
        "proceeding": Subject(page="proceeding-show"),
        "child_in_court": Subject(page="child-in-court"),
    },
    guide={
        "": "prosecutor#proceedings",
        "court-calendar": "victim-support#days-in-court",
        "child-in-court": _place_of_child,
        "court-card": "victim-support#days-in-court",
        "court-plan": "victim-support#the-child-in-court",
        "court-contact": "victim-support#the-child-in-court",
        "court-dropped-out": "victim-support#the-child-in-court",
        "court-happened": "victim-support#what-the-child-has-to-be-told",
        "court-told": "victim-support#what-the-child-has-to-be-told",
        "payment-new": "victim-support#restitution",
        "justice-figures": "prosecutor#figures",
    },
)
