"""What best-interests procedures add to My work, the page of a case, and the figures of an agency."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.best_interests import access
from opennrm.best_interests.models import Procedure
from opennrm.best_interests.permissions import BEST_INTERESTS_KEEP, PANEL_SIT
from opennrm.web.best_interests import figures, work
from opennrm.web.best_interests.views import in_words
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject, Work

_SHOWN = ("kind", "question", "state", "review_on", "opened_at")


def _keeps(shown: ShownCase) -> bool:
    return shown.leads and shown.actor.may(BEST_INTERESTS_KEEP)


def _listed(shown: ShownCase) -> Lists:
    if not _keeps(shown):
        return {}
    return {"procedures": access.of_case(shown.actor, shown.case.pk).newest_first().showing(*_SHOWN)}


def _procedures(shown: ShownCase) -> Mapping[str, Any]:
    return {"procedures": [in_words(each) for each in shown.lists.get("procedures", ())]}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not _keeps(shown):
        return []
    return [
        CaseButton(
            label=_("Ask what is best for the child"), url=reverse("best-interests-new", args=[shown.case.pk])
        )
    ]


PARTS = Parts(
    figures=figures.FIGURES,
    work=[
        Work(
            order=14,
            may=(PANEL_SIT,),
            sections=work.sections,
            waits=lambda actor, at: [access.seats_waiting(actor), access.seats_voting(actor)],
        )
    ],
    case_sections=[
        CaseSection(
            order=34,
            template="best_interests/_of_case.html",
            contents=_procedures,
            lists=_listed,
            rows=[Procedure],
        )
    ],
    case_buttons=[CaseButtons(order=43, buttons=_buttons)],
    subjects={
        "procedure": Subject(page="best-interests-show"),
        "seat": Subject(page="panel-show"),
    },
    guide={
        "": "caseworker#what-is-best-for-the-child",
        "panel-show": "panel#when-your-agency-is-asked",
        "panel-take": "panel#when-your-agency-is-asked",
        "panel-vote": "panel#voting",
        "panel-close": "panel#voting",
        "panel-undertaking": "panel#when-your-agency-is-asked",
    },
)
