"""What a browser sends to the pages of recordings and copies."""

import io
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfWriter

from opennrm.country.pack import pack
from tests.custody.scene import film
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post


def _until(days: int) -> Fields:
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=days)
    return {"until_day": day.day, "until_month": day.month, "until_year": day.year}


def _copy(cast: Cast) -> Fields:
    return {
        "purpose": "therapy", "recipient": cast.people["copy_holder"].membership.agency_id, "office": "",
        "basis": "consent", "authority": "C 12", "allowed": ["view"], "page": uuid4(), **_until(20),
    }  # fmt: skip


def _file(cast: Cast) -> Fields:
    return {"file": SimpleUploadedFile("film.mp4", film(2000), content_type="video/mp4")}


def _transcript(cast: Cast) -> Fields:
    written = io.BytesIO()
    document = PdfWriter()
    document.add_blank_page(200, 200)
    document.write(written)
    file = SimpleUploadedFile("transcript.pdf", written.getvalue(), content_type="application/pdf")
    return {"basis": "request", "authority": "DPP 4", "file": file, "page": uuid4()}


def _gap(cast: Cast) -> Fields:
    day = timezone.localdate(timezone=pack().zone) - timedelta(days=1)
    return {
        "on_day": day.day, "on_month": day.month, "on_year": day.year, "began": "2:41 pm", "ended": "2:45 pm",
        "reason": "power",
    }  # fmt: skip


POSTS = {
    "recording-new": Post(
        fields=lambda cast: {"device": "Recorder 2", "clock": "hand", "page": uuid4()},
        records=("case.viewed", "recording.announced"),
    ),
    "recording-upload": Post(
        fields=_file, records=("recording.received", "clock.stopped", "recording.sealed")
    ),
    "recording-tus": Post(status=412),
    "recording-abandon": Post(records=("recording.abandoned",)),
    "copy-order": Post(
        fields=_copy,
        records=("recording.opened", "recording.ordered", "recording.copied"),
    ),
    "recording-gap": Post(fields=_gap, records=("recording.gap",)),
    "recording-transcript": Post(fields=_transcript, records=("recording.copied",)),
    "recording-offer": Post(
        fields=lambda cast: {"to": cast.ids["custodian_colleague_id"]},
        records=("recording.opened", "recording.custodian_offered"),
    ),
    "recording-take": Post(records=("recording.transferred_custodian",)),
    "recording-hold": Post(
        fields=lambda cast: {"wanted_by": "Court of Appeal 13/26"},
        records=("recording.opened", "recording.hold_set"),
    ),
    "recording-hold-lift": Post(records=("recording.hold_lifted",)),
    "recording-finding": Post(fields=lambda cast: {"words": "It adds a trailer."}, status=409),
    "recording-clear": Post(status=409),
    "recording-ask-to-destroy": Post(status=409),
    "recording-destroy": Post(status=403),
    "copy-make": Post(status=409),
    "copy-refuse": Post(status=409),
    "copy-hand-over": Post(
        fields=lambda cast: {"medium": "online", "seal_number": ""},
        records=("recording.opened", "recording.verified", "recording.handed_over"),
    ),
    "copy-receipt": Post(
        fields=lambda cast: {"signed_by": "Receptionist"}, records=("recording.opened", "recording.accepted")
    ),
    "copy-extend": Post(
        fields=lambda cast: _until(25), records=("recording.opened", "recording.access_extended")
    ),
    "copy-end": Post(
        fields=lambda cast: {"ending": "custodian"}, records=("recording.opened", "recording.access_ended")
    ),
    "copy-accept": Post(records=("recording.accepted",)),
    "copy-look": Post(
        fields=lambda cast: {"purpose": "treat"}, records=("recording.copy_opened", "recording.view_opened")
    ),
    "copy-download": Post(records=("recording.copy_opened", "recording.downloaded")),
    "copy-played": Post(
        fields=lambda cast: {"ranges": "[[1, 4]]"}, status=204, records=("recording.view_range",)
    ),
}
