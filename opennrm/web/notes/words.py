"""Notes in words."""

from typing import Any

from django.utils.translation import gettext as _

from opennrm.country.titles import title_of
from opennrm.notes.models import Note, NoteVersion
from opennrm.web.templatetags.design import day, moment


def in_words(note: Note | NoteVersion) -> dict[str, Any]:
    """What it is about, when it was, and who can read it."""
    return {
        "kind": title_of("note_kinds", note.kind),
        "when": moment(note.happened_at) if note.is_time_known else day(note.happened_at),
        "read_by": _readers(note),
    }


def of_list(note: Note) -> dict[str, Any]:
    """A note as lists show it: nothing that is sealed."""
    author = note.written_by
    by = _("%(name)s, %(agency)s") % {"name": author.account.name, "agency": author.agency.name}
    return {"note": note, "by": by, **in_words(note)}


def _readers(note: Note | NoteVersion) -> str:
    if note.is_shared:
        return _("whoever leads the case, and the agencies that are helping and may read notes")
    if isinstance(note, Note) and note.author_parts:
        return _("whoever leads the case, and the agency that wrote it")
    return _("whoever leads the case")
