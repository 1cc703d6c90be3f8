"""What happens to records that may be of one child: the sentences of the audit and of the timeline."""

from opennrm.foundation.events import Event, NoticeKind

EVENTS: tuple[Event, ...] = ()
NOTICES: tuple[NoticeKind, ...] = ()
