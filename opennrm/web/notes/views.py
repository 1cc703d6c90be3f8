"""Reading notes: all of a case, and one with what it said before."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from opennrm.country.pack import pack
from opennrm.foundation.pages import page_of
from opennrm.notes import access
from opennrm.notes.access import Standing
from opennrm.notes.permissions import NOTE_VIEW, NOTE_WRITE
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.notes import words
from opennrm.web.request import Request

NOTES_A_PAGE = 25


@requires(NOTE_VIEW)
@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    """The notes of a case, newest first, without what they say."""
    standing = access.case_with_notes(request.actor, case_id, event="notes.listed")
    return _list(request, standing, opens=False)


@requires(NOTE_VIEW)
@button("note-list", "case_id", undone=gettext_lazy("The notes were not shown."))
def texts(request: Request, case_id: UUID) -> HttpResponse:
    """The same page with what the notes say. Asked for by POST, so that no link or reload opens them unseen."""
    standing = access.case_with_notes(request.actor, case_id)
    return _list(request, standing, opens=True)


def _list(request: Request, standing: Standing, *, opens: bool) -> HttpResponse:
    kinds = pack().codes("note_kinds")
    kind = request.GET.get("kind", "")
    notes = access.notes_of(request.actor, standing.case.pk)
    if kind in kinds:
        notes = notes.filter(kind=kind)
    page = page_of(notes, ("-happened_at", "id"), page_asked(request), size=NOTES_A_PAGE)
    opened = access.open_texts(request.actor, standing, page.rows) if opens else {}
    context = {
        "case": standing.case,
        "rows": [{**words.of_list(note), "opened": opened.get(note.pk)} for note in page.rows],
        "is_opened": opens,
        "page": page,
        "kind": kind if kind in kinds else "",
        "kinds": [(code.code, code.title) for code in kinds.values()],
        "query": request.GET.urlencode(),
        "may_write": request.actor.may(NOTE_WRITE),
    }
    return render(request, "notes/list.html", context)


@requires(NOTE_VIEW)
@require_safe
def show(request: Request, case_id: UUID, note_id: UUID) -> HttpResponse:
    """One note, and what it said before it was corrected."""
    opened = access.note_to_read(request.actor, case_id, note_id, at=timezone.now())
    context = {
        "case": opened.standing.case,
        "opened": opened,
        "row": words.of_list(opened.note),
        "earlier": [{**words.in_words(each.version), "opened": each} for each in opened.earlier],
    }
    return render(request, "notes/show.html", context)
