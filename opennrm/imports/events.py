"""What happens with an agency's old lists, and with the cases that come of them."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import NEW_CONCERN, Whom
from opennrm.foundation.events import Event, Told, recorded

TAKEN_OVER = Event(
    kind="list_case.taken_over",
    audit=_("Imported a case from an old list"),
    story=_("The case was imported from an old list of the agency"),
    tone="info",
)
RELEASED = Event(
    kind="list_case.released",
    audit=_("Released a case from an old list"),
    story=_("The case was released. It now has time limits and notices"),
    tone="info",
    clock="concern.received",
    tells=(Told(whom=Whom.HOLDER, notice=NEW_CONCERN),),
)
WITHDRAWN = Event(
    kind="list_case.withdrawn",
    audit=_("Withdrew a case from an old list, and destroyed its key"),
    story=_("The case was withdrawn with the list that it came from"),
    tone="quiet",
)
EVENTS = (
    TAKEN_OVER,
    RELEASED,
    WITHDRAWN,
    *recorded(
        {
            "import.added": _("Added an old list"),
            "import.checked": _("Had the rows of an old list checked"),
            "import.columns_said": _("Said what the columns of an old list hold"),
            "import.discarded": _("Deleted an old list that was not imported"),
            "import.expired": _("Deleted the rows of an old list whose time was over"),
            "import.imported": _("Finished importing an old list"),
            "import.opened": _("Read rows of an old list"),
            "import.release_asked": _("Asked to release all cases from an old list"),
            "import.released": _("Finished releasing the cases from an old list"),
            "import.rows_downloaded": _("Downloaded the rows of an old list that were not imported"),
            "import.searched": _("Looked for children of an old list among the cases that they see"),
            "import.source_opened": _("Read which list and row a case came from"),
            "import.started": _("Asked to import an old list"),
            "import.tried_again": _("Started the work on an old list again"),
            "import.withdraw_asked": _("Asked to withdraw an old list"),
            "import.withdrawn": _("Finished withdrawing an old list"),
            "known_columns.deleted": _("Deleted the saved columns of an earlier list"),
            "known_columns.saved": _("Saved the columns of a list for the next one"),
        }
    ),
)
