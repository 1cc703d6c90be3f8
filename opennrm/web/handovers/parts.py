"""What handovers add to other pages, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.handovers import access
from opennrm.handovers.models import Handover
from opennrm.handovers.permissions import HANDOVER_ANSWER, HANDOVER_ASK
from opennrm.web.handovers import printed, work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject, Work

NEWEST = 10


def _listed(shown: ShownCase) -> Lists:
    agencies = "from_agency__name", "to_agency__name"
    found = (
        access.visible_to(shown.actor)
        .of_case(shown.case.pk)
        .showing("number", "state", "asked_at", *agencies)
    )
    return {"handovers": found.order_by("-asked_at", "id")[:NEWEST]}


def _handovers(shown: ShownCase) -> Mapping[str, Any]:
    running = [each for each in shown.deadlines if each.clock.stopped_at is None]
    due = {each.clock.subject_id: each for each in reversed(running)}
    return {"handovers": [(handover, due.get(handover.pk)) for handover in shown.lists["handovers"]]}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    may_ask = shown.leads and shown.actor.may(HANDOVER_ASK) and pack().handovers.agency_kinds
    if not may_ask:
        return []
    url = reverse("handover-ask", args=[shown.case.pk])
    return [CaseButton(label=_("Hand over to another agency"), url=url)]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[
        Work(
            order=15,
            may=(HANDOVER_ANSWER,),
            sections=work.offered,
            waits=lambda actor, at: [access.to_answer(actor)],
        )
    ],
    case_sections=[
        CaseSection(
            order=45, template="handovers/_of_case.html", contents=_handovers, lists=_listed, rows=[Handover]
        )
    ],
    case_buttons=[CaseButtons(order=60, buttons=_buttons)],
    subjects={"handover": Subject(page="handover-show", readable=access.readable)},
    guide={
        "": "agency#when-your-agency-is-asked-to-take-over-a-case",
        "handover-ask": "supervisor#handing-a-case-over-to-another-agency",
        "handover-withdraw": "supervisor#handing-a-case-over-to-another-agency",
    },
)
