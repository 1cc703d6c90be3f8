"""What keeping and erasing cases adds to My work, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.retention import access
from opennrm.retention.models import Erasure, Hold
from opennrm.retention.permissions import ERASURE_ASK, ERASURE_DECIDE, HOLD_SET
from opennrm.retention.states import State
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Parts, ShownCase, Subject, Work
from opennrm.web.retention import work


def _standing(shown: ShownCase) -> Mapping[str, Any]:
    """Whether a legal hold keeps the case, and whether it is going to be erased."""
    if not shown.leads:
        return {"legal_hold": None, "erasing": None}
    is_asked = shown.case.closed_at and shown.has(Erasure)
    last = access.erasure_of(shown.actor, shown.case.pk) if is_asked else None
    return {
        "legal_hold": access.hold_of(shown.actor, shown.case.pk) if shown.has(Hold) else None,
        "erasing": last if last and last.state in (State.ASKED, State.APPROVED) else None,
        "may_read_erasing": shown.actor.may(ERASURE_ASK),
        "may_set_hold": shown.actor.may(HOLD_SET),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.case.closed_at or not shown.actor.may(ERASURE_ASK):
        return []
    if shown.has(Hold) and access.hold_of(shown.actor, shown.case.pk):
        return []
    if not access.past_their_time(shown.actor, at=shown.at).filter(case_id=shown.case.pk).exists():
        return []
    return [CaseButton(label=_("Erase the case"), url=reverse("erasure-ask", args=[shown.case.pk]))]


def _about_requests(actor: Actor) -> str:
    return "supervisor#deciding-on-erasing" if actor.may(ERASURE_DECIDE) else "supervisor#erasing-a-case"


PARTS = Parts(
    work=[
        Work(
            order=36,
            may=(ERASURE_DECIDE,),
            sections=work.to_decide,
            waits=lambda actor, at: [access.to_decide(actor)],
        ),
        Work(
            order=80,
            may=(HOLD_SET,),
            sections=work.to_review,
            waits=lambda actor, at: [access.to_review(actor, at=at)],
        ),
        Work(
            order=81,
            may=(ERASURE_ASK,),
            sections=work.past_their_time,
            waits=lambda actor, at: [access.past_their_time(actor, at=at)],
        ),
    ],
    case_sections=[
        CaseSection(order=6, template="retention/_standing.html", contents=_standing, rows=[Hold, Erasure])
    ],
    case_buttons=[CaseButtons(order=90, buttons=_buttons, when_closed=True)],
    subjects={"erasure": Subject(page="erasure-show", readable=access.readable)},
    guide={
        "": "supervisor#erasing-a-case",
        "erasure-requests": "supervisor#deciding-on-erasing",
        "erasure-show": _about_requests,
        "erasure-withdraw": _about_requests,
        "hold-set": "supervisor#legal-holds",
        "hold-review": "supervisor#legal-holds",
    },
)
