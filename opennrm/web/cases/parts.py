"""What the pages of cases add to others, and to the page of one case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases import access, actions, documents
from opennrm.cases.permissions import CASE_ASSIGN, CASE_AUDIT_VIEW, CASE_VIEW, CLOCK_PAUSE, IDENTITY_OPEN
from opennrm.people.permissions import CASE_SEARCH
from opennrm.screening.permissions import SCREENING_DO
from opennrm.web.cases import calendar, figures, lost_page, printed, story, work
from opennrm.web.cases.files import named
from opennrm.web.guide.places import by_role
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

NEWEST_TOLD = 25
"""As many entries of the story as the page of a case tells: all that happens every day is too much for a phone."""
NEWEST_DOCUMENTS = 5


def _documents(shown: ShownCase) -> Mapping[str, Any]:
    found = documents.newest(shown.actor, shown.case, most=NEWEST_DOCUMENTS + 1)
    return {
        "documents": named(found[:NEWEST_DOCUMENTS]),
        "has_more_documents": len(found) > NEWEST_DOCUMENTS,
        "may_add_document": shown.may_change and shown.actor.may(IDENTITY_OPEN),
    }


def _story(shown: ShownCase) -> Mapping[str, Any]:
    newest = list(story.entries_of(shown.actor, shown.case.pk).order_by(*story.ORDER)[: NEWEST_TOLD + 1])
    told = story.tell(newest[:NEWEST_TOLD], reader=shown.actor)
    return {"story": told, "has_more_story": len(newest) > NEWEST_TOLD}


def _clocks(shown: ShownCase) -> Mapping[str, Any]:
    return {
        "deadlines": [each for each in shown.deadlines if each.clock.subject_id is None],
        "may_pause": shown.actor.may(CLOCK_PAUSE),
    }


def _parts_listed(shown: ShownCase) -> Lists:
    found = access.parts_of(shown.actor, shown.case.pk)
    times = "started_at", "ended_at", "offered_until"
    return {"parts": found.showing("part", "basis", "principal", "writers", *times, "agency__name")}


def _who_takes_part(shown: ShownCase) -> Mapping[str, Any]:
    parts = shown.lists["parts"]
    return {
        "reasons": access.why_visible(shown.actor, shown.case, parts),
        "parts": parts,
        "shows_who_looked": shown.leads and shown.actor.may(CASE_AUDIT_VIEW),
    }


def _assignment(shown: ShownCase) -> Mapping[str, Any]:
    """The newest assignment, for whoever got the case, and for whoever may still take it back."""
    if not shown.leads:
        return {"assignment": None}
    found = access.assignments_of(shown.actor, shown.case.pk).newest_first()
    names = "assigned_by__account__name", "to__account__name"
    last = found.showing("case", "note", "assigned_at", "undone_at", *names).first()
    is_now = last is not None and last.undone_at is None and last.to_id == shown.case.assigned_to_id
    return {
        "assignment": last if is_now else None,
        "may_undo_assignment": actions.may_undo(last, shown.case, by=shown.actor, at=shown.at),
        "is_assigned_to_me": shown.case.assigned_to_id == shown.actor.membership_id,
        "may_read_assignments": shown.actor.may(IDENTITY_OPEN),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads:
        return []
    case, gives_away = shown.case, shown.actor.may(CASE_ASSIGN)
    if gives_away:
        label = _("Assign to somebody else") if case.assigned_to_id else _("Assign to somebody")
        url = reverse("case-assign", args=[case.pk])
        return [CaseButton(label=label, url=url, is_next=case.assigned_to_id is None)]
    if case.assigned_to_id is None:
        url = reverse("case-take", args=[case.pk])
        return [CaseButton(label=_("Take this case"), url=url, is_next=True, posts=True)]
    return []


PARTS = Parts(
    print_sections=printed.SECTIONS,
    figures=figures.FIGURES,
    navigation=[
        NavigationLink(order=35, may=(CASE_ASSIGN,), page="caseload-list", label=gettext_lazy("Caseloads")),
        NavigationLink(order=40, may=(CASE_SEARCH,), page="case-search", label=gettext_lazy("Search")),
        NavigationLink(order=50, may=(CLOCK_PAUSE,), page="clock-list", label=gettext_lazy("What is due")),
    ],
    work=[
        Work(order=30, may=(SCREENING_DO,), sections=work.waiting_and_mine),
        Work(order=40, may=(CASE_ASSIGN,), sections=work.supervised),
    ],
    case_sections=[
        CaseSection(order=5, template="cases/_assignment.html", contents=_assignment),
        CaseSection(order=80, template="cases/_documents.html", contents=_documents),
        CaseSection(order=90, template="cases/_story.html", contents=_story),
        CaseSection(order=10, template="cases/_clocks.html", contents=_clocks, beside=True),
        CaseSection(
            order=20, template="cases/_parts.html", contents=_who_takes_part, lists=_parts_listed, beside=True
        ),
    ],
    case_buttons=[CaseButtons(order=10, buttons=_buttons, when_closed=True)],
    calendar=[
        CalendarSource(
            order=20,
            kind="clock",
            words=gettext_lazy("Due: time limit"),
            may=(CASE_VIEW,),
            entries=calendar.entries,
        )
    ],
    subjects={"case": Subject(page="case-show"), "risk": Subject(page="case-risk")},
    explanations=[lost_page.explain],
    guide={
        "": by_role(
            caseworker="caseworker#the-case-page", others="agency#what-you-see-and-what-you-do-not-see"
        ),
        "case-search": "caseworker#search",
        "case-take": "caseworker#taking-a-new-concern",
        "case-assignments": "caseworker#taking-a-new-concern",
        "caseload-list": "supervisor#caseloads",
        "caseload-show": "supervisor#caseloads",
        "case-assign": "supervisor#assigning-cases",
        "case-assign-undo": "supervisor#assigning-cases",
        "case-risk": "caseworker#urgent-dangers-and-risk",
        "document-list": "caseworker#documents",
        "document-add": "caseworker#documents",
        "document-show": "caseworker#documents",
        "document-open": "caseworker#documents",
        "document-remove": "caseworker#documents",
        "clock-list": "caseworker#time-limits",
        "clock-pause": "caseworker#time-limits",
        "clock-resume": "caseworker#time-limits",
    },
)
