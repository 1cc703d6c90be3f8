"""Reading notes: all of a case, and one with what it said before."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from opennrm.country.pack import pack
from opennrm.notes import access
from opennrm.notes.access import Standing
from opennrm.notes.permissions import NOTE_VIEW, NOTE_WRITE
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.keyset import NEWER, OLDER, page_of
from opennrm.web.notes import words
from opennrm.web.request import Request

ADDRESS = ("kind", OLDER, NEWER)


@requires(NOTE_VIEW)
@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    """The notes of a case, newest first, without what they say."""
    standing = access.case_with_notes(request.actor, case_id, event="notes.listed")
    return _list(request, standing, request.GET, opens=False)


@requires(NOTE_VIEW)
@button("note-list", "case_id", undone=gettext_lazy("The notes were not shown."))
def texts(request: Request, case_id: UUID) -> HttpResponse:
    """The same page with what the notes say. Asked for by POST, so that no link or reload opens them unseen."""
    standing = access.case_with_notes(request.actor, case_id)
    return _list(request, standing, request.POST, opens=True)


def _list(request: Request, standing: Standing, query: Mapping[str, str], *, opens: bool) -> HttpResponse:
    kinds = pack().codes("note_kinds")
    kind = query.get("kind", "")
    notes = access.notes_of(request.actor, standing.case.pk)
    if kind in kinds:
        notes = notes.filter(kind=kind)
    listed = page_of(notes, query, by="happened_at", kept=["kind"])
    page = reverse("note-list", args=[standing.case.pk])
    opened = access.open_texts(request.actor, standing, listed.items) if opens else {}
    context = {
        "case": standing.case,
        "rows": [{**words.of_list(note), "opened": opened.get(note.pk)} for note in listed.items],
        "is_opened": opens,
        "newer_url": listed.newer and page + listed.newer,
        "older_url": listed.older and page + listed.older,
        "kind": kind if kind in kinds else "",
        "kinds": [(code.code, code.title) for code in kinds.values()],
        "address": [(name, query[name]) for name in ADDRESS if query.get(name)],
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
