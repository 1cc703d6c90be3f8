"""What happens while a case is to be handed over, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

ASKED_TEAM = "asked team"
"""The supervisors who were asked, for as long as they may see the handover."""
RECEIVER = "receiver"
"""The supervisors at the agency that was asked, also once they no longer see this handover."""
FORMER_LEAD = "former lead"
"""Whoever held the case until it was taken over, and the supervisors there."""

WAITING = NoticeKind(
    kind="handover.waiting", says=_("Your agency has been asked to take over a case."), about="handover"
)
ANNOUNCED = NoticeKind(
    kind="handover.announced",
    says=_("Another agency has been asked to take over one of your cases."),
    about="case",
)
REFUSED_NOTICE = NoticeKind(
    kind="handover.refused", says=_("An agency has refused to take over a case."), about="handover"
)
LATE = NoticeKind(
    kind="handover.overdue",
    says=_("A request to take over a case was not answered in time."),
    about="handover",
)
OVER = NoticeKind(
    kind="handover.expired",
    says=_("A request to take over a case has ended without an answer. Your agency still leads the case."),
    about="handover",
)
TAKEN_AWAY = NoticeKind(
    kind="handover.taken_away",
    says=_("A request to take over a case has ended. Your team can no longer see it."),
)
GONE = NoticeKind(
    kind="handover.gone", says=_("Another agency has taken over a case. Your agency no longer leads it.")
)
NOTICES = (WAITING, ANNOUNCED, REFUSED_NOTICE, LATE, OVER, TAKEN_AWAY, GONE)

_TO_RECEIVER = Told(whom=RECEIVER, notice=TAKEN_AWAY)


def _asked_because(detail: Detail) -> str:
    return title_of("handover_reasons", detail["reason"])


def _refused_because(detail: Detail) -> str:
    return title_of("handover_refusals", detail["reason"])


ASKED = Event(
    kind="handover.asked",
    audit=_("Asked another agency to take over the case"),
    story=_("An agency was asked to take over the case: {agency}"),
    agency="agency",
    because=_asked_because,
    about="handover",
    clock="handover.asked",
    is_of_matter=True,
    tells=(Told(whom=ASKED_TEAM, notice=WAITING), Told(whom=Whom.HOLDER, notice=ANNOUNCED)),
)
ACCEPTED = Event(
    kind="handover.accepted",
    audit=_("Accepted to take over the case"),
    clock="handover.answered",
    is_of_matter=True,
    ends_matter=True,
    tells=(Told(whom=FORMER_LEAD, notice=GONE),),
    settles=(WAITING, LATE, ANNOUNCED),
)
"""That another agency leads the case, the event of the case itself says."""
_ENDED = Event(
    kind="",
    audit="",
    tone="danger",
    agency="agency",
    about="handover",
    ends_matter=True,
    settles=(WAITING, LATE, ANNOUNCED),
)
REFUSED = replace(
    _ENDED,
    kind="handover.refused",
    audit=_("Refused to take over the case"),
    story=_("An agency refused to take over the case: {agency}"),
    because=_refused_because,
    clock="handover.answered",
    is_of_matter=True,
    tells=(
        Told(whom=Whom.SUPERVISION, notice=REFUSED_NOTICE),
        Told(whom=Whom.HOLDER, notice=REFUSED_NOTICE),
    ),
)
WITHDRAWN = replace(
    _ENDED,
    kind="handover.withdrawn",
    audit=_("Withdrew the request to take over the case"),
    story=_("The request to take over the case was withdrawn: {agency}"),
    tone="neutral",
    tells=(_TO_RECEIVER,),
)
EXPIRED = replace(
    _ENDED,
    kind="handover.expired",
    audit=_("Ended a request to take over a case that nobody answered"),
    story=_("An agency did not say in time whether it takes over the case: {agency}"),
    tells=(Told(whom=Whom.SUPERVISION, notice=OVER), Told(whom=Whom.HOLDER, notice=OVER), _TO_RECEIVER),
)
ESCALATED = Event(
    kind="handover.escalated",
    audit=_("Reminded both sides of a request to take over a case"),
    tells=(Told(whom=Whom.SUPERVISION, notice=LATE), Told(whom=ASKED_TEAM, notice=LATE)),
)
EVENTS = (
    ASKED,
    ACCEPTED,
    REFUSED,
    WITHDRAWN,
    EXPIRED,
    ESCALATED,
    *recorded(
        {
            "handover.texts_opened": _("Read the summary of a request to take over a case"),
            "handover.viewed": _("Looked at a request to take over a case"),
        }
    ),
)
