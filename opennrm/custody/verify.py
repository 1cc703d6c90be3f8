"""Verifying recordings: from the bytes on the disk to the ledger, and from the ledger to the audit and its seals."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from opennrm.audit import anchors, digests, sealing
from opennrm.audit.models import AuditEvent, Batch, Leaf
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job

from . import access, ledger
from .chunks import ChunkBroken
from .models import Copy, LedgerEvent, Recording
from .receiving import mark
from .rules import NOTHING_BEFORE, event_digest
from .states import CopyState, State
from .store import Missing, Stored

SUBJECT = LedgerEvent._meta.label_lower


@dataclass
class Checked:
    """What was compared: how many recordings, events and bytes, and what differs, in sentences."""

    recordings: int = 0
    events: int = 0
    bytes: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)


def verify(references: Iterable[str] = (), *, anchor_folder: Path | None = None) -> Checked:
    """Compare recordings, all of them unless some are named, in transactions of its own. Needs the worker's role."""
    checked = Checked()
    wanted = list(references)
    with as_job(access.JOB):
        found = access.visible_to(access.system())
        found = found.filter(reference__in=wanted) if wanted else found
        ids = list(found.order_by("announced_at", "id").values_list("pk", flat=True))
    for recording_id in ids:
        _verify_one(recording_id, checked)
    if anchor_folder is not None:
        with as_job(sealing.JOB):
            cut = [anchor for anchor in anchors.read_all(anchor_folder) if not anchors.leads_to(anchor)]
        checked.faults += [f"audit: batch {anchor.number}, seen earlier, is not there now" for anchor in cut]
    return checked


def _verify_one(recording_id: UUID, checked: Checked) -> None:
    with as_job(access.JOB):
        recording = access.visible_to(access.system()).get(pk=recording_id)
        events = list(
            LedgerEvent.objects.visible_to(access.system()).filter(recording=recording).order_by("sequence")
        )
        said = [
            *faults_of_chain(events, head=ledger.head(recording.pk)),
            *_faults_of_bytes(recording, events, checked),
        ]
    with as_job(sealing.JOB):
        said += _faults_of_audit(recording, events, checked)
    checked.recordings += 1
    checked.events += len(events)
    checked.faults += [f"recording {recording.reference}: {sentence}" for sentence in said]


def faults_of_chain(events: Iterable[LedgerEvent], *, head: tuple[int, bytes] | None) -> Iterator[str]:
    """Where the chain of a ledger breaks: an event that was changed, removed, slipped in, or cut off at the end."""
    previous, number = NOTHING_BEFORE, 0
    for event in events:
        if bytes(event.previous) != previous or event.sequence != number + 1:
            yield f"event {event.sequence} expects another predecessor"
        if _digest_of(event) != bytes(event.digest):
            yield f"event {event.sequence} was changed"
        previous, number = bytes(event.digest), event.sequence
    if head is None:
        yield "the database does not know how its ledger ends"
    elif head != (number, previous):
        yield f"its ledger ends with event {number}, and there was an event {head[0]}"


def _digest_of(event: LedgerEvent) -> bytes:
    assert event.at is not None
    return event_digest(
        event=str(event.pk),
        recording=str(event.recording_id),
        sequence=event.sequence,
        at=event.at,
        membership=str(event.membership_id or ""),
        job=event.job,
        kind=event.kind,
        copy=str(event.copy_id or ""),
        detail=event.detail,
        previous=bytes(event.previous),
    )


def _faults_of_bytes(recording: Recording, events: list[LedgerEvent], checked: Checked) -> Iterator[str]:
    said = _digests_in(events)
    if recording.state == State.SEALED:
        if said.get(None) != recording.digest:
            yield "its digest is not the one in its ledger"
        yield from _compare(access.master_of(recording), said.get(None, ""), "the master", checked)
    copies = Copy.objects.visible_to(access.system()).filter(recording=recording, state=CopyState.READY)
    for copy in copies.order_by("number"):
        yield from _compare(access.stored_copy(copy), said.get(copy.pk, ""), f"copy {copy.number}", checked)


def _digests_in(events: list[LedgerEvent]) -> dict[UUID | None, str]:
    """The digests as the ledger has them: of the master under None, and of each copy."""
    kinds = ("received", "copied")
    return {
        event.copy_id: json.loads(event.detail).get("digest", "") for event in events if event.kind in kinds
    }


def _compare(stored: Stored, digest: str, name: str, checked: Checked) -> Iterator[str]:
    try:
        found = stored.digest()
    except Missing:
        yield f"{name} is not in the store"
        return
    except ChunkBroken as broken:
        yield f"{name} was changed: byte {broken.position * 1024 * 1024} and what follows cannot be opened"
        return
    checked.bytes += stored.size
    if found != digest:
        yield f"{name} is not what its ledger says: its digest is {found}"


def _faults_of_audit(recording: Recording, events: list[LedgerEvent], checked: Checked) -> Iterator[str]:
    audited = AuditEvent.objects.of_case(recording.case_id).filter(subject_kind=SUBJECT)
    of_event = {found.subject_id: found for found in audited}
    leaves = Leaf.objects.in_bulk([found.pk for found in of_event.values()])
    batches = Batch.objects.in_bulk({leaf.batch for leaf in leaves.values()})
    key = digests.signing_key().public_key()
    for event in events:
        found = of_event.get(str(event.pk))
        if found is None or found.detail.get("digest") != bytes(event.digest).hex():
            yield f"event {event.sequence} is not in the audit as it stands in the ledger"
            continue
        leaf = leaves.get(found.pk)
        if leaf is None:
            checked.unsealed += 1
            continue
        batch = batches.get(leaf.batch)
        is_signed = batch is not None and digests.is_signed(bytes(batch.chained), bytes(batch.signature), key)
        if bytes(leaf.digest) != digests.event_digest(found) or not is_signed:
            yield f"event {event.sequence} does not fit its seal in the audit"


def due(actor: Actor, at: datetime) -> list[UUID]:
    """The recordings that were not verified for as long as the country allows, for the job."""
    before = at - timedelta(days=pack().custody.verify_days)
    found = access.visible_to(actor).sealed().exclude(verified_at__gt=before).exclude(sealed_at__gt=before)
    return list(found.order_by("sealed_at", "id").values_list("pk", flat=True))


def verify_master(recording_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Compare the master with its digest, and write the result into the ledger; what differs is marked. For the job."""
    recording = access.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=recording_id)
    if recording.state != State.SEALED:
        return True
    try:
        found = access.master_of(recording).digest()
    except (ChunkBroken, Missing):
        found = ""
    is_equal = found == recording.digest
    recording.verified_at = at
    recording.save(from_action=True, update_fields=["verified_at"])
    ledger.add(recording, "verified", by=by, at=at, detail={"digest": found, "equal": is_equal})
    if not is_equal:
        mark(recording, "master", by=by, at=at)
    return is_equal
