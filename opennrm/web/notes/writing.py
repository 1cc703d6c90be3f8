"""Writing a note, from a phone and in bad signal too, and correcting one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.notes import access, actions, drafts
from opennrm.notes.access import Standing
from opennrm.notes.drafts import OpenDraft
from opennrm.notes.permissions import NOTE_WRITE
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.notes import words
from opennrm.web.notes.forms import (
    CorrectForm,
    NoteForm,
    initial_of,
    initial_of_version,
    shares_notes,
    typed_in,
)
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, id_given, page_token, posted, small_number
from opennrm.web.templatetags.design import day


@requires(NOTE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Write a note, or go on with one that was begun."""
    standing = access.case_with_notes(request.actor, case_id, event="case.viewed")
    if request.method != "POST":
        return _show_page(request, standing)
    form, is_for_later = NoteForm(request.POST, **_options(request, standing)), _is_for_later(request)
    if not is_for_later and form.is_valid():
        with refusals_on(form, field="text"):
            _write(request, case_id, form)
            messages.success(request, _("The note was saved."))
            return redirect("case-show", case_id)
    with refusals_on(form, field="text"):
        draft = _keep(request, case_id)
        if is_for_later:
            return _kept_for_later(request, case_id, draft)
    return form_page(request, "notes/new.html", form, _contents(request, standing))


def _is_for_later(request: Request) -> bool:
    return request.POST.get("then") == "later"


def _show_page(request: Request, standing: Standing) -> HttpResponse:
    """An empty page, or one with what was typed before."""
    draft = None
    if "fresh" not in request.GET:
        wanted = id_given(request.GET.get("draft", ""))
        draft = drafts.open_own(request.actor, standing.case, wanted)
    today = timezone.localdate()
    initial = initial_of(draft.typed) if draft else {"happened_on": today, "read_by": "lead"}
    form = NoteForm(initial=initial, **_options(request, standing))
    return form_page(request, "notes/new.html", form, _contents(request, standing, draft))


def _contents(request: Request, standing: Standing, draft: OpenDraft | None = None) -> dict[str, Any]:
    """The variables of notes/new.html beside the form. A page that was sent goes on with its draft."""
    sent = request.POST
    return {
        "case": standing.case,
        "leads": standing.leads,
        "draft": draft.draft if draft else None,
        "page": page_token(request),
        "opened": sent.get("draft", "") if sent else draft.draft.pk if draft else "",
        "version": sent.get("version", "") if sent else draft.draft.version if draft else "",
    }


def _options(request: Request, standing: Standing) -> dict[str, Any]:
    """Whoever leads the case chooses who can read a note, where the country lets others read any."""
    asks = standing.leads and shares_notes()
    now = timezone.now()
    sharing_with = access.sharing_with(request.actor, standing.case.pk, at=now) if asks else None
    return {"today": timezone.localdate(now), "sharing_with": sharing_with}


def _write(request: Request, case_id: UUID, form: NoteForm) -> None:
    actions.write(
        case_id,
        content=form.content,
        is_shared=form.is_shared,
        page=page_token(request),
        opened=_opened(request),
        by=request.actor,
        at=timezone.now(),
    )


def _keep(request: Request, case_id: UUID) -> drafts.NoteDraft | None:
    return drafts.keep(
        case_id,
        typed=typed_in(request.POST),
        page=page_token(request),
        opened=_opened(request),
        by=request.actor,
        at=timezone.now(),
    )


def _kept_for_later(request: Request, case_id: UUID, draft: drafts.NoteDraft | None) -> HttpResponse:
    if draft is not None:
        messages.success(
            request, _("Your unfinished note is saved. We will keep it until %s.") % day(draft.expires_at)
        )
    return redirect("case-show", case_id)


@requires(NOTE_WRITE)
@button("note-new", "case_id", undone=gettext_lazy("The note was not saved."))
def autosave(request: Request, case_id: UUID) -> HttpResponse:
    """Keep what was typed so far. Nothing is shown."""
    _keep(request, case_id)
    return HttpResponse(status=204)


@requires(NOTE_WRITE)
@button("note-new", "case_id", undone=gettext_lazy("The unfinished note was not deleted."))
def discard(request: Request, case_id: UUID, draft_id: UUID) -> HttpResponse:
    """Delete one's own unfinished note."""
    drafts.discard(case_id, draft_id, by=request.actor)
    messages.success(request, _("The unfinished note was deleted."))
    return redirect("case-show", case_id)


@requires(NOTE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, case_id: UUID, note_id: UUID) -> HttpResponse:
    """Let a note say something else from now on. What it said before can still be read."""
    now = timezone.now()
    opened = access.note_to_read(request.actor, case_id, note_id, at=now, to_correct=True)
    options = _options(request, opened.standing)
    form = CorrectForm(posted(request), initial=initial_of_version(opened.now), **options)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.correct(
                case_id,
                note_id,
                content=form.content,
                is_shared=form.is_shared,
                reason=form.cleaned_data["reason"],
                seen=small_number(request.POST.get("version", "")),
                page=page_token(request),
                by=request.actor,
                at=now,
            )
            messages.success(request, _("The note was corrected. What it said before can still be read."))
            return redirect("note-show", case_id, note_id)
    return form_page(request, "notes/correct.html", form, _of_correction(request, opened))


def _of_correction(request: Request, opened: access.OpenedNote) -> dict[str, Any]:
    """The variables of notes/correct.html beside the form. Whoever sends it again has seen what the note says now."""
    seen = small_number(request.POST.get("version", ""))
    return {
        "case": opened.standing.case,
        "row": words.of_list(opened.note),
        "now": opened.now,
        "is_changed": request.method == "POST" and seen != opened.note.versions,
        "page": page_token(request),
        "version": opened.note.versions,
    }


def _opened(request: Request) -> drafts.Opened | None:
    draft_id = id_given(request.POST.get("draft", ""))
    version = small_number(request.POST.get("version", ""))
    return drafts.Opened(id=draft_id, version=version) if draft_id else None
