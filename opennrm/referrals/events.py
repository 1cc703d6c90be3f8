"""What happens to a referral, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.cases.states import ReceiptStatus
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

ASKED_TEAM = "asked team"
"""The team that was asked, for as long as it may see the referral."""
RECEIVER = "receiver"
"""The teams at the receiving agency that answer referrals, also once they no longer see this one."""

WAITING = NoticeKind(
    kind="referral.waiting",
    says=_("A request is waiting for an answer from your team."),
    about="referral",
)
ANSWERED = NoticeKind(kind="referral.answered", says=_("Your request was answered."), about="referral")
LATE = NoticeKind(kind="referral.overdue", says=_("A request was not answered in time."), about="referral")
OVER = NoticeKind(kind="referral.ended", says=_("Your request has ended."), about="referral")
TAKEN_AWAY = NoticeKind(
    kind="referral.taken_away",
    says=_("A request to your team has ended, and your team can no longer see it."),
)
RENEWAL = NoticeKind(
    kind="referral.paused",
    says=_("A consent has to be renewed. Until then your team cannot see a case that it works on."),
)
AGAIN = NoticeKind(
    kind="referral.resumed", says=_("Your team can see a case again that it works on."), about="referral"
)
NOTICES = (WAITING, ANSWERED, LATE, OVER, TAKEN_AWAY, RENEWAL, AGAIN)

_TO_LEAD_ANSWERED = Told(whom=Whom.HOLDER, notice=ANSWERED)
_TO_LEAD_OVER = Told(whom=Whom.HOLDER, notice=OVER)
_TO_RECEIVER = Told(whom=RECEIVER, notice=TAKEN_AWAY)


def _service(detail: Detail) -> dict[str, str]:
    return {"service": title_of("service_kinds", detail["purpose"])}


def _declined_because(detail: Detail) -> str:
    return title_of("decline_reasons", detail["reason"])


def _withdrawn_because(detail: Detail) -> str:
    return title_of("withdraw_reasons", detail["reason"])


def _outcome(detail: Detail) -> str:
    return title_of("outcomes", detail["outcome"])


SENT = Event(
    kind="referral.sent",
    audit=_("Asked a service to help"),
    story=_("A service was asked to help: {service}"),
    words=_service,
    about="referral",
    clock="referral.sent",
    is_of_matter=True,
    tells=(Told(whom=ASKED_TEAM, notice=WAITING),),
    receipt=ReceiptStatus.SERVICE_ASKED,
)
ACCEPTED = Event(
    kind="referral.accepted",
    audit=_("Accepted a referral"),
    story=_("The service accepted: {service}"),
    tone="good",
    words=_service,
    about="referral",
    clock="referral.answered",
    is_of_matter=True,
    tells=(_TO_LEAD_ANSWERED,),
    settles=(WAITING, LATE),
    receipt=ReceiptStatus.SERVICE_ACCEPTED,
)
_ENDED = Event(
    kind="",
    audit="",
    tone="danger",
    words=_service,
    about="referral",
    ends_matter=True,
    settles=(WAITING, LATE, ANSWERED),
)
DECLINED = replace(
    _ENDED,
    kind="referral.declined",
    audit=_("Declined a referral"),
    story=_("The service declined: {service}"),
    because=_declined_because,
    clock="referral.answered",
    is_of_matter=True,
    tells=(_TO_LEAD_ANSWERED,),
)
WITHDRAWN = replace(
    _ENDED,
    kind="referral.withdrawn",
    audit=_("Withdrew a referral"),
    story=_("The request was withdrawn: {service}"),
    tone="neutral",
    because=_withdrawn_because,
    tells=(_TO_RECEIVER,),
)
NO_SHOW = replace(
    _ENDED,
    kind="referral.no_show",
    audit=_("Recorded that the child did not come"),
    story=_("The child did not come: {service}"),
    tells=(_TO_LEAD_OVER,),
)
COMPLETED = replace(
    _ENDED,
    kind="referral.completed",
    audit=_("Completed a referral"),
    story=_("The service has finished helping: {service}"),
    tone="good",
    because=_outcome,
    tells=(_TO_LEAD_OVER,),
)
EXPIRED = replace(
    _ENDED,
    kind="referral.expired",
    audit=_("Ended a referral that nobody answered"),
    story=_("The service did not answer in time: {service}"),
    tells=(_TO_LEAD_OVER, _TO_RECEIVER),
)
NOT_AGREED = replace(
    _ENDED,
    kind="referral.not_agreed",
    audit=_("Ended a referral that nobody agrees to any more"),
    story=_("The referral ended, because it is no longer agreed: {service}"),
    tells=(_TO_RECEIVER,),
)
PAUSED = Event(
    kind="referral.paused",
    audit=_("Let a service see nothing until it is agreed again"),
    story=_("The service sees nothing until it is agreed again: {service}"),
    tone="warn",
    words=_service,
    about="referral",
    tells=(Told(whom=RECEIVER, notice=RENEWAL),),
)
RESUMED = Event(
    kind="referral.resumed",
    audit=_("Let a service see the case again"),
    story=_("The service sees the case again: {service}"),
    tone="good",
    words=_service,
    about="referral",
    tells=(Told(whom=ASKED_TEAM, notice=AGAIN),),
)
ESCALATED = Event(
    kind="referral.escalated",
    audit=_("Reminded both sides of a referral without an answer"),
    tells=(Told(whom=Whom.SUPERVISION, notice=LATE), Told(whom=ASKED_TEAM, notice=LATE)),
)
EVENTS = (
    SENT,
    ACCEPTED,
    DECLINED,
    WITHDRAWN,
    NO_SHOW,
    COMPLETED,
    EXPIRED,
    NOT_AGREED,
    PAUSED,
    RESUMED,
    ESCALATED,
    *recorded(
        {
            "referral.notes_opened": _("Read the notes of a referral"),
            "referral.viewed": _("Looked at a referral"),
        }
    ),
)
