"""What happens when a concern is received, and what is recorded of who a child is and of searches."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import NEW_CONCERN, Whom
from opennrm.foundation.events import Event, Told, recorded

RECEIVED = Event(
    kind="concern.received",
    audit=_("Reported a concern"),
    story=_("A concern was reported"),
    tone="info",
    clock="concern.received",
    tells=(Told(whom=Whom.HOLDER, notice=NEW_CONCERN),),
)
EVENTS = (
    RECEIVED,
    *recorded(
        {
            "concern.opened": _("Read the concern as it was reported"),
            "identity.found": _("Saw the name of the child among the results of a search"),
            "identity.opened": _("Opened the identity of the child"),
            "search.made": _("Searched, and was shown results"),
        }
    ),
)


def received(*, is_urgent: bool) -> Event:
    """The event of receiving a concern: of an urgent one those hear at once, too, who supervise the cases."""
    urgent = Told(whom=Whom.SUPERVISION, notice=NEW_CONCERN)
    return replace(RECEIVED, tells=(*RECEIVED.tells, urgent)) if is_urgent else RECEIVED
