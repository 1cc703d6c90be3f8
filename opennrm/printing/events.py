"""What happens to printed summaries of cases, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

BY_ANOTHER_AGENCY = NoticeKind(
    kind="printout.by_another_agency",
    says=_("Another agency has printed a summary of a case that is assigned to you."),
    about="printout",
)
NOTICES = (BY_ANOTHER_AGENCY,)


def _purpose(detail: Detail) -> dict[str, str]:
    return {"purpose": title_of("print_purposes", detail["purpose"])}


PRINTED = Event(
    kind="case.printed",
    audit=_("Printed a summary of the case"),
    story=_("A summary of the case was printed. Purpose: {purpose}"),
    tone="warn",
    words=_purpose,
    about="printout",
)
PRINTED_BY_ANOTHER_AGENCY = replace(PRINTED, tells=(Told(whom=Whom.HOLDER, notice=BY_ANOTHER_AGENCY),))
"""By somebody else than whoever leads the case."""
EVENTS = (
    PRINTED,
    *recorded(
        {
            "printouts.listed": _("Looked at the list of printed summaries"),
            "printout.viewed": _("Looked at what a printed summary was for"),
            "printout.downloaded": _("Downloaded a printed summary"),
        }
    ),
)
