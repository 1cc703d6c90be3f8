"""What happens to records that may be of one child: the sentences of the audit and of the timeline."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Event, NoticeKind, recorded

EVENTS: tuple[Event, ...] = recorded(
    {
        "linkage.compared": _("Compared records that had changed with all others"),
    }
)
NOTICES: tuple[NoticeKind, ...] = ()
