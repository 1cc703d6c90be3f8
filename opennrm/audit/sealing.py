"""Sealing the audit behind the requests: batches of committed events, chained and signed.

A request only inserts its events; chaining them there would make every request wait for the others. The
sealer takes what lies behind the horizon: the lowest number of a transaction that is still running. Below it
every transaction has ended, so nothing can appear there later, in whatever order the commits arrived.

Each batch says when and in which transaction it was sealed, by the database's clock, which also stamps the
events. So no event with a higher transaction number can be older than the batch.
"""

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


@dataclass(frozen=True)
class Now:
    """What a snapshot knows: the server, the transaction number below which all is known, and the time."""

    cluster: str
    ceiling: int
    at: datetime


def now() -> Now:
    """Ask the database server for the time, and which transactions have ended as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text, pg_snapshot_xmax(pg_current_snapshot())::text::bigint, "
            "clock_timestamp() FROM pg_control_system()"
        )
        return Now(*cursor.fetchone())


def head() -> Batch | None:
    """The newest batch."""
    return Batch.objects.order_by("-number").first()


def unsealed() -> AuditEventQuerySet:
    """The events that are in no batch yet."""
    return AuditEvent.objects.filter(~Exists(Leaf.objects.filter(event_id=OuterRef("pk"))))


def seal(folder: Path) -> int:
    """Seal everything behind the horizon, and anchor the newest batch in a file below `folder`.

    Returns how many events were sealed: 0 also when another sealer is at work. Needs the worker's database
    role, and opens its own transactions.

    :raises KeyProblem: the master key, from which the signing key is derived, is missing.
    """
    total = 0
    while True:
        with as_job(JOB):
            batch = _seal_one() if _is_only_sealer() else None
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


def _seal_one() -> Batch | None:
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
    return _write(events, after=last, position=Position(here.cluster, horizon))


def _moment() -> tuple[datetime, int]:
    """The time and the number of this transaction; the time first, so that no later number is older than it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return at, cursor.fetchone()[0]


def _write(events: list[AuditEvent], *, after: Batch | None, position: Position) -> Batch:
    number = after.number + 1 if after else 1
    at, transaction = _moment()
    leaves = [
        Leaf(event_id=event.pk, batch=number, position=place, digest=digests.event_digest(event))
        for place, event in enumerate(events, start=1)
    ]
    batch = Batch(
        number=number,
        # A clock that was set back a little does not make the chain run backwards.
        sealed_at=max(at, after.sealed_at) if after else at,
        cluster=position.cluster,
        horizon=position.horizon,
        transaction=transaction,
        events=len(events),
        root=digests.root_of(bytes(leaf.digest) for leaf in leaves),
        previous=bytes(after.chained) if after else digests.NOTHING_BEFORE,
    )
    batch.chained = digests.chained_digest(batch)
    batch.signature = digests.signing_key().sign(batch.chained)
    batch.save(from_action=True, force_insert=True)
    Leaf.objects.bulk_create(leaves, batch_size=1000, from_action=True)
    return batch
