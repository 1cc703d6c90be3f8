"""What happens when a case is closed and reopened, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import OVERDUE, RISK, URGENT, Whom
from opennrm.cases.states import ReceiptStatus
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

ASKER = "whoever asked to close the case"
DECIDERS = "those who may decide on closing the case"

TO_DECIDE = NoticeKind(
    kind="closing.asked", says=_("Somebody has asked to close a case. Decide on it."), about="closing"
)
APPROVED = NoticeKind(
    kind="closing.approved", says=_("A case that you asked to close is closed."), about="closing"
)
REFUSED = NoticeKind(
    kind="closing.refused", says=_("A supervisor did not approve that a case is closed."), about="closing"
)
REOPENED_NOTICE = NoticeKind(
    kind="case.reopened", says=_("A closed case was reopened. It is assigned to you."), about="case"
)
NOTICES = (TO_DECIDE, APPROVED, REFUSED, REOPENED_NOTICE)


def _reason(detail: Detail) -> str:
    return title_of("closing_reasons", detail["reason"])


ASKED = Event(
    kind="closing.asked",
    audit=_("Asked to close the case"),
    story=_("Somebody asked to close the case"),
    because=_reason,
    about="closing",
    tells=(Told(whom=DECIDERS, notice=TO_DECIDE),),
    settles=(REFUSED,),
)
WITHDRAWN = Event(
    kind="closing.withdrawn",
    audit=_("Withdrew the request to close the case"),
    story=_("The request to close the case was withdrawn"),
    tone="quiet",
    about="closing",
    settles=(TO_DECIDE,),
)
NOT_APPROVED = Event(
    kind="closing.refused",
    audit=_("Did not approve that the case is closed"),
    story=_("A supervisor did not approve that the case is closed"),
    tone="warn",
    about="closing",
    tells=(Told(whom=ASKER, notice=REFUSED),),
    settles=(TO_DECIDE,),
)
CLOSED = Event(
    kind="case.closed",
    audit=_("Closed the case"),
    story=_("The case was closed"),
    tone="good",
    because=_reason,
    about="closing",
    clock="case.closed",
    receipt=ReceiptStatus.CLOSED,
    tells=(Told(whom=ASKER, notice=APPROVED),),
    settles=(TO_DECIDE, OVERDUE, URGENT, RISK),
)
REOPENED = Event(
    kind="case.reopened",
    audit=_("Reopened the case"),
    story=_("The case was reopened"),
    tone="warn",
    about="closing",
    clock="case.reopened",
    receipt=ReceiptStatus.BEING_LOOKED_INTO,
    tells=(Told(whom=Whom.HOLDER, notice=REOPENED_NOTICE),),
    settles=(APPROVED,),
)
CONTINUED = Event(
    kind="case.continued",
    audit=_("Recorded that another case is about the same child"),
    story=_("An earlier case of the same child was reopened"),
    tone="info",
    about="closing",
)
EVENTS = (
    ASKED,
    WITHDRAWN,
    NOT_APPROVED,
    CLOSED,
    REOPENED,
    CONTINUED,
    *recorded(
        {
            "closing.opened": _("Read how and why the case was closed or reopened"),
        }
    ),
)
