"""What the pages of old lists add to others."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.cases.states import FromList
from opennrm.imports import access
from opennrm.imports.models import ImportedCase
from opennrm.imports.permissions import LIST_IMPORT
from opennrm.web.imports import work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, NavigationLink, Parts, ShownCase, Work


def _origin(shown: ShownCase) -> Mapping[str, Any]:
    """From which row of a list the case came, for whoever leads it."""
    if not shown.case.from_list or not shown.leads:
        return {"list_case": None}
    found = ImportedCase.objects.visible_to(shown.actor).of_case(shown.case.pk).first()
    return {
        "list_case": found,
        "list_case_waits": shown.case.from_list == FromList.WAITING,
        "may_see_list": found is not None and access.lists_of(shown.actor).filter(pk=found.of_id).exists(),
        "may_see_source": shown.actor.may(IDENTITY_OPEN),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or shown.case.from_list != FromList.WAITING or not shown.actor.may(LIST_IMPORT):
        return []
    url = reverse("case-release", args=[shown.case.pk])
    return [CaseButton(label=_("Release this case"), url=url, is_next=True, posts=True)]


PARTS = Parts(
    navigation=[
        NavigationLink(order=75, may=(LIST_IMPORT,), page="import-list", label=gettext_lazy("Old lists"))
    ],
    work=[
        Work(
            order=66,
            may=(LIST_IMPORT,),
            sections=work.to_go_on,
            waits=lambda actor, at: [access.lists_of(actor)],
        )
    ],
    case_sections=[CaseSection(order=2, template="imports/_of_case.html", contents=_origin)],
    case_buttons=[CaseButtons(order=5, buttons=_buttons, when_waiting=True)],
    guide={
        "": "supervisor#import-an-old-list",
        "import-withdraw": "supervisor#undo-an-import",
        "import-release": "supervisor#release-imported-cases",
        "case-release": "supervisor#release-imported-cases",
        "case-source": "supervisor#release-imported-cases",
    },
)
