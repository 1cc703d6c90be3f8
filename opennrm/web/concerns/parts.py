"""What the pages of concerns add to others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.concerns import messages
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.concerns import work
from opennrm.web.parts import CaseSection, NavigationLink, Parts, ShownCase, Subject, Work

NEWEST_MESSAGES = 3


def _messages(shown: ShownCase) -> Mapping[str, Any]:
    """When the person who reported it wrote or was asked, for whoever may read it; not what it says."""
    reads = shown.leads and shown.actor.may(IDENTITY_OPEN)
    newest = messages.of_case(shown.actor, shown.case.pk).newest_first()
    return {"reads_messages": reads, "newest_messages": list(newest[:NEWEST_MESSAGES]) if reads else []}


PARTS = Parts(
    navigation=[NavigationLink(order=20, may=(CONCERN_REPORT,), page="concern-list", label=_("My concerns"))],
    work=[
        Work(order=27, may=(IDENTITY_OPEN,), sections=work.written),
        Work(order=50, may=(CONCERN_REPORT,), sections=work.reported),
    ],
    case_sections=[CaseSection(order=38, template="concerns/_of_case.html", contents=_messages)],
    subjects={
        "receipt": Subject(page="concern-receipt"),
        "urgency": Subject(page="case-urgency"),
        "messages": Subject(page="case-messages"),
        "question": Subject(page="concern-answer"),
    },
)
