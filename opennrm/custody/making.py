"""Making copies that were ordered: of the master, or of its transcript, under a key of their own."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.foundation.actor import Actor
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, ledger, redaction, store
from .chunks import new_key, wrap
from .models import Copy, Recording
from .receiving import AT_ONCE
from .states import COPY_TRANSITIONS, CopyState, Purpose

MAKE = "custody.copy"
"""The job that makes a copy."""


def begin(recording: Recording, copy: Copy, *, by: Actor, at: datetime) -> None:
    """Make a copy that was ordered: at once if it is small, or else by the job.

    :raises Blocked: the recording differs from its ledger.
    :raises TransitionRefused: it is being made already, is not to be made, or its transcript has ended.
    """
    if copy.purpose != Purpose.WORKING:
        access.refuse_blocked(recording)
    move(copy, CopyState.MAKING, transitions=COPY_TRANSITIONS)
    copy.save(from_action=True, update_fields=["state"])
    needs_ffmpeg = copy.left_out or gets_watermark(copy, recording)
    if copy.of_transcript or (recording.bytes <= AT_ONCE and not needs_ffmpeg):
        make(copy, recording, by=by, at=at)
    else:
        app.configure_task(MAKE, lock=f"{MAKE} {copy.pk}").defer(copy_id=str(copy.pk))


def gets_watermark(copy: Copy, recording: Recording) -> bool:
    """Whether the name of whoever receives a copy is burned into its picture: it may leave, and FFmpeg is here."""
    is_film = recording.media_type.startswith("video/") and not copy.of_transcript
    return is_film and copy.may_download and redaction.is_possible()


def waiting(actor: Actor) -> list[UUID]:
    """The copies that are to be made, for the job."""
    found = Copy.objects.visible_to(actor).filter(state=CopyState.MAKING).order_by("ordered_at", "id")
    return list(found.values_list("pk", flat=True))


def make_waiting(copy_id: UUID, *, by: Actor, at: datetime) -> None:
    """Make a copy that is to be made, for the job; any other stays as it is."""
    found = Copy.objects.visible_to(by).filter(pk=copy_id, state=CopyState.MAKING)
    copy = found.select_for_update(of=("self",), skip_locked=True).first()
    if copy is not None:
        make(copy, access.visible_to(by).get(pk=copy.recording_id), by=by, at=at)


def make(copy: Copy, recording: Recording, *, by: Actor, at: datetime) -> None:
    """Make a copy under a key of its own, and write its digest and what it was made of into the ledger."""
    if copy.of_transcript:
        copy.source = _transcript(recording, by=by, at=at)
    if gets_watermark(copy, recording):
        copy.watermark = watermark_of(copy)
    copy.wrapped = wrap(copy.pk, key := new_key())
    _write(copy, recording, key)
    copy.made_at, copy.seconds = at, 0 if copy.source else recording.seconds
    move(copy, CopyState.READY, transitions=COPY_TRANSITIONS)
    changed = "bytes digest wrapped made_at seconds media_type state source watermark"
    copy.save(from_action=True, update_fields=changed.split())
    parent = copy.source.digest if copy.source else recording.digest
    made = {"digest": copy.digest, "bytes": copy.bytes, "parent": parent, "watermark": bool(copy.watermark)}
    ledger.add(recording, "copied", copy=copy, by=by, at=at, detail=facts_of(copy) | made)


def _write(copy: Copy, recording: Recording, key: bytes) -> None:
    """Write what the copy contains into the store. A film that FFmpeg cannot read is copied without a watermark."""
    copy.media_type = copy.source.media_type if copy.source else recording.media_type
    if copy.watermark or copy.left_out:
        try:
            film = redaction.changed(access.master_of(recording), _left_out(copy), watermark=copy.watermark)
            copy.bytes, copy.digest = store.write_all(copy.pk, key, film)
            copy.media_type = redaction.MEDIA_TYPE
            return
        except redaction.NotRedacted:
            # Nothing that is to be left out may ever be in a copy.
            if copy.left_out:
                raise
            copy.watermark = ""
    copy.bytes, copy.digest = store.write_all(copy.pk, key, _as_it_is(copy, recording))


def _as_it_is(copy: Copy, recording: Recording) -> Iterator[bytes]:
    source = access.stored_copy(copy.source) if copy.source else access.master_of(recording)
    return source.pieces()


def _left_out(copy: Copy) -> list[tuple[float, float]]:
    return [(begin, end) for begin, end in copy.left_out]


def _transcript(recording: Recording, *, by: Actor, at: datetime) -> Copy:
    found = Copy.objects.visible_to(by).filter(recording=recording, purpose=Purpose.TRANSCRIPT).live(at)
    transcript = found.newest_first().first()
    if transcript is None:
        raise TransitionRefused(_("The transcript of this recording has ended. Add it again first."))
    return transcript


def watermark_of(copy: Copy) -> str:
    """What is burned into the picture of a copy: which copy it is, and who receives it."""
    return f"{copy.name} {copy.recipient.name if copy.recipient else copy.office}"


def facts_of(copy: Copy) -> dict[str, object]:
    """What the ledger says of a copy: in codes and numbers, and by office instead of by name."""
    facts: dict[str, object] = {
        "copy": copy.number, "purpose": copy.purpose, "basis": copy.basis, "until": copy.until.isoformat(),
        "view": copy.may_view, "download": copy.may_download,
    }  # fmt: skip
    if copy.of_transcript:
        facts["of"] = "transcript"
    if copy.recipient_id:
        facts["agency"] = str(copy.recipient_id)
    return facts | ({"left_out": [list(each) for each in copy.left_out]} if copy.left_out else {})
