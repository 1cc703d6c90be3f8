"""Pages by which a recording arrives: announced, sent in pieces by the protocol tus 1.0.0, and added to later."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.custody import access, gaps, receiving, transcripts
from opennrm.custody.models import Piece
from opennrm.custody.permissions import CUSTODY_KEEP
from opennrm.custody.rules import CHUNK, LARGEST, MOST_AT_ONCE
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.web.buttons import button
from opennrm.web.custody import occasions
from opennrm.web.custody.arriving_forms import AnnounceForm, GapForm, TranscriptForm, UploadForm
from opennrm.web.custody.views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request, page_token, posted

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
SENT_AT_ONCE = 4 * CHUNK
"""Bytes that the browser sends at once: little enough for a slow line, within the limits of the server."""


@requires(CUSTODY_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Announce a recording of a case."""
    case = access.case_for_recording(request.actor, case_id, lock=False)
    interviews, page = occasions.interviews_of(request.actor, case_id), page_token(request)
    initial = occasions.first_choice(request.GET.get("occasion", ""), interviews)
    form = AnnounceForm(posted(request), interviews=interviews, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = receiving.announce(case_id, **form.answers, page=page, by=request.actor, at=timezone.now())
            return redirect("recording-upload", made.pk)
    return form_page(request, "custody/new.html", form, {"case": case, "page": page})


@requires(CUSTODY_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, recording_id: UUID) -> HttpResponse:
    """Choose the file of a recording and send it; without scripts a small file is sent as a form."""
    recording = access.recording_to_keep(request.actor, recording_id, lock=False)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="file"):
            content = form.cleaned_data["file"].read()
            _send_whole(request, recording_id, content)
            messages.success(request, _("The recording has arrived."))
            return redirect("recording-show", recording_id)
    first = Piece.objects.visible_to(request.actor).filter(recording=recording, number=1).first()
    context = {
        "recording": recording,
        "first_bytes": first.bytes if first else 0,
        "first_digest": first.digest if first else "",
        "at_once": SENT_AT_ONCE,
    }
    return form_page(request, "custody/upload.html", form, context)


def _send_whole(request: Request, recording_id: UUID, content: bytes) -> None:
    by, at = request.actor, timezone.now()
    begun = receiving.begin(recording_id, size=len(content), by=by, at=at)
    for offset in range(begun.received, len(content), SENT_AT_ONCE):
        piece = content[offset : offset + SENT_AT_ONCE]
        receiving.take(recording_id, offset=offset, content=piece, by=by, at=at)


def _said(status: int, refusal: str = "", **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    said = {"Tus-Resumable": VERSION, **named}
    return HttpResponse(refusal, status=status, content_type="text/plain; charset=utf-8", headers=said)


def _refused(request: Request, refusal: Exception, **_found: UUID) -> HttpResponse:
    if isinstance(refusal, receiving.WrongOffset):
        return _said(409, str(refusal), Upload_Offset=str(refusal.offset))
    return _said(413 if isinstance(refusal, receiving.PieceRefused) else 409, str(refusal))


@requires(CUSTODY_KEEP)
@on_refusal(TransitionRefused, _refused)
@on_refusal(Refused, _refused)
@on_refusal(receiving.WrongOffset, _refused)
@button("recording-upload", "recording_id", undone=gettext_lazy("Nothing was sent."), also=("HEAD", "PATCH"))
def tus(request: Request, recording_id: UUID) -> HttpResponse:
    """The other end of tus: begin (POST), say how far it has come (HEAD), and take a piece (PATCH)."""
    recording = access.recording_to_keep(request.actor, recording_id, lock=False)
    if request.method == "HEAD":
        length = {"Upload_Length": str(recording.bytes)} if recording.bytes else {}
        return _said(200, Upload_Offset=str(recording.received), **length)
    if request.headers.get("Tus-Resumable") != VERSION:
        return _said(412, _("This needs the protocol tus 1.0.0."), Tus_Version=VERSION)
    if request.method == "POST":
        return _begin(request, recording_id)
    return _take(request, recording_id)


def _begin(request: Request, recording_id: UUID) -> HttpResponse:
    size = _number(request.headers.get("Upload-Length", ""))
    if size is None:
        return _said(400, _("The request does not say how long the recording is."))
    if size > LARGEST:
        return _said(413, _("This file is too large."))
    receiving.begin(recording_id, size=size, by=request.actor, at=timezone.now())
    return _said(201, Location=reverse("recording-tus", args=[recording_id]))


def _take(request: Request, recording_id: UUID) -> HttpResponse:
    offset = _number(request.headers.get("Upload-Offset", ""))
    if offset is None:
        return _said(400, _("The request does not say where its piece begins."))
    if request.content_type != PIECE_TYPE:
        return _said(415, _("This is no piece of a file."))
    # Read past Django's limit for forms, and never more than a piece may have.
    content = request.read(MOST_AT_ONCE + 1)
    taken = receiving.take(recording_id, offset=offset, content=content, by=request.actor, at=timezone.now())
    return _said(204, Upload_Offset=str(taken.received))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


@requires(CUSTODY_KEEP)
@button("recording-show", "recording_id", undone=gettext_lazy("The recording was not given up."))
def abandon(request: Request, recording_id: UUID) -> HttpResponse:
    """Give up a recording that has not arrived whole."""
    receiving.abandon(recording_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The recording was given up. What had arrived is removed."))
    return redirect("recording-show", recording_id)


@requires(CUSTODY_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def gap(request: Request, recording_id: UUID) -> HttpResponse:
    """Write down when the recorder stood still, and why."""
    access.recording_to_keep(request.actor, recording_id, lock=False)
    form = GapForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            gaps.write_down(recording_id, **form.answers, by=request.actor, at=timezone.now())
            messages.success(request, _("The gap was written down."))
            return redirect("recording-show", recording_id)
    return form_page(request, "custody/gap.html", form, opened_for(request, recording_id))


@requires(CUSTODY_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def transcript(request: Request, recording_id: UUID) -> HttpResponse:
    """Add the transcript of a recording."""
    access.recording_to_keep(request.actor, recording_id, lock=False)
    page = page_token(request)
    form = TranscriptForm.sent(request) if request.method == "POST" else TranscriptForm()
    if form.is_bound and form.is_valid():
        with refusals_on(form, field="file"):
            _add_transcript(request, recording_id, form, page)
            messages.success(request, _("The transcript was added."))
            return redirect("recording-show", recording_id)
    context = {**opened_for(request, recording_id), "form": form, "page": page}
    status = form.status_when_refused if form.is_bound else 200
    return render(request, "custody/transcript.html", context, status=status)


def _add_transcript(request: Request, recording_id: UUID, form: TranscriptForm, page: UUID) -> None:
    given = form.cleaned_data
    given["file"].seek(0)
    sent = hashlib.sha256(given["file"].read()).hexdigest()
    given["file"].seek(0)
    transcripts.add(
        recording_id, document=form.harmless(), sent_digest=sent, basis=given["basis"], authority=given["authority"],
        page=page, by=request.actor, at=timezone.now(),
    )  # fmt: skip
