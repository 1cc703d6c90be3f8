"""What notes add to other pages, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.notes import access
from opennrm.notes.drafts import drafts_of
from opennrm.notes.permissions import NOTE_VIEW, NOTE_WRITE
from opennrm.web.guide.places import by_role
from opennrm.web.notes import printed, words, work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Parts, ShownCase, Subject, Work

NEWEST = 3
"""As many as the page of a case shows."""


def _notes(shown: ShownCase) -> Mapping[str, Any]:
    standing = access.standing_of(shown.actor, shown.case) if shown.actor.may(NOTE_VIEW) else None
    if standing is None:
        return {"shows_notes": False}
    notes = list(access.notes_of(shown.actor, shown.case.pk)[: NEWEST + 1])
    return {
        "shows_notes": True,
        "notes": [words.of_list(note) for note in notes[:NEWEST]],
        "has_more_notes": len(notes) > NEWEST,
        # Whoever leads the case finds the button under "Next", where a phone shows it first.
        "writes_notes_here": not standing.leads and shown.actor.may(NOTE_WRITE),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(NOTE_WRITE):
        return []
    return [CaseButton(label=_("Write a note"), url=reverse("note-new", args=[shown.case.pk]))]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[
        Work(
            order=25, may=(NOTE_WRITE,), sections=work.unfinished, waits=lambda actor, at: [drafts_of(actor)]
        )
    ],
    case_sections=[CaseSection(order=45, template="notes/_of_case.html", contents=_notes)],
    case_buttons=[CaseButtons(order=25, buttons=_buttons, when_closed=True)],
    subjects={"note": Subject(page="note-show", within_case=True, readable=access.readable)},
    guide={"": by_role(caseworker="caseworker#notes", others="agency#notes-and-summaries")},
)
