"""What is recorded of who a child is, and of searches."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "identity.found": _("Saw the name of the child among the results of a search"),
        "identity.opened": _("Opened the identity of the child"),
        "search.made": _("Searched, and was shown results"),
    }
)
