"""Receives bodies in memory: many at once, none too slow, none too large, all of them together bounded."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

from .limits import Limits, Refused


class Place:
    """One body: being received, and then kept until its request is answered."""

    def __init__(self, network: str, length: int) -> None:
        self.network = network
        self.length = length
        self.received = 0
        self.kept = 0
        self.heard_at = self._begun = _now()
        self.lost: int | None = None
        self._deadline: asyncio.Timeout | None = None

    @property
    def is_receiving(self) -> bool:
        """Whether more is to come."""
        return self._deadline is not None

    @contextmanager
    def lasting_until(self, deadline: asyncio.Timeout, limits: Limits) -> Iterator[None]:
        """Receive within the block; `deadline` ends the body when it is too slow."""
        self._deadline, self._limits = deadline, limits
        self._behind_at = self._begun + limits.credit
        deadline.reschedule(self._begun + limits.silence)
        try:
            yield
        finally:
            self._deadline = None

    def heard(self, number: int) -> None:
        """So many bytes came: go on waiting for more."""
        now, limits = _now(), self._limits
        self.received += number
        self.heard_at = now
        self._behind_at = min(self._behind_at + number / limits.pace, now + limits.credit)
        if self._deadline is not None:
            self._deadline.reschedule(
                min(now + limits.silence, self._behind_at, self._begun + limits.longest)
            )

    def lose(self, status: int) -> None:
        """End its receiving at once, to be answered with `status`."""
        if self._deadline is not None and self.lost is None:
            self.lost = status
            self._deadline.reschedule(_now())


class Receiving:
    """All bodies of this process. Lives in the loop's thread alone."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places: set[Place] = set()
        self._memory = 0
        self._memory_of_network: Counter[str] = Counter()
        self._is_stopping = False

    @contextmanager
    def place(self, network: str, length: int) -> Iterator[Place]:
        """A place for a body of `length` bytes that comes from `network`; given back at the end of the block.

        :raises Refused: there is none, and nobody has been silent for long enough to lose theirs.
        """
        if length > self._limits.thrown_away:
            raise Refused(413)
        if self._is_stopping:
            raise Refused(503)
        self._make_place(network)
        place = Place(network, length)
        self._places.add(place)
        try:
            yield place
        finally:
            self._places.discard(place)
            self._forget(place)

    async def receive(self, pieces: AsyncIterable[bytes], place: Place) -> BytesIO:
        """The whole body.

        :raises Refused: it is too large, too slow, or not all of it came.
        """
        body = BytesIO()
        try:
            async with asyncio.timeout(None) as deadline:
                with place.lasting_until(deadline, self._limits):
                    async for piece in pieces:
                        if not piece or place.lost:
                            break
                        self._keep(piece, body, place)
        except TimeoutError as late:
            raise Refused(place.lost or 408) from late
        if place.lost:
            raise Refused(place.lost)
        if place.length > self._limits.body:
            raise Refused(413)
        # The web server does not tell a line that broke from a body that ended.
        if place.received != place.length:
            raise Refused(400)
        body.seek(0)
        return body

    def stop(self) -> None:
        """Give up what is still being received, because the process is to end."""
        self._is_stopping = True
        for place in self._places:
            place.lose(503)

    def _keep(self, piece: bytes, body: BytesIO, place: Place) -> None:
        place.heard(len(piece))
        if place.length <= self._limits.body:
            self._make_room(place, len(piece))
            body.write(piece)

    def _make_place(self, network: str) -> None:
        receiving = [place for place in self._places if place.is_receiving]
        neighbours = [place for place in receiving if place.network == network]
        if len(neighbours) >= self._limits.receiving_from_network:
            self._end_most_silent(neighbours)
        elif len(receiving) >= self._limits.receiving:
            self._end_most_silent(receiving)

    def _make_room(self, place: Place, more: int) -> None:
        if place.length <= self._limits.small:
            return
        while self._memory_of_network[place.network] + more > self._limits.memory_of_network:
            self._end_most_silent(self._others(place, network=place.network))
        while self._memory + more > self._limits.memory:
            self._end_most_silent(self._others(place))
        place.kept += more
        self._memory += more
        self._memory_of_network[place.network] += more

    def _others(self, place: Place, *, network: str | None = None) -> list[Place]:
        """Other bodies that are being received and already take memory."""
        return [
            other
            for other in self._places
            if other is not place and other.kept and other.is_receiving and network in (None, other.network)
        ]

    def _end_most_silent(self, places: Iterable[Place]) -> None:
        silent_since = _now() - self._limits.undisturbed
        candidates = [place for place in places if place.lost is None and place.heard_at <= silent_since]
        if not candidates:
            raise Refused(503)
        loser = min(candidates, key=lambda place: place.heard_at)
        loser.lose(408)
        self._forget(loser)

    def _forget(self, place: Place) -> None:
        self._memory -= place.kept
        self._memory_of_network[place.network] -= place.kept
        place.kept = 0
        if not self._memory_of_network[place.network]:
            del self._memory_of_network[place.network]


def _now() -> float:
    return asyncio.get_running_loop().time()
