"""Sealing the audit behind the requests: batches of committed events, chained and signed.

A request only inserts its events; chaining them there would make every request wait for the others. The
sealer takes what lies behind the horizon: the lowest number of a transaction that is still running. Below it
every transaction has ended, so nothing can appear there later, in whatever order the commits arrived.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection
from django.db.models import Exists, OuterRef

from opennrm.foundation.context import as_job

from . import anchors, digests
from .models import AuditEvent, AuditEventQuerySet, Batch, Leaf

JOB = "audit.seal"
EVENTS_A_BATCH = 5000
# Any number that nothing else in the product locks by.
LOCK = 0x5EA1


@dataclass(frozen=True)
class Position:
    """Where the database server stands: which one it is, and below which transaction all have ended."""

    cluster: str
    horizon: int


def position() -> Position:
    """Ask the database server where it stands now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
            "FROM pg_control_system()"
        )
        return Position(*cursor.fetchone())


def head() -> Batch | None:
    """The newest batch."""
    return Batch.objects.order_by("-number").first()


def unsealed() -> AuditEventQuerySet:
    """The events that are in no batch yet."""
    return AuditEvent.objects.filter(~Exists(Leaf.objects.filter(event_id=OuterRef("pk"))))


def seal(folder: Path, *, now: Callable[[], datetime]) -> int:
    """Seal everything behind the horizon, and anchor the newest batch in a file below `folder`.

    Returns how many events were sealed: 0 also when another sealer is at work. Needs the worker's database
    role, and opens its own transactions.

    :raises KeyProblem: the master key, from which the signing key is derived, is missing.
    """
    total = 0
    while True:
        with as_job(JOB):
            batch = _seal_one(at=now()) if _is_only_sealer() else None
        if batch is None:
            return total
        anchors.keep(folder, batch)
        total += batch.events
        if batch.events < EVENTS_A_BATCH:
            return total


def _is_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _seal_one(*, at: datetime) -> Batch | None:
    last, here = head(), position()
    waiting = unsealed().order_by("transaction", "sequence")
    is_restored = last is not None and last.cluster != here.cluster
    if is_restored:
        # Events of the server before may carry any transaction number: take all that can be seen, at once.
        events = list(waiting)
    else:
        since = last.horizon if last else 0
        between = waiting.filter(transaction__gte=since, transaction__lt=here.horizon)
        events = list(islice(between.iterator(), EVENTS_A_BATCH))
    if not events:
        return None
    is_cut = not is_restored and len(events) == EVENTS_A_BATCH
    horizon = events[-1].transaction if is_cut else here.horizon
    return _write(events, after=last, at=at, position=Position(here.cluster, horizon))


def _write(events: list[AuditEvent], *, after: Batch | None, at: datetime, position: Position) -> Batch:
    number = after.number + 1 if after else 1
    leaves = [
        Leaf(event_id=event.pk, batch=number, position=place, digest=digests.event_digest(event))
        for place, event in enumerate(events, start=1)
    ]
    batch = Batch(
        number=number,
        sealed_at=at,
        cluster=position.cluster,
        horizon=position.horizon,
        events=len(events),
        root=digests.root_of(bytes(leaf.digest) for leaf in leaves),
        previous=bytes(after.chained) if after else digests.NOTHING_BEFORE,
    )
    batch.chained = digests.chained_digest(batch)
    batch.signature = digests.signing_key().sign(batch.chained)
    batch.save(from_action=True, force_insert=True)
    Leaf.objects.bulk_create(leaves, batch_size=1000, from_action=True)
    return batch
