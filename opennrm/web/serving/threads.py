"""The threads that run Django, and the line before them."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from .limits import Refused

Result = TypeVar("Result")


class ClientLeft(Exception):
    """Whoever asked has closed the connection, so nobody waits for the answer."""


class Threads:
    """A fixed number of threads, each with its own connections to the database; requests wait for one in line."""

    def __init__(self, threads: int, *, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._free = threads
        self._line: deque[asyncio.Future[None]] = deque()
        self._longest_line = waiting

    async def run(
        self, work: Callable[[], Result], *, client_leaves: Callable[[], Awaitable[None]]
    ) -> Result:
        """What `work` gives, run in a thread as soon as one is free.

        :raises Refused: too many wait already.
        :raises ClientLeft: the client left before its turn came.
        """
        if self._free:
            self._free -= 1
        else:
            await self._turn(client_leaves)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._next()

    async def _turn(self, client_leaves: Callable[[], Awaitable[None]]) -> None:
        if len(self._line) >= self._longest_line:
            raise Refused(503)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        leaving = asyncio.ensure_future(client_leaves())
        try:
            await asyncio.wait((turn, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not turn.done():
                self._line.remove(turn)
                raise ClientLeft
        finally:
            leaving.cancel()

    def _next(self) -> None:
        if self._line:
            self._line.popleft().set_result(None)
        else:
            self._free += 1

    def end(self) -> None:
        """Wait for what runs, and end the threads."""
        self._pool.shutdown()
