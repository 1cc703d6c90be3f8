"""Comparing the events of batches with what was sealed of them. Needs the worker's database role and context."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection

from . import digests
from .models import Batch
from .times import Bounds, SealTimes

AT_ONCE = 1000
_PLACE = {column: place for place, column in enumerate(digests.EVENT_COLUMNS)}
_ID, _SEQUENCE, _TRANSACTION, _AT, _DETAIL = (
    _PLACE[column] for column in ("id", "sequence", "transaction", "at", "detail")
)
# The columns of an event in the order of `digests.EVENT_COLUMNS`. Ids as text, which is how they are hashed.
_STRETCH = """
    SELECT l.batch, l.position, l.event_id::text, l.digest,
        e.id::text, e.sequence, e.transaction, e.at, e.kind, e.account_id::text, e.account_name,
        e.membership_id::text, e.agency_id::text, e.agency_name, e.role, e.origin, e.job, e.case_id::text,
        e.subject_kind, e.subject_id, e."right", e.detail, e.readers
    FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id
    WHERE l.batch BETWEEN %s AND %s ORDER BY l.batch, l.position
"""
_OF_LEAF = 4
"""So many columns of a row are the leaf's; the event's follow."""
Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that is not as it was sealed, and where."""

    sentence: str
    batch: int | None = None
    position: int | None = None
    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Batches that follow each other, from `first` to `last`, and what the batches before them tell of the times."""

    first: int
    last: int
    times: SealTimes

    def as_json(self) -> dict[str, Any]:
        """What another process reads."""
        return {"first": self.first, "last": self.last, "times": self.times.as_json()}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Stretch":
        """What another process has written."""
        return cls(first=told["first"], last=told["last"], times=SealTimes.from_json(told["times"]))


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was found of one batch: its faults in their order, and how many events it lists."""

    faults: list[Fault]
    events: int

    def as_json(self) -> dict[str, Any]:
        """What another process reads."""
        faults = [
            {**vars(fault), "event_id": fault.event_id and str(fault.event_id)} for fault in self.faults
        ]
        return {"faults": faults, "events": self.events}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Compared":
        """What another process has written."""
        faults = [
            Fault(**{**fault, "event_id": fault["event_id"] and UUID(fault["event_id"])})
            for fault in told["faults"]
        ]
        return cls(faults=faults, events=told["events"])


def compare(stretch: Stretch) -> list[Compared]:
    """Compare the events of each batch of a stretch. Holds one thousand of them in memory."""
    by_batch = groupby(_rows(stretch.first, stretch.last), key=itemgetter(0))
    number, listed = next(by_batch, (None, iter(())))
    found = []
    for batch in Batch.objects.filter(number__range=(stretch.first, stretch.last)).order_by("number"):
        # What is listed for a batch that does not exist is told elsewhere.
        while number is not None and number < batch.number:
            number, listed = next(by_batch, (None, iter(())))
        is_listed = number == batch.number
        found.append(_compare(batch, listed if is_listed else iter(()), stretch.times.bounds_within(batch)))
        if is_listed:
            number, listed = next(by_batch, (None, iter(())))
        stretch.times.add(batch)
    return found


def _rows(first: int, last: int) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_STRETCH, [first, last])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _compare(batch: Batch, listed: Iterator[Row], bounds: Bounds) -> Compared:
    root, count, faults = hashlib.sha256(), 0, list[Fault]()
    before, expected = (0, 0), 1
    for row in listed:
        count += 1
        root.update(row[3])
        event = row[_OF_LEAF:]
        is_there = event[_ID] is not None
        faults += _one_event(row, event if is_there else None, expected, before, bounds)
        before = (event[_TRANSACTION], event[_SEQUENCE]) if is_there else before
        expected = row[1] + 1
    is_explained = bool(faults)
    if count != batch.events:
        is_explained = True
        faults.append(
            fault_of_batch(
                batch.number,
                f"Batch {batch.number} was sealed with {batch.events} events and now lists {count}.",
            )
        )
    if root.digest() != bytes(batch.root) and not is_explained:
        sentence = f"The digests that batch {batch.number} lists were changed or moved."
        faults.append(fault_of_batch(batch.number, sentence))
    return Compared(faults=faults, events=count)


def _one_event(
    leaf: Row, event: Row | None, expected: int, before: tuple[int, int], bounds: Bounds
) -> Iterator[Fault]:
    batch, position, event_id, digest = leaf[:_OF_LEAF]
    where = f"(batch {batch}, position {position})"

    def fault(sentence: str) -> Fault:
        return Fault(sentence=sentence, batch=batch, position=position, event_id=UUID(event_id))

    if position != expected:
        yield fault(f"The list of batch {batch} has a wrong position at event {event_id} {where}.")
    if event is None:
        yield fault(f"Event {event_id} {where} was deleted, or hidden from the auditors.")
    elif _digest(event) != digest:
        yield fault(f"Event {event_id} {where} was changed after it was sealed.")
    elif (event[_TRANSACTION], event[_SEQUENCE]) <= before:
        yield fault(f"Event {event_id} {where} was moved from its place.")
    elif event[_TRANSACTION] < bounds.floor:
        yield fault(f"Event {event_id} {where} was slipped in behind an earlier seal.")
    elif sentence := bounds.fault_of(event_id, event[_TRANSACTION], event[_AT], where=where):
        yield fault(sentence)


def _digest(event: Row) -> bytes:
    """As `digests.event_digest`, of a row whose ids are text already."""
    values = list(event)
    # As text, because the columns of JSON reach us as they are stored.
    values[_DETAIL] = json.loads(event[_DETAIL])
    return digests.digest_of(values)


def fault_of_batch(number: int, sentence: str) -> Fault:
    """A fault of a whole batch."""
    return Fault(sentence=sentence, batch=number)
