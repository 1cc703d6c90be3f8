"""What happens while a concern is written and received."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import NEW_CONCERN, URGENT, Whom
from opennrm.foundation.events import Event, Told, recorded

RECEIVED = Event(
    kind="concern.received",
    audit=_("Reported a concern"),
    story=_("A concern was reported"),
    tone="info",
    clock="concern.received",
    tells=(Told(whom=Whom.HOLDER, notice=NEW_CONCERN),),
)
DANGER_ADDED = Event(
    kind="danger.added",
    audit=_("Recorded an urgent danger to the child"),
    story=_("An urgent danger to the child was recorded"),
    tone="danger",
    about="urgency",
    tells=(Told(whom=Whom.HOLDER, notice=URGENT), Told(whom=Whom.SUPERVISION, notice=URGENT)),
)
DANGER_ENDED = Event(
    kind="danger.ended",
    audit=_("Recorded that an urgent danger to the child is over"),
    story=_("An urgent danger to the child is over"),
    tone="good",
    about="urgency",
)
COMMENTED = Event(
    kind="concern.commented",
    audit=_("Commented on what was reported"),
    story=_("Somebody commented on what was reported"),
    tone="quiet",
)
EVENTS = (
    RECEIVED,
    DANGER_ADDED,
    DANGER_ENDED,
    COMMENTED,
    *recorded(
        {
            "attachment.added": _("Added a file to a draft"),
            "attachment.removed": _("Removed a file from a draft"),
            "concern.opened": _("Read the concern as it was reported"),
            "dangers.opened": _("Read why the case is or was urgent"),
            "draft.discarded": _("Deleted a draft"),
            "draft.expired": _("Deleted a draft that had expired"),
            "draft.opened": _("Opened their own draft"),
            "draft.saved": _("Saved a draft"),
            "draft.started": _("Began a draft"),
        }
    ),
)


def received(*, is_urgent: bool) -> Event:
    """The event of receiving a concern: of an urgent one those hear at once, too, who supervise the cases."""
    urgent = Told(whom=Whom.SUPERVISION, notice=NEW_CONCERN)
    return replace(RECEIVED, tells=(*RECEIVED.tells, urgent)) if is_urgent else RECEIVED
