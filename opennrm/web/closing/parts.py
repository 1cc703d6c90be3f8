"""What closing adds to My work, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.closing import access
from opennrm.closing.models import Continuation
from opennrm.closing.permissions import CLOSING_ASK, CLOSING_DECIDE
from opennrm.closing.states import State
from opennrm.web.closing import printed, work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Parts, ShownCase, Subject, Work


def _standing(shown: ShownCase) -> Mapping[str, Any]:
    """How the case stands: closed, asked to be closed, or gone on with elsewhere."""
    if not shown.leads:
        return {"shows_closing": False}
    waiting, closed = shown.known["closing"], None
    if shown.case.closed_at:
        last = access.last_of(shown.actor, shown.case.pk)
        closed = last if last and last.state == State.APPROVED else None
    links = access.links_of(shown.actor, shown.case.pk) if shown.has(Continuation) else []
    return {
        "shows_closing": bool(waiting or closed or links),
        "closing_asked": waiting,
        "closed": closed,
        "linked_cases": links,
    }


def _how_to(shown: ShownCase) -> Mapping[str, Any]:
    is_open = shown.leads and not shown.case.closed_at
    return {
        "may_ask_to_close": is_open and not shown.known["closing"] and shown.actor.may(CLOSING_ASK),
        "may_reopen_earlier": is_open and shown.actor.may(CLOSING_DECIDE),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    case, waiting = shown.case, shown.known["closing"]
    if not shown.leads:
        return []
    if waiting and access.may_decide(shown.actor, waiting):
        url = reverse("closing-decide", args=[case.pk, waiting.pk])
        return [CaseButton(label=_("Decide on closing"), url=url, is_next=shown.step == "decide_closing")]
    if case.closed_at and shown.actor.may(CLOSING_DECIDE):
        return [CaseButton(label=_("Reopen the case"), url=reverse("closing-reopen", args=[case.pk]))]
    return []


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[Work(order=35, may=(CLOSING_DECIDE,), sections=work.to_decide)],
    case_sections=[
        CaseSection(order=5, template="closing/_standing.html", contents=_standing, rows=[Continuation]),
        CaseSection(order=95, template="closing/_how_to.html", contents=_how_to),
    ],
    case_buttons=[CaseButtons(order=5, buttons=_buttons, when_closed=True)],
    subjects={"closing": Subject(page="closing-show")},
    guide={
        "": "caseworker#closing-a-case",
        "closing-decide": "supervisor#deciding-on-closing",
        "closing-reopen": "supervisor#reopening",
        "closing-earlier": "supervisor#reopening",
    },
)
