"""What is recorded of the directory of services."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "service.added": _("Added a service to the directory"),
        "service.confirmed": _("Confirmed the free places of a service"),
        "service.decline_noted": _("Noted in the directory that a service declined today"),
        "service.edited": _("Changed a service in the directory"),
        "service.place_given_back": _("Added one free place"),
        "service.place_taken": _("Removed one free place"),
    }
)
