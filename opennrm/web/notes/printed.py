"""Notes in a printed summary: those of the kinds and days that were chosen."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.foundation.working_time import within_days
from opennrm.notes import access
from opennrm.notes.access import OpenedVersion
from opennrm.notes.models import Note, NoteQuerySet
from opennrm.notes.permissions import NOTE_VIEW
from opennrm.web.notes import words
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out


def _notes(printing: Printing) -> list[Passage]:
    standing = access.standing_of(printing.actor, printing.case)
    if standing is None:
        return []
    newest = list(_chosen(printing)[: MOST + 1])
    opened = access.open_texts(printing.actor, standing, newest[:MOST])
    passages = [_note(printing, note, opened[note.pk]) for note in newest[:MOST]]
    return [*passages, older_are_left_out()] if len(newest) > MOST else passages


def _chosen(printing: Printing) -> NoteQuerySet:
    notes = access.notes_of(printing.actor, printing.case.pk)
    if kinds := printing.choices.get("notes_kinds"):
        notes = notes.filter(kind__in=kinds)
    first, last = printing.days("notes")
    return notes.filter(**within_days("happened_at", first, last, pack().zone))


def _note(printing: Printing, note: Note, opened: OpenedVersion) -> Passage:
    said = words.in_words(note)
    return Passage(
        heading=f"{said['kind']}, {said['when']}",
        facts=known(
            (_("With"), printing.written(opened.with_whom)), (_("Written by"), printing.who(note.written_by))
        ),
        paragraphs=printing.paragraphs(opened.text),
    )


def _has_notes(actor: Actor, case: Case, leads: bool) -> bool:
    return access.notes_of(actor, case.pk).exists()


SECTIONS = (
    PrintSection(
        order=90,
        code="notes",
        title=gettext_lazy("Notes"),
        says=gettext_lazy("What each note says now. You can choose kinds and days below."),
        may=(NOTE_VIEW,),
        passages=_notes,
        is_offered=_has_notes,
    ),
)
