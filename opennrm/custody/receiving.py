"""Receiving a recording: announcing it, taking its pieces as they come, and sealing it once it is whole."""

import hashlib
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.agencies.models import Agency
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import Refusal, Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, lasting, ledger, store
from .chunks import new_key, wrap
from .models import MasterKey, Piece, Recording
from .rules import CHUNK, LARGEST, MOST_AT_ONCE, accepted, media_type
from .states import TRANSITIONS, Clock, State

REFERENCE_PREFIX = "REC"
AT_ONCE = 64 * CHUNK
"""Bytes up to which a recording is sealed in the request that brings its end. A larger one is left to the worker."""
SEAL = "custody.seal"
"""The job that seals what has arrived, as soon as it has."""


class WrongOffset(Refusal):
    """A piece does not begin where the last one ended; `offset` is where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"The next piece begins at byte {offset}.")
        self.offset = offset


class PieceRefused(Refused):
    """A piece goes beyond the end of the recording, is too large, or too small to be kept."""


def announce(
    case_id: UUID,
    *,
    device: str,
    clock: str,
    started_at: datetime | None,
    ended_at: datetime | None,
    device_digest: str = "",
    occasion: UUID | None = None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Recording:
    """Say that a recording is going to arrive, of which the actor is the custodian from now on.

    :param clock: whose clock says when it began and ended, a code of `Clock`.
    :param device_digest: the SHA-256 that the recorder shows, in hexadecimal; empty without one.
    :param occasion: the interview in which it was made.
    :param page: the showing of the page that sent it; sent twice it announces one recording.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor keeps no recordings, or their part does not cover them.
    """
    case = access.case_for_recording(by, case_id, lock=True)
    recording_id = _id_of_page(case_id, page, by=by)
    if earlier := access.kept_by(by).filter(pk=recording_id).first():
        return earlier
    _refuse_unless_possible(clock, started_at, ended_at, device_digest, at=at)
    holders = [*access.keepers_at(Agency.objects.get(pk=by.agency_id)), system_principal(access.JOB)]
    recording = Recording.make(
        case, at, readers=holders, writers=holders, reference=new_reference(REFERENCE_PREFIX), occasion=occasion,
        device=device.strip(), clock=clock, started_at=started_at, ended_at=ended_at,
        device_digest=device_digest.strip().lower(), custodian_id=by.membership_id, announced_at=at,
        announced_by_id=by.membership_id,
    )  # fmt: skip
    recording.pk = recording_id
    _keep(recording, holders)
    _write_down_times(recording, by=by, at=at)
    lasting.follow_custodian(recording, by=by, at=at)
    return recording


def _keep(recording: Recording, holders: list[int]) -> None:
    """Save a new recording with its key, and let everybody know of it whose part covers recordings."""
    if recording.started_at and recording.ended_at:
        recording.seconds = (recording.ended_at - recording.started_at).total_seconds()
    recording.save(from_action=True, force_insert=True)
    key = MasterKey(pk=recording.pk, case_id=recording.case_id, wrapped=wrap(recording.pk, new_key()))
    key.readers = key.writers = sorted(holders)
    key.save(from_action=True, force_insert=True)
    access.show_to_all_parts(recording)


def _write_down_times(recording: Recording, *, by: Actor, at: datetime) -> None:
    ledger.add(recording, "announced", by=by, at=at, detail=_device_times(recording))
    for kind, when in (("started", recording.started_at), ("ended", recording.ended_at)):
        if when is not None:
            said = {"clock": recording.clock, "device_time": when.isoformat()}
            ledger.add(recording, kind, by=by, at=at, detail=said)


def _device_times(recording: Recording) -> dict[str, str]:
    occasion = {"interview": str(recording.occasion)} if recording.occasion else {}
    return {**occasion, "device_digest": recording.device_digest}


def begin(recording_id: UUID, *, size: int, by: Actor, at: datetime) -> Recording:
    """Say how many bytes the recording has, before its first piece; said again, it has to be the same number.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: it has arrived, or was given up.
    :raises Refused: it is empty, too large, or had another size when it began.
    """
    recording = access.recording_to_keep(by, recording_id)
    _refuse_unless_arriving(recording)
    if not 0 < size <= LARGEST:
        raise Refused(_("This file is empty, or larger than 64 GB."))
    if recording.bytes not in (0, size):
        raise Refused(_("This is another file than the one with which the upload began: its size differs."))
    if not recording.bytes:
        recording.bytes = size
        recording.save(from_action=True, update_fields=["bytes"])
    return recording


def take(recording_id: UUID, *, offset: int, content: bytes, by: Actor, at: datetime) -> Recording:
    """Take the next piece of a recording, seal it, and keep it on the disk. The last one completes the recording.

    Of a piece in the middle only whole chunks are taken: `received` says how far it has come.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: it has arrived, or was given up.
    :raises WrongOffset: the piece does not begin where the last one ended.
    :raises PieceRefused: the piece is too large, too small, or goes beyond the end.
    """
    recording = access.recording_to_keep(by, recording_id)
    _refuse_unless_arriving(recording)
    if offset != recording.received:
        raise WrongOffset(recording.received)
    taken = content[: _taken(recording, len(content))]
    master = access.master_of(recording)
    if not offset:
        recording.media_type = media_type(taken[:16])
    master.write(offset, taken)
    pieces = Piece.objects.visible_to(by).filter(recording=recording)
    Piece(
        case_id=recording.case_id, readers=recording.readers, writers=recording.writers, recording=recording,
        number=pieces.count() + 1, offset=offset, bytes=len(taken), digest=hashlib.sha256(taken).hexdigest(),
        arrived_at=at,
    ).save(from_action=True, force_insert=True)  # fmt: skip
    recording.received += len(taken)
    if recording.received == recording.bytes:
        move(recording, State.ARRIVED, transitions=TRANSITIONS)
    recording.save(from_action=True, update_fields=["received", "state", "media_type"])
    if recording.state == State.ARRIVED:
        _complete(recording, by=by, at=at)
    return recording


def _taken(recording: Recording, length: int) -> int:
    if length > MOST_AT_ONCE:
        raise PieceRefused(_("This piece is too large."))
    try:
        taken = accepted(length, offset=recording.received, size=recording.bytes)
    except ValueError:
        raise PieceRefused(_("This piece goes beyond the end of the recording.")) from None
    if not taken:
        raise PieceRefused(_("This piece is too small to be kept."))
    return taken


def _complete(recording: Recording, *, by: Actor, at: datetime) -> None:
    if recording.bytes <= AT_ONCE:
        seal(recording, by=by, at=at)
    else:
        app.configure_task(SEAL, lock=f"{SEAL} {recording.pk}").defer(recording_id=str(recording.pk))


def abandon(recording_id: UUID, *, by: Actor, at: datetime) -> Recording:
    """Give up a recording that has not arrived whole; what has come is removed.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: it has arrived.
    """
    recording = access.recording_to_keep(by, recording_id)
    move(recording, State.ABANDONED, transitions=TRANSITIONS)
    recording.save(from_action=True, update_fields=["state"])
    MasterKey.objects.filter(pk=recording.pk).update(wrapped=None, from_action=True)
    ledger.add(recording, "abandoned", by=by, at=at, detail={"received": recording.received})
    lasting.follow_custodian(recording, by=by, at=at)
    transaction.on_commit(partial(store.remove, recording.pk))
    return recording


def arrived(actor: Actor) -> list[UUID]:
    """The recordings that have arrived and are not sealed, for the job."""
    found = access.visible_to(actor).filter(state=State.ARRIVED)
    return list(found.order_by("announced_at", "id").values_list("pk", flat=True))


def seal_arrived(recording_id: UUID, *, by: Actor, at: datetime) -> None:
    """Seal a recording that has arrived whole, for the job; one that is sealed already stays as it is."""
    waiting = access.visible_to(by).filter(pk=recording_id, state=State.ARRIVED)
    recording = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if recording is not None:
        seal(recording, by=by, at=at)


def seal(recording: Recording, *, by: Actor, at: datetime) -> None:
    """Reckon the digest over the whole from what is on the disk, compare it, and seal the recording.

    What differs is sealed all the same, and marked: nothing of it is copied until that is explained.
    """
    master = access.master_of(recording)
    found, is_as_it_came = _digest_by_pieces(recording, master)
    master.keep()
    move(recording, State.SEALED, transitions=TRANSITIONS)
    recording.digest, recording.sealed_at = found, at
    recording.save(from_action=True, update_fields=["state", "digest", "sealed_at"])
    is_equal = not recording.device_digest or recording.device_digest == found
    facts = {"bytes": recording.bytes, "digest": found, "device_digest": recording.device_digest}
    equal = {"equal": is_equal and is_as_it_came} if recording.device_digest else {}
    ledger.add(
        recording, "received", by=by, at=at, detail={**facts, **equal, "media_type": recording.media_type}
    )
    ledger.add(
        recording, "sealed", by=by, at=at, detail={"algorithm": "AES-256-GCM", "key": str(recording.pk)}
    )
    if not is_equal or not is_as_it_came:
        mark(recording, "device" if not is_equal else "pieces", by=by, at=at)


def _digest_by_pieces(recording: Recording, master: store.Stored) -> tuple[str, bool]:
    """The digest over the whole, and whether each piece is still what it was when it arrived."""
    whole, piece, at, is_equal = hashlib.sha256(), hashlib.sha256(), 0, True
    pieces = iter(list(Piece.objects.filter(recording=recording).order_by("number")))
    current = next(pieces)
    for content in master.pieces():
        whole.update(content)
        piece.update(content)
        at += len(content)
        if at == current.offset + current.bytes:
            is_equal = is_equal and piece.hexdigest() == current.digest
            piece, current = hashlib.sha256(), next(pieces, current)
    return whole.hexdigest(), is_equal


def mark(recording: Recording, what: str, *, by: Actor, at: datetime) -> None:
    """Mark a recording that differs, once: nothing of it is copied or handed over until that is explained."""
    if recording.mismatch_at is None:
        recording.mismatch_at = at
        recording.save(from_action=True, update_fields=["mismatch_at"])
        ledger.add(recording, "mismatch", by=by, at=at, detail={"what": what, "first_seen": at.isoformat()})


def _refuse_unless_arriving(recording: Recording) -> None:
    if recording.state != State.ARRIVING:
        raise TransitionRefused(_("This recording has arrived already, or was given up."))


def _refuse_unless_possible(
    clock: str, started_at: datetime | None, ended_at: datetime | None, device_digest: str, *, at: datetime
) -> None:
    if clock not in Clock.values:
        raise Refused(_("Choose one of the answers in the list."), field="clock")
    if started_at and ended_at and ended_at <= started_at:
        raise Refused(_("Enter an end that is after the beginning."), field="ended_time")
    digest = device_digest.strip().lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise Refused(_("Enter the 64 letters and digits of a SHA-256 digest."), field="device_digest")


def _id_of_page(case_id: UUID, page: UUID, *, by: Actor) -> UUID:
    said = f"{case_id}|{by.membership_id}|{page}"
    return sealing.id_of("recording", said)
