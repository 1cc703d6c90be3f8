"""What visits add to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from opennrm.visits import access
from opennrm.visits.permissions import VISIT_RECORD

from opennrm.country.titles import title_of
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Parts, ShownCase


def _visits(shown: ShownCase) -> Mapping[str, Any]:
    visits = access.visible_to(shown.actor).of_case(shown.case.pk).newest_first()
    return {"visits": [(title_of("visit_kinds", visit.kind), visit) for visit in visits]}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(VISIT_RECORD):
        return []
    return [CaseButton(label=_("Record a visit"), url=reverse("visit-new", args=[shown.case.pk]))]


PARTS = Parts(
    case_sections=[CaseSection(order=45, template="visits/_of_case.html", contents=_visits)],
    case_buttons=[CaseButtons(order=35, buttons=_buttons)],
)
