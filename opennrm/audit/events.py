"""What is recorded of the audit itself."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "audit.exported": _("Downloaded a part of the audit"),
        "audit.verified": _("Checked the audit against its seal"),
        "audit.viewed": _("Looked through the audit"),
    }
)
