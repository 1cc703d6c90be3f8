"""What happens to the notes of a case, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

NEW = NoticeKind(kind="note.new", says=_("A service has written a note for you."), about="note")
NOTICES = (NEW,)


def _kind(detail: Detail) -> dict[str, str]:
    # In the middle of a sentence, so without the capital letter that the list of codes gives it.
    title = title_of("note_kinds", detail["kind"])
    return {"kind": title[:1].lower() + title[1:]}


WRITTEN = Event(
    kind="note.written",
    audit=_("Wrote a note"),
    story=_("Wrote a note: {kind}"),
    words=_kind,
    about="note",
)
WRITTEN_FOR_THE_LEAD = replace(WRITTEN, tells=(Told(whom=Whom.HOLDER, notice=NEW),))
"""By somebody else than whoever leads the case."""
CORRECTED = Event(
    kind="note.corrected",
    audit=_("Corrected a note"),
    story=_("Corrected a note: {kind}"),
    tone="quiet",
    words=_kind,
    about="note",
)
EVENTS = (
    WRITTEN,
    CORRECTED,
    *recorded(
        {
            "note.opened": _("Read a note"),
            "notes.listed": _("Looked at the list of notes"),
            "notes.opened": _("Read several notes"),
            "note_draft.discarded": _("Deleted an unfinished note"),
            "note_draft.expired": _("Deleted an unfinished note, because its time was over"),
            "note_draft.opened": _("Opened an unfinished note"),
            "note_draft.saved": _("Saved an unfinished note"),
        }
    ),
)
