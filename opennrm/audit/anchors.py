"""The anchor: the newest batch's number and digest, kept in a file outside the database.

Whoever can change the database can cut the newest batches off; the anchor, and every exported checkpoint,
still tells that they were there.
"""

import json
import os
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from django.db.models import Sum

from .models import Batch

NAME = "audit-anchor"


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What was known of the chain at one moment: its newest batch, and how many events it had sealed."""

    number: int
    chained: str
    events: int


class AnchorDamaged(Exception):
    """An anchor file cannot be read; the message says which."""


def anchor_of(batch: Batch, *, since: Anchor | None = None) -> Anchor:
    """The anchor of a batch that is in the database, counted on from an earlier anchor of the same chain."""
    newer = Batch.objects.filter(number__lte=batch.number, number__gt=since.number if since else 0)
    events = newer.aggregate(total=Sum("events"))["total"] or 0
    return Anchor(
        number=batch.number,
        chained=bytes(batch.chained).hex(),
        events=events + (since.events if since else 0),
    )


def read_all(folder: Path) -> list[Anchor]:
    """The anchors that were kept in this folder: the newest one, and those that were set aside.

    :raises AnchorDamaged: one of the files cannot be read.
    """
    return [_read(file) for file in sorted(folder.glob(f"{NAME}*.json"))]


def _read(file: Path) -> Anchor:
    try:
        return Anchor(**json.loads(file.read_text()))
    except (ValueError, TypeError) as damaged:
        raise AnchorDamaged(
            f"The anchor file {file} is damaged. Keep it, and compare the audit with a checkpoint instead."
        ) from damaged


def keep(folder: Path, batch: Batch) -> None:
    """Write the anchor of the newest batch, in one step.

    An anchor that the chain does not lead to is evidence (of a restored backup, or of a chain that was cut),
    so it is set aside under its own number and not overwritten.
    """
    file = folder / f"{NAME}.json"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = _read(file) if file.exists() else None
    if before and not leads_to(before):
        file.rename(folder / f"{NAME}-{before.number}-{before.chained[:8]}.json")
        before = None
    unfinished = file.with_suffix(".new")
    with open(unfinished, "w", opener=partial(os.open, mode=0o600)) as stream:
        json.dump(asdict(anchor_of(batch, since=before)), stream)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)


def leads_to(anchor: Anchor) -> bool:
    """Whether the chain in the database holds what this anchor saw."""
    return Batch.objects.filter(number=anchor.number, chained=bytes.fromhex(anchor.chained)).exists()
