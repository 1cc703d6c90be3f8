"""Comparing the audit with its seals: what was changed, removed, moved or slipped in, and where."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.db.models import Count

from opennrm.foundation.context import as_job

from . import digests, sealing
from .anchors import Anchor
from .models import AuditEvent, Batch, Leaf
from .times import Bounds, SealTimes

AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that is not as it was sealed, and where."""

    sentence: str
    batch: int | None = None
    position: int | None = None
    event_id: UUID | None = None


@dataclass(kw_only=True)
class Counts:
    """How far a verification has come."""

    batches: int = 0
    events: int = 0
    unsealed: int = 0


class Verification:
    """One pass over the whole chain. Holds one thousand events in memory, however many there are.

    :param public_key: the key whose signatures are believed: this installation's own.
    :param anchors: what was seen of the chain earlier: anchors and checkpoints.
    :param progress: called after each stretch of events.
    """

    def __init__(
        self,
        *,
        public_key: Ed25519PublicKey,
        anchors: Iterable[Anchor] = (),
        progress: Callable[[Counts], None] = lambda counts: None,
    ) -> None:
        self._public_key = public_key
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
            with as_job(sealing.JOB):
                yield from self._chain()
                yield from self._outside_the_chain()
                yield from _sequences_twice()
        yield from self._missing_from_anchors()

    def _chain(self) -> Iterator[Fault]:
        leaves = Leaf.objects.order_by("batch", "position").iterator(chunk_size=AT_ONCE)
        by_batch = groupby(leaves, key=attrgetter("batch"))
        number, listed = next(by_batch, (None, iter(())))
        previous: Batch | None = None
        for batch in Batch.objects.order_by("number").iterator(chunk_size=AT_ONCE):
            yield from self._link(batch, previous)
            while number is not None and number < batch.number:
                yield _homeless(number)
                number, listed = next(by_batch, (None, iter(())))
            is_listed = number == batch.number
            yield from self._contents(batch, listed if is_listed else iter(()), previous)
            if is_listed:
                number, listed = next(by_batch, (None, iter(())))
            previous = batch
        while number is not None:
            yield _homeless(number)
            number, listed = next(by_batch, (None, iter(())))

    def _link(self, batch: Batch, previous: Batch | None) -> Iterator[Fault]:
        expected = previous.number + 1 if previous else 1
        if batch.number != expected:
            yield _batch(batch, f"The batches {expected} to {batch.number - 1} were removed.")
        elif bytes(batch.previous) != (bytes(previous.chained) if previous else digests.NOTHING_BEFORE):
            yield _batch(
                batch, f"Batch {batch.number} does not follow the batch before it: one of them was replaced."
            )
        if digests.chained_digest(batch) != bytes(batch.chained):
            yield _batch(batch, f"Batch {batch.number} itself was changed after it was sealed.")
        elif not digests.is_signed(bytes(batch.chained), bytes(batch.signature), self._public_key):
            yield _batch(batch, f"Batch {batch.number} is not signed by this installation's key.")
        if previous:
            yield from _order(batch, previous)
        self.counts.batches += 1
        self._remember(batch)

    def _remember(self, batch: Batch) -> None:
        self._sealed += batch.events
        if any(anchor.number == batch.number for anchor in self._anchors):
            chained = bytes(batch.chained).hex()
            self._seen[batch.number] = Anchor(number=batch.number, chained=chained, events=self._sealed)

    def _contents(self, batch: Batch, leaves: Iterator[Leaf], previous: Batch | None) -> Iterator[Fault]:
        root, count, is_explained = hashlib.sha256(), 0, False
        before, expected = (0, 0), 1
        bounds = self._times.bounds_within(batch, floor=_floor(batch, previous))
        while some := list(islice(leaves, AT_ONCE)):
            events = AuditEvent.objects.in_bulk([leaf.event_id for leaf in some])
            for leaf in some:
                count += 1
                root.update(leaf.digest)
                event = events.get(leaf.event_id)
                faults = list(_one_event(leaf, event, expected, before, bounds))
                is_explained = is_explained or bool(faults)
                yield from faults
                before = (event.transaction, event.sequence) if event else before
                expected = leaf.position + 1
            self.counts.events += len(some)
            self._progress(self.counts)
        self._times.add(batch)
        if count != batch.events:
            is_explained = True
            yield _batch(
                batch, f"Batch {batch.number} was sealed with {batch.events} events and now lists {count}."
            )
        if root.digest() != bytes(batch.root) and not is_explained:
            yield _batch(batch, f"The digests that batch {batch.number} lists were changed or moved.")

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
                sentence = bounds.fault_of(event, where="(not sealed yet)")
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


def _floor(batch: Batch, previous: Batch | None) -> int:
    """The transaction number below which nothing new can be in this batch."""
    return previous.horizon if previous and previous.cluster == batch.cluster else 0


def _order(batch: Batch, previous: Batch) -> Iterator[Fault]:
    if batch.sealed_at < previous.sealed_at:
        yield _batch(batch, f"Batch {batch.number} says that it was sealed before the batch before it.")
    if batch.transaction is None and previous.transaction is not None:
        yield _batch(batch, f"Batch {batch.number} does not say in which transaction it was sealed.")
    is_same_server = batch.cluster == previous.cluster
    if is_same_server and (batch.horizon, batch.transaction or 0) < (
        previous.horizon,
        previous.transaction or 0,
    ):
        yield _batch(batch, f"The transaction numbers of batch {batch.number} run backwards.")


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


def _batch(batch: Batch, sentence: str) -> Fault:
    return Fault(sentence=sentence, batch=batch.number)


def _homeless(number: int) -> Fault:
    return Fault(sentence=f"Events are listed for batch {number}, which does not exist.", batch=number)


def _one_event(
    leaf: Leaf, event: AuditEvent | None, expected: int, before: tuple[int, int], bounds: Bounds
) -> Iterator[Fault]:
    where = f"(batch {leaf.batch}, position {leaf.position})"

    def fault(sentence: str) -> Fault:
        return Fault(sentence=sentence, batch=leaf.batch, position=leaf.position, event_id=leaf.event_id)

    if leaf.position != expected:
        yield fault(f"The list of batch {leaf.batch} has a wrong position at event {leaf.event_id} {where}.")
    if event is None:
        yield fault(f"Event {leaf.event_id} {where} was deleted, or hidden from the auditors.")
    elif digests.event_digest(event) != bytes(leaf.digest):
        yield fault(f"Event {leaf.event_id} {where} was changed after it was sealed.")
    elif (event.transaction, event.sequence) <= before:
        yield fault(f"Event {leaf.event_id} {where} was moved from its place.")
    elif event.transaction < bounds.floor:
        yield fault(f"Event {leaf.event_id} {where} was slipped in behind an earlier seal.")
    elif sentence := bounds.fault_of(event, where=where):
        yield fault(sentence)
