"""What is recorded of lists of cases. None of it says what a list is called."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded(
    {
        "cases.exported": _("Exported a list of cases, without names"),
        "cases.exported_with_names": _("Exported a list of cases, with names"),
        "saved_list.removed": _("Removed a saved list of cases"),
        "saved_list.renamed": _("Gave a saved list of cases another name"),
        "saved_list.restored": _("Put a saved list of cases back"),
        "saved_list.saved": _("Saved a list of cases under a name"),
        "saved_lists.opened": _("Read the names of their own saved lists"),
    }
)
