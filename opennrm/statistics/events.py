"""What is recorded of estimates."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "estimate.begun": _("Began to work out an estimate"),
        "estimate.cancelled": _("Cancelled an estimate"),
        "estimate.deleted": _("Deleted an estimate"),
        "estimate.done": _("Worked out an estimate"),
        "estimate.downloaded": _("Downloaded an estimate"),
        "estimate.expired": _("Deleted an estimate that had expired"),
        "estimate.failed": _("Could not work out an estimate"),
        "estimate.opened": _("Looked at an estimate"),
        "estimate.question_opened": _("Read the lists of an estimate"),
        "estimate.requested": _("Asked for an estimate"),
        "estimate.shared": _("Decided who may read an estimate"),
        "estimate.tried_again": _("Asked for an estimate again"),
        "estimates.listed": _("Read the titles of estimates"),
    }
)
