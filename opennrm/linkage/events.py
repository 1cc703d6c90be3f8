"""What happens to records that may be of one child: the sentences of the audit and of the timeline."""

from . import desk_events

EVENTS = desk_events.EVENTS
NOTICES = desk_events.NOTICES
