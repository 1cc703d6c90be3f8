"""What the pages of concerns add to others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.concerns import messages, ties
from opennrm.concerns.models import CaseTie, ReporterMessage
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.concerns import printed, work
from opennrm.web.parts import CaseSection, Lists, NavigationLink, Parts, ShownCase, Subject, Work

NEWEST_MESSAGES = 3


def _listed(shown: ShownCase) -> Lists:
    """When the person who reported it wrote or was asked, for whoever may read it; not what it says."""
    if not shown.leads or not shown.actor.may(IDENTITY_OPEN):
        return {}
    newest = messages.of_case(shown.actor, shown.case.pk).newest_first()
    return {"messages": newest.showing("kind", "state", "written_at", "seen_at")[:NEWEST_MESSAGES]}


def _messages(shown: ShownCase) -> Mapping[str, Any]:
    written = shown.lists.get("messages")
    return {"reads_messages": written is not None, "newest_messages": written}


def _tied(shown: ShownCase) -> Mapping[str, Any]:
    """The children who belong together with this one: for whoever leads the case alone."""
    if not shown.leads:
        return {"ties": None}
    return {
        "ties": ties.of_case(shown.actor, shown.case) if shown.has(CaseTie) else ties.Ties(),
        "may_add_child": shown.actor.may(CONCERN_REPORT),
        "may_open_ties": shown.actor.may(IDENTITY_OPEN),
    }


PARTS = Parts(
    print_sections=printed.SECTIONS,
    navigation=[NavigationLink(order=20, may=(CONCERN_REPORT,), page="concern-list", label=_("My concerns"))],
    work=[
        Work(
            order=27,
            may=(IDENTITY_OPEN,),
            sections=work.written,
            waits=lambda actor, at: [messages.unread_in_cases_of(actor)],
        ),
        Work(order=50, may=(CONCERN_REPORT,), sections=work.reported),
    ],
    case_sections=[
        CaseSection(
            order=38,
            template="concerns/_of_case.html",
            contents=_messages,
            lists=_listed,
            rows=[ReporterMessage],
        ),
        CaseSection(order=15, template="concerns/_ties.html", contents=_tied, beside=True, rows=[CaseTie]),
    ],
    subjects={
        "receipt": Subject(page="concern-receipt"),
        "urgency": Subject(page="case-urgency"),
        "messages": Subject(page="case-messages"),
        "question": Subject(page="concern-answer"),
    },
    guide={
        "": "reporter#what-we-ask",
        "concern-list": "reporter#tell-your-receipts-apart",
        "concern-receipt": "reporter#check-and-send",
        "concern-check": "reporter#check-and-send",
        "concern-add": "reporter#if-you-learn-something-more",
        "concern-answer": "reporter#if-we-have-a-question",
        "concern-label": "reporter#tell-your-receipts-apart",
        "concern-receipt-print": "reporter#tell-your-receipts-apart",
        "case-urgency": "caseworker#urgent-dangers-and-risk",
        "danger-end": "caseworker#urgent-dangers-and-risk",
        "case-child-add": "caseworker#children-who-are-connected",
        "case-ties": "caseworker#children-who-are-connected",
        "tie-end": "caseworker#children-who-are-connected",
        "case-messages": "caseworker#ask-the-person-who-reported-it",
        "question-withdraw": "caseworker#ask-the-person-who-reported-it",
        "concern-comment": "caseworker#when-something-is-wrong-or-has-changed",
    },
)
