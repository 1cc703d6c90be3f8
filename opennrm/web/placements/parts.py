"""What placements add to My work, the page of a case, the navigation and the figures of an agency."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.placements import access
from opennrm.placements.models import Placement, Whereabouts
from opennrm.placements.permissions import PLACEMENT_KEEP
from opennrm.placements.states import State
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
from opennrm.web.placements import figures, work
from opennrm.web.placements.views import in_words

NEWEST = 3
"""As many as the page of a case shows."""


def _keeps(shown: ShownCase) -> bool:
    return shown.leads and shown.actor.may(PLACEMENT_KEEP)


def _listed(shown: ShownCase) -> Lists:
    if _keeps(shown):
        return {}
    return {"whereabouts": access.whereabouts_of(shown.actor, shown.case.pk).showing("is_safe")[:1]}


def _placements(shown: ShownCase) -> Mapping[str, Any]:
    if not _keeps(shown):
        said = shown.lists["whereabouts"]
        return {"keeps_placements": False, "is_said_safe": bool(said) and said[0].is_safe}
    found: list[Placement] = []
    if shown.has(Placement):
        # Not by `lists`: what those bring travels as JSON, which has no ranges of time.
        rows = access.of_case(shown.actor, shown.case.pk).exclude(state=State.CANCELLED)
        found = list(rows.newest_first()[:NEWEST])
    return {
        "keeps_placements": True,
        "placements": [in_words(each, shown.case, at=shown.at) for each in found],
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not _keeps(shown):
        return []
    return [
        CaseButton(
            label=_("Record where the child stays"), url=reverse("placement-new", args=[shown.case.pk])
        )
    ]


PARTS = Parts(
    figures=figures.FIGURES,
    navigation=[
        NavigationLink(
            order=57, may=(CASE_ASSIGN,), page="placement-figures", label=gettext_lazy("Placements")
        )
    ],
    work=[
        Work(
            order=12,
            may=(PLACEMENT_KEEP,),
            sections=work.sections,
            waits=lambda actor, at: [work.waiting(actor)],
        )
    ],
    case_sections=[
        CaseSection(
            order=33,
            template="placements/_of_case.html",
            contents=_placements,
            lists=_listed,
            rows=[Placement, Whereabouts],
        )
    ],
    case_buttons=[CaseButtons(order=42, buttons=_buttons)],
    subjects={"placement": Subject(page="placement-show")},
    guide={
        "": "caseworker#where-the-child-stays",
        "placement-figures": "supervisor#how-many-nights-children-stayed-where",
    },
)
