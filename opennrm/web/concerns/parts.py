"""What the pages of concerns add to others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.concerns import ties
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.concerns import work
from opennrm.web.parts import CaseSection, NavigationLink, Parts, ShownCase, Subject, Work


def _tied(shown: ShownCase) -> Mapping[str, Any]:
    """The children who belong together with this one: for whoever leads the case alone."""
    return {
        "ties": ties.of_case(shown.actor, shown.case) if shown.leads else None,
        "may_add_child": shown.actor.may(CONCERN_REPORT),
        "may_open_ties": shown.actor.may(IDENTITY_OPEN),
    }


PARTS = Parts(
    navigation=[NavigationLink(order=20, may=(CONCERN_REPORT,), page="concern-list", label=_("My concerns"))],
    work=[Work(order=50, may=(CONCERN_REPORT,), sections=work.reported)],
    case_sections=[CaseSection(order=15, template="concerns/_ties.html", contents=_tied, beside=True)],
    subjects={"receipt": Subject(page="concern-receipt"), "urgency": Subject(page="case-urgency")},
)
