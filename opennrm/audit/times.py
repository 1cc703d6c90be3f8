"""When an event can have happened, as the seals before and behind it tell.

A batch says in which transaction and when it was sealed. An event of a higher transaction number began to be
written later than that, so it cannot be older; and what a batch holds had ended when it was sealed, so it
cannot be newer. So an event can be older than the batch before its own only by as long as its transaction
was open.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .models import Batch
from .sealing import Now

CLOCK_MAY_STEP = timedelta(seconds=10)
"""By how much network time may set the database's clock back without a fault being told."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What an event at one place may say of its transaction and its time."""

    floor: int
    latest: datetime | None
    ceiling: int | None = None
    times: "SealTimes"

    def fault_of(self, event_id: UUID | str, transaction: int, at: datetime, *, where: str) -> str:
        """Why an event cannot have happened when it says; an empty text where it can."""
        if self.latest is not None and at > self.latest + CLOCK_MAY_STEP:
            return (
                f"Event {event_id} {where} says that it happened after it was sealed: its time was made up."
            )
        sealed = self.times.before(transaction)
        if sealed is None or at >= sealed[1] - CLOCK_MAY_STEP:
            return ""
        return (
            f"Event {event_id} {where} says that it happened at {at:%Y-%m-%d %H:%M:%S} UTC, but was written "
            f"after batch {sealed[0]} was sealed at {sealed[1]:%Y-%m-%d %H:%M:%S} UTC: it was slipped in with an "
            "earlier time, or the clock of the database was set back."
        )


@dataclass(kw_only=True)
class SealTimes:
    """Which of the last batches was sealed when and in which transaction; of older ones only what still counts."""

    cluster: str = ""
    horizon: int = 0
    transactions: list[int] = field(default_factory=list)
    sealed: list[tuple[int, datetime]] = field(default_factory=list)
    earlier: tuple[int, datetime] | None = None
    """What holds for every event, of whatever transaction."""

    def add(self, batch: Batch) -> None:
        """Count a batch among those before."""
        if batch.cluster != self.cluster:
            self.cluster, self.earlier = batch.cluster, self.before(self.horizon)
            self.transactions, self.sealed = [], []
        if batch.transaction is not None and batch.transaction > (self.transactions or [0])[-1]:
            self.transactions.append(batch.transaction)
            self.sealed.append((batch.number, batch.sealed_at))
        self.horizon = batch.horizon
        # Later events carry no number below the horizon, so that of the batches before it the newest one is enough.
        past = max(bisect_left(self.transactions, batch.horizon) - 1, 0)
        self.transactions, self.sealed = self.transactions[past:], self.sealed[past:]

    def as_json(self) -> dict[str, Any]:
        """What another process reads; what is added later is not in it."""
        earlier = self.earlier and _moment_as_json(self.earlier)
        sealed = [_moment_as_json(moment) for moment in self.sealed]
        return {**vars(self), "transactions": [*self.transactions], "sealed": sealed, "earlier": earlier}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "SealTimes":
        """What another process has written."""
        earlier = told["earlier"] and _moment_from_json(told["earlier"])
        return cls(
            **{**told, "sealed": [_moment_from_json(each) for each in told["sealed"]], "earlier": earlier}
        )

    def before(self, transaction: int) -> tuple[int, datetime] | None:
        """Number and time of the newest batch that was sealed before this transaction began to write."""
        place = bisect_left(self.transactions, transaction)
        return self.sealed[place - 1] if place else self.earlier

    def bounds_within(self, batch: Batch) -> Bounds:
        """Of the events of a batch that follows those before. Nothing new has a number below their horizon."""
        latest = batch.sealed_at if batch.transaction is not None else None
        floor = self.horizon if batch.cluster == self.cluster else 0
        return Bounds(floor=floor, latest=latest, times=self._at(batch.cluster))

    def bounds_outside(self, last: Batch | None, now: Now) -> Bounds:
        """Of the events that are in no batch yet."""
        if last is None or last.cluster != now.cluster:
            return Bounds(floor=0, latest=now.at, times=self._at(now.cluster))
        return Bounds(floor=last.horizon, latest=now.at, ceiling=now.ceiling, times=self)

    def _at(self, cluster: str) -> "SealTimes":
        """On another server transaction numbers tell nothing: only what held for all that was not sealed yet."""
        return self if cluster == self.cluster else SealTimes(earlier=self.before(self.horizon))


def _moment_as_json(moment: tuple[int, datetime]) -> tuple[int, str]:
    return moment[0], moment[1].isoformat()


def _moment_from_json(told: tuple[int, str]) -> tuple[int, datetime]:
    return told[0], datetime.fromisoformat(told[1])
