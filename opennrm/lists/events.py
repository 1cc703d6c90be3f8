"""What is recorded of lists of cases and of tasks. None of it says what a list is called."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import NoticeKind, recorded

EXPORTED_NAMES = NoticeKind(
    kind="cases.exported_with_names",
    says=_("Somebody exported a list of cases with the names of the children."),
    page="audit-list",
)
EXPORTED_MANY = NoticeKind(
    kind="cases.exported", says=_("Somebody exported a long list of cases."), page="audit-list"
)
NOTICES = (EXPORTED_NAMES, EXPORTED_MANY)

EVENTS = recorded(
    {
        "cases.exported": _("Exported a list of cases, without names"),
        "cases.exported_with_names": _("Exported a list of cases, with names"),
        "saved_list.removed": _("Removed a saved list"),
        "saved_list.renamed": _("Gave a saved list another name"),
        "saved_list.restored": _("Put a saved list back"),
        "saved_list.saved": _("Saved a list under a name"),
        "saved_lists.opened": _("Read the names of their own saved lists"),
    }
)
