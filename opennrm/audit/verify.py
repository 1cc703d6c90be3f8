"""Comparing the audit with its seals: what was changed, removed, moved or slipped in, and where."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef

from opennrm.foundation.context import as_job

from . import digests, sealing
from .anchors import Anchor
from .contents import Compared, Fault, Stretch, compare
from .contents import fault_of_batch as _batch
from .models import AuditEvent, Batch, Leaf
from .processes import Processes, started
from .times import SealTimes

AT_ONCE = 1000
A_STRETCH = 10_000
"""Events, or a few more, of which one process compares the whole before it begins with others."""
WORTH_PROCESSES = 50_000
"""Events from which on further processes are started: each takes a second of its own first."""


@dataclass(kw_only=True)
class Counts:
    """How far a verification has come."""

    batches: int = 0
    events: int = 0
    unsealed: int = 0


@dataclass
class _Part:
    """Batches that follow each other, with the faults of their links, and what those before tell of the times."""

    first: int
    times: dict[str, Any]
    last: int = 0
    links: list[list[Fault]] = field(default_factory=list)
    events: int = 0

    def add(self, batch: Batch, links: list[Fault]) -> None:
        self.last = batch.number
        self.links.append(links)
        self.events += batch.events

    @property
    def stretch(self) -> Stretch:
        return Stretch(first=self.first, last=self.last, times=SealTimes.from_json(self.times))


class Verification:
    """One pass over the whole chain. Each process holds one thousand events in memory, however many there are.

    :param public_key: the key whose signatures are believed: this installation's own.
    :param processes: how many compare events, where there are more than `worth_processes`.
    :param anchors: what was seen of the chain earlier: anchors and checkpoints.
    :param progress: called after each stretch of events.
    """

    def __init__(
        self,
        *,
        public_key: Ed25519PublicKey,
        processes: int = 1,
        worth_processes: int = WORTH_PROCESSES,
        anchors: Iterable[Anchor] = (),
        progress: Callable[[Counts], None] = lambda counts: None,
    ) -> None:
        self._public_key = public_key
        self._process_count = processes
        self._worth_processes = worth_processes
        self._anchors = list(anchors)
        self._progress = progress
        self._sealed = 0
        self._seen: dict[int, Anchor] = {}
        self._times = SealTimes()
        self.counts = Counts()

    def faults(self) -> Iterator[Fault]:
        """Every fault, in the order of the chain. Needs the worker's database role."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                # One moment for all questions, so that sealing may go on meanwhile.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # While processes compare and faults are told, this connection may have nothing to ask for minutes.
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                # Within the job it could not be exported any more.
                cursor.execute("SELECT pg_export_snapshot()")
                (snapshot,) = cursor.fetchone()
            with as_job(sealing.JOB):
                with self._processes(snapshot) as processes:
                    yield from self._chain(processes)
                yield from self._outside_the_chain()
                yield from _sequences_twice()
        yield from self._missing_from_anchors()

    def _processes(self, snapshot: str) -> AbstractContextManager[Processes | None]:
        if self._process_count > 1 and Leaf.objects.all()[self._worth_processes :].exists():
            return started(self._process_count, snapshot=snapshot)
        return nullcontext()

    def _chain(self, processes: Processes | None) -> Iterator[Fault]:
        """Stretch by stretch; with processes, several are compared at once, and told in their order."""
        begun: deque[_Part] = deque()
        for part in self._parts():
            if processes and processes.are_busy:
                yield from self._told(begun.popleft(), processes.oldest())
            if processes:
                processes.begin(part.stretch)
                begun.append(part)
            else:
                yield from self._told(part, compare(part.stretch))
        while processes and begun:
            yield from self._told(begun.popleft(), processes.oldest())
        yield from _homeless()

    def _parts(self) -> "Iterator[_Part]":
        """All batches with the faults of their links, as many at a time as are worth a message."""
        previous: Batch | None = None
        part: _Part | None = None
        for batch in Batch.objects.order_by("number").iterator(chunk_size=AT_ONCE):
            part = part or _Part(first=batch.number, times=self._times.as_json())
            part.add(batch, list(self._link(batch, previous)))
            self._times.add(batch)
            previous = batch
            if part.events >= A_STRETCH:
                yield part
                part = None
        if part:
            yield part

    def _told(self, part: "_Part", found: list[Compared]) -> Iterator[Fault]:
        for links, compared in zip(part.links, found, strict=True):
            yield from links
            yield from compared.faults
            self.counts.batches += 1
            self.counts.events += compared.events
        self._progress(self.counts)

    def _link(self, batch: Batch, previous: Batch | None) -> Iterator[Fault]:
        expected = previous.number + 1 if previous else 1
        if batch.number != expected:
            yield _batch(batch.number, f"The batches {expected} to {batch.number - 1} were removed.")
        elif bytes(batch.previous) != (bytes(previous.chained) if previous else digests.NOTHING_BEFORE):
            yield _batch(
                batch.number,
                f"Batch {batch.number} does not follow the batch before it: one of them was replaced.",
            )
        if digests.chained_digest(batch) != bytes(batch.chained):
            yield _batch(batch.number, f"Batch {batch.number} itself was changed after it was sealed.")
        elif not digests.is_signed(bytes(batch.chained), bytes(batch.signature), self._public_key):
            yield _batch(batch.number, f"Batch {batch.number} is not signed by this installation's key.")
        if previous:
            yield from _order(batch, previous)
        self._remember(batch)

    def _remember(self, batch: Batch) -> None:
        self._sealed += batch.events
        if any(anchor.number == batch.number for anchor in self._anchors):
            chained = bytes(batch.chained).hex()
            self._seen[batch.number] = Anchor(number=batch.number, chained=chained, events=self._sealed)

    def _outside_the_chain(self) -> Iterator[Fault]:
        last, now = sealing.head(), sealing.now()
        bounds = self._times.bounds_outside(last, now)
        for event in sealing.unsealed().order_by("transaction", "sequence").iterator(chunk_size=AT_ONCE):
            self.counts.unsealed += 1
            if event.transaction < bounds.floor:
                sentence = f"Event {event.pk} was slipped in behind the seal, or its seal was removed."
            elif bounds.ceiling is not None and event.transaction >= bounds.ceiling:
                sentence = f"Event {event.pk} names a transaction that has not ended: it was slipped in."
            else:
                sentence = bounds.fault_of(event.pk, event.transaction, event.at, where="(not sealed yet)")
            if sentence:
                yield Fault(sentence=sentence, event_id=event.pk)

    def _missing_from_anchors(self) -> Iterator[Fault]:
        for anchor in self._anchors:
            now = self._seen.get(anchor.number)
            if now is None:
                yield Fault(
                    sentence=f"The chain was cut: batch {anchor.number}, seen earlier, is not there now.",
                    batch=anchor.number,
                )
            elif now != anchor:
                yield Fault(
                    sentence=f"Batch {anchor.number} is not the one that was seen earlier: "
                    "the chain was rewritten.",
                    batch=anchor.number,
                )


def _order(batch: Batch, previous: Batch) -> Iterator[Fault]:
    if batch.sealed_at < previous.sealed_at:
        yield _batch(
            batch.number, f"Batch {batch.number} says that it was sealed before the batch before it."
        )
    if batch.transaction is None and previous.transaction is not None:
        yield _batch(batch.number, f"Batch {batch.number} does not say in which transaction it was sealed.")
    is_same_server = batch.cluster == previous.cluster
    if is_same_server and (batch.horizon, batch.transaction or 0) < (
        previous.horizon,
        previous.transaction or 0,
    ):
        yield _batch(batch.number, f"The transaction numbers of batch {batch.number} run backwards.")


def _homeless() -> Iterator[Fault]:
    without = Leaf.objects.filter(~Exists(Batch.objects.filter(number=OuterRef("batch"))))
    numbers = without.values_list("batch", flat=True).distinct().order_by("batch")
    for number in numbers.iterator(chunk_size=AT_ONCE):
        yield _batch(number, f"Events are listed for batch {number}, which does not exist.")


def _sequences_twice() -> Iterator[Fault]:
    twice = (
        AuditEvent.objects.values("sequence")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
        .order_by("sequence")
    )
    for sequence in twice.values_list("sequence", flat=True).iterator(chunk_size=AT_ONCE):
        same = AuditEvent.objects.filter(sequence=sequence).order_by("transaction", "id")
        first, *others = same.values_list("pk", flat=True)
        for other in others:
            yield Fault(
                sentence=f"Event {other} has the same number in the sequence, {sequence}, as event {first}: "
                "one of them was slipped in.",
                event_id=other,
            )
