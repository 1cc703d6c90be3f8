"""Pages for whoever receives a copy: confirming it, and looking at it by ranges of bytes."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.custody import handing, queries, viewing
from opennrm.custody.models import Copy
from opennrm.custody.permissions import COPY_VIEW, CUSTODY_KEEP
from opennrm.custody.rules import MOST_SENT, UNKNOWN_TYPE, RangeRefused
from opennrm.custody.states import CopyState
from opennrm.foundation.harmless.agreed import PDF
from opennrm.web.buttons import button
from opennrm.web.cases.files import address_of_picture
from opennrm.web.custody.forms import LookForm
from opennrm.web.custody.words import gap_lines, in_times
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted, small_number

ENDINGS = {"video/mp4": ".mp4", "video/webm": ".webm", "audio/mpeg": ".mp3", "audio/wav": ".wav", PDF: ".pdf"}
"""How the name of a file ends that is downloaded, as far as its kind is known."""
LONGEST_REPORT = 20_000
"""Characters of what a player reports at once."""


@requires(COPY_VIEW, CUSTODY_KEEP)
@require_safe
def show(request: Request, copy_id: UUID) -> HttpResponse:
    """A copy that was made for one's office."""
    received = queries.received_copy(request.actor, copy_id, at=timezone.now())
    looked = [(each, in_times(each.ranges)) for each in received.own]
    copy = received.copy
    has_ended = copy.state == CopyState.ENDED or (copy.state == CopyState.READY and not received.is_open)
    context = {"received": received, "copy": copy, "looked": looked, "has_ended": has_ended}
    return render(request, "custody/copy.html", context)


@requires(COPY_VIEW, CUSTODY_KEEP)
@button("copy-show", "copy_id", undone=gettext_lazy("Nothing was confirmed."))
def accept(request: Request, copy_id: UUID) -> HttpResponse:
    """Confirm that a copy has arrived, and give the undertaking."""
    handing.accept(copy_id, by=request.actor, at=timezone.now())
    messages.success(request, _("You have confirmed that your office has this copy."))
    return redirect("copy-show", copy_id)


@requires(COPY_VIEW, CUSTODY_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Request, copy_id: UUID) -> HttpResponse:
    """Say why one looks at a copy. That is written down before anything of it is sent."""
    received = queries.received_copy(request.actor, copy_id, at=timezone.now())
    form = LookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            event = viewing.open_copy(copy_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            return redirect("copy-play", copy_id, event.pk) if event else _ended(request, received)
    return form_page(request, "custody/look.html", form, {"received": received, "copy": received.copy})


def _ended(request: Request, received: queries.Received) -> HttpResponse:
    return render(request, "custody/ended.html", {"copy": received.copy}, status=410)


@requires(COPY_VIEW, CUSTODY_KEEP)
@button("copy-show", "copy_id", undone=gettext_lazy("Nothing was downloaded."))
def download(request: Request, copy_id: UUID) -> HttpResponse:
    """Take a copy with one, where that is allowed."""
    received = queries.received_copy(request.actor, copy_id, at=timezone.now())
    event = viewing.download(copy_id, by=request.actor, at=timezone.now())
    return redirect("copy-play", copy_id, event.pk) if event else _ended(request, received)


@requires(COPY_VIEW, CUSTODY_KEEP)
@require_safe
def play(request: Request, copy_id: UUID, event_id: UUID) -> HttpResponse:
    """The player, or what downloads a copy, for whoever has said that they look at it."""
    copy, event = viewing.looking(request.actor, copy_id, event_id, at=timezone.now())
    is_download = event.kind == "downloaded"
    context: dict[str, Any] = {
        "copy": copy,
        "event": event,
        "is_download": is_download,
        "can_play": copy.media_type not in (UNKNOWN_TYPE, PDF),
        "is_sound": copy.media_type.startswith("audio/"),
        "at_once": MOST_SENT,
        "ending": ENDINGS.get(copy.media_type, ""),
        "gaps": gap_lines(copy.gaps),
        **({} if is_download else _sheet(request, copy)),
    }
    return render(request, "custody/play.html", context)


def _sheet(request: Request, copy: Copy) -> dict[str, Any]:
    """A page of a transcript, drawn as a picture; nothing of any other copy."""
    if copy.media_type != PDF:
        return {}
    page = small_number(request.GET.get("page", "")) or 1
    drawn = viewing.sheet(copy, page)
    return {
        "is_document": True,
        "page": page,
        "pages": drawn.pages,
        "picture": address_of_picture(drawn),
        "refused": drawn.refused,
    }


@requires(COPY_VIEW, CUSTODY_KEEP)
@require_safe
def content(request: Request, copy_id: UUID, event_id: UUID) -> HttpResponse:
    """A part of a copy, as the player asks for it."""
    copy, _event = viewing.looking(request.actor, copy_id, event_id, at=timezone.now())
    try:
        wanted, found = viewing.part(copy, request.headers.get("Range", ""))
    except RangeRefused:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{copy.bytes}"})
    is_whole = "Range" not in request.headers
    answer = HttpResponse(found, status=200 if is_whole else 206, content_type=copy.media_type)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = "inline"
    if not is_whole:
        answer.headers["Content-Range"] = f"bytes {wanted.first}-{wanted.last}/{copy.bytes}"
    return answer


@requires(COPY_VIEW, CUSTODY_KEEP)
@button("copy-show", "copy_id", undone=gettext_lazy("Nothing was reported."))
def played(request: Request, copy_id: UUID, event_id: UUID) -> HttpResponse:
    """What the player has really played."""
    try:
        ranges = json.loads(request.POST.get("ranges", "")[:LONGEST_REPORT])
    except (ValueError, RecursionError):
        ranges = []
    viewing.played(
        copy_id,
        event_id,
        ranges=ranges if isinstance(ranges, list) else [],
        is_closed="closed" in request.POST,
        by=request.actor,
        at=timezone.now(),
    )
    return HttpResponse(status=204)
