"""Requests wait in line for a thread: in order, not too many, and not for clients that left."""

import asyncio
from threading import Event

import pytest

from opennrm.web.serving.limits import Refused
from opennrm.web.serving.threads import ClientLeft, Threads


async def stays() -> None:
    await asyncio.sleep(60)


async def leaves() -> None:
    return None


def test_requests_are_answered_in_their_order():
    async def scene() -> list[int]:
        threads, go, done = Threads(1, waiting=5), Event(), []
        first = asyncio.ensure_future(threads.run(go.wait, client_leaves=stays))
        await asyncio.sleep(0)
        rest = [
            asyncio.ensure_future(threads.run(lambda number=number: done.append(number), client_leaves=stays))
            for number in range(5)
        ]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(first, *rest)
        threads.end()
        return done

    assert asyncio.run(scene()) == [0, 1, 2, 3, 4]


def test_a_full_line_takes_nobody():
    async def scene() -> None:
        threads, go = Threads(1, waiting=1), Event()
        first = [asyncio.ensure_future(threads.run(go.wait, client_leaves=stays)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Refused, match="503"):
            await threads.run(go.wait, client_leaves=stays)
        go.set()
        assert await asyncio.gather(*first) == [True, True]
        threads.end()

    asyncio.run(scene())


def test_a_client_that_leaves_gives_up_its_turn():
    async def scene() -> list[str]:
        threads, go, done = Threads(1, waiting=1), Event(), []
        first = asyncio.ensure_future(threads.run(go.wait, client_leaves=stays))
        await asyncio.sleep(0)
        with pytest.raises(ClientLeft):
            await threads.run(lambda: done.append("left"), client_leaves=leaves)
        second = asyncio.ensure_future(threads.run(lambda: done.append("stayed"), client_leaves=stays))
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(first, second)
        threads.end()
        return done

    assert asyncio.run(scene()) == ["stayed"]


def test_work_that_fails_frees_its_thread():
    async def scene() -> str:
        threads = Threads(1, waiting=1)
        with pytest.raises(ZeroDivisionError):
            await threads.run(lambda: 1 // 0, client_leaves=stays)
        answer = await threads.run(lambda: "answered", client_leaves=stays)
        threads.end()
        return answer

    assert asyncio.run(scene()) == "answered"
