"""What happens in joint work, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

ASKED_TEAM = "asked team"
"""The team that was asked, for as long as it may see the request."""
TAKING_PART = "taking part"
"""The team that takes part, for as long as it sees the case."""
TEAMS = "teams"
"""The teams at the agency that was asked, also once they no longer see the case."""

WAITING = NoticeKind(
    kind="joint_work.waiting",
    says=_("Your agency has been asked to take part in a case."),
    about="joint_work",
)
ACCEPTED_NOTICE = NoticeKind(
    kind="joint_work.accepted", says=_("An agency takes part in one of your cases now."), about="joint_work"
)
DECLINED_NOTICE = NoticeKind(
    kind="joint_work.declined", says=_("An agency has declined to take part in a case."), about="joint_work"
)
LATE = NoticeKind(
    kind="joint_work.overdue",
    says=_("A request to take part in a case was not answered in time."),
    about="joint_work",
)
UNANSWERED = NoticeKind(
    kind="joint_work.expired",
    says=_("A request to take part in a case has ended without an answer."),
    about="joint_work",
)
EXTENDED_NOTICE = NoticeKind(
    kind="joint_work.extended", says=_("Your agency can take part in a case for longer."), about="joint_work"
)
LEFT = NoticeKind(
    kind="joint_work.left", says=_("An agency no longer takes part in one of your cases."), about="joint_work"
)
TAKEN_AWAY = NoticeKind(
    kind="joint_work.taken_away",
    says=_("A request to take part in a case has ended. Your team can no longer see it."),
)
OVER_NOTICE = NoticeKind(
    kind="joint_work.over",
    says=_("Your agency no longer takes part in a case. Your team can no longer see it."),
)
NOTICES = (
    WAITING,
    ACCEPTED_NOTICE,
    DECLINED_NOTICE,
    LATE,
    UNANSWERED,
    EXTENDED_NOTICE,
    LEFT,
    TAKEN_AWAY,
    OVER_NOTICE,
)


def _purpose(detail: Detail) -> dict[str, str]:
    return {"purpose": title_of("joint_purposes", detail["purpose"])}


def _declined_because(detail: Detail) -> str:
    return title_of("joint_refusals", detail["reason"])


def _ended_because(detail: Detail) -> str:
    return title_of("joint_ends", detail["reason"])


def _extended_because(detail: Detail) -> str:
    return title_of("joint_extensions", detail["reason"])


_OF_AGENCY = Event(kind="", audit="", words=_purpose, agency="agency", about="joint_work")
ASKED = replace(
    _OF_AGENCY,
    kind="joint_work.asked",
    audit=_("Asked another agency to take part in the case"),
    story=_("An agency was asked to take part: {agency} ({purpose})"),
    clock="joint_work.asked",
    is_of_matter=True,
    tells=(Told(whom=ASKED_TEAM, notice=WAITING),),
)
ACCEPTED = replace(
    _OF_AGENCY,
    kind="joint_work.accepted",
    audit=_("Accepted to take part in the case"),
    story=_("An agency takes part in the case: {agency} ({purpose})"),
    tone="good",
    clock="joint_work.answered",
    is_of_matter=True,
    ends_matter=True,
    tells=(Told(whom=Whom.HOLDER, notice=ACCEPTED_NOTICE),),
    settles=(WAITING, LATE),
)
_NOT_TAKING_PART = replace(_OF_AGENCY, tone="danger", ends_matter=True, settles=(WAITING, LATE))
DECLINED = replace(
    _NOT_TAKING_PART,
    kind="joint_work.declined",
    audit=_("Declined to take part in the case"),
    story=_("An agency declined to take part: {agency} ({purpose})"),
    because=_declined_because,
    clock="joint_work.answered",
    is_of_matter=True,
    tells=(Told(whom=Whom.HOLDER, notice=DECLINED_NOTICE),),
)
WITHDRAWN = replace(
    _NOT_TAKING_PART,
    kind="joint_work.withdrawn",
    audit=_("Withdrew a request to take part in the case"),
    story=_("The request to take part was withdrawn: {agency} ({purpose})"),
    tone="neutral",
    tells=(Told(whom=TEAMS, notice=TAKEN_AWAY),),
)
EXPIRED = replace(
    _NOT_TAKING_PART,
    kind="joint_work.expired",
    audit=_("Ended a request to take part that nobody answered"),
    story=_("An agency did not say in time whether it takes part: {agency} ({purpose})"),
    tells=(Told(whom=Whom.HOLDER, notice=UNANSWERED), Told(whom=TEAMS, notice=TAKEN_AWAY)),
)
ESCALATED = Event(
    kind="joint_work.escalated",
    audit=_("Reminded both sides of a request to take part"),
    tells=(Told(whom=Whom.SUPERVISION, notice=LATE), Told(whom=ASKED_TEAM, notice=LATE)),
)
EXTENDED = replace(
    _OF_AGENCY,
    kind="joint_work.extended",
    audit=_("Let an agency take part in the case for longer"),
    story=_("An agency can take part for longer: {agency} ({purpose})"),
    because=_extended_because,
    tells=(Told(whom=TAKING_PART, notice=EXTENDED_NOTICE),),
)
_ENDED = replace(_OF_AGENCY, tone="neutral", settles=(ACCEPTED_NOTICE, EXTENDED_NOTICE))
LEFT_BY_AGENCY = replace(
    _ENDED,
    kind="joint_work.left",
    audit=_("Stopped taking part in the case"),
    story=_("An agency no longer takes part: {agency} ({purpose})"),
    because=_ended_because,
    tells=(Told(whom=Whom.HOLDER, notice=LEFT),),
)
ENDED_BY_LEAD = replace(
    _ENDED,
    kind="joint_work.ended",
    audit=_("Ended the part of another agency in the case"),
    story=_("The lead agency ended the part of an agency: {agency} ({purpose})"),
    because=_ended_because,
    tells=(Told(whom=TEAMS, notice=OVER_NOTICE),),
)
OVER = replace(
    _ENDED,
    kind="joint_work.over",
    audit=_("Ended the part of an agency after its last day"),
    story=_("The time to take part has ended: {agency} ({purpose})"),
    tells=(Told(whom=Whom.HOLDER, notice=LEFT), Told(whom=TEAMS, notice=OVER_NOTICE)),
)
NOT_AGREED = replace(
    _ENDED,
    kind="joint_work.not_agreed",
    audit=_("Ended the part of an agency that nobody agrees to any more"),
    story=_("An agency no longer takes part, because it is no longer agreed: {agency} ({purpose})"),
    tells=(Told(whom=TEAMS, notice=OVER_NOTICE),),
)
EVENTS = (
    NOT_AGREED,
    ASKED,
    ACCEPTED,
    DECLINED,
    WITHDRAWN,
    EXPIRED,
    ESCALATED,
    EXTENDED,
    LEFT_BY_AGENCY,
    ENDED_BY_LEAD,
    OVER,
    *recorded(
        {
            "joint_work.texts_opened": _("Read the texts of a request to take part"),
            "joint_work.viewed": _("Looked at a request to take part"),
        }
    ),
)
