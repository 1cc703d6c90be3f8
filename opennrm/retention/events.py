"""What happens when a case is kept for longer, or erased, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, recorded

TO_DECIDE = NoticeKind(
    kind="erasure.asked",
    says=_("Somebody has asked to erase a case. Decide whether to erase it."),
    about="erasure",
)
DECIDED = NoticeKind(
    kind="erasure.decided", says=_("Somebody has decided on your request to erase a case."), about="case"
)
NOTICES = (TO_DECIDE, DECIDED)


def _hold_reason(detail: Detail) -> str:
    return title_of("hold_reasons", detail["reason"])


def _lift_reason(detail: Detail) -> str:
    return title_of("hold_ends", detail["reason"])


ASKED = Event(
    kind="erasure.asked",
    audit=_("Asked to erase the case"),
    story=_("Somebody asked to erase the case, because the time for keeping it is over"),
    tone="warn",
    about="erasure",
)
WITHDRAWN = Event(
    kind="erasure.withdrawn",
    audit=_("Withdrew the request to erase the case"),
    story=_("The request to erase the case was withdrawn"),
    tone="quiet",
    about="erasure",
)
HOLD_SET = Event(
    kind="hold.set",
    audit=_("Set a legal hold"),
    story=_("A legal hold was set. The case will not be erased."),
    tone="info",
    because=_hold_reason,
)
HOLD_REVIEWED = Event(
    kind="hold.reviewed",
    audit=_("Reviewed a legal hold"),
    story=_("The legal hold was reviewed and stays"),
)
HOLD_LIFTED = Event(
    kind="hold.lifted",
    audit=_("Lifted a legal hold"),
    story=_("The legal hold was lifted"),
    because=_lift_reason,
)
EVENTS = (
    ASKED,
    WITHDRAWN,
    HOLD_SET,
    HOLD_REVIEWED,
    HOLD_LIFTED,
    *recorded(
        {
            "erasure.viewed": _("Read a request to erase the case"),
            "erasure.approved": _("Approved erasing the case"),
            "erasure.refused": _("Did not approve erasing the case"),
            "erasure.stopped": _("Stopped erasing the case"),
            "case.erased": _("Erased the case"),
            "shell.viewed": _("Read what is left of an erased case"),
        }
    ),
)
