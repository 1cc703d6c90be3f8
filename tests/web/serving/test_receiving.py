"""Bodies are received under limits of pace, size, number and memory; small limits here, the same rules."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import pytest

from opennrm.web.serving.limits import Limits, Refused
from opennrm.web.serving.receiving import Receiving

SMALL = Limits(
    body=1000, thrown_away=4000, silence=0.3, pace=1000, credit=0.5, longest=1.5,
    receiving=4, receiving_from_network=3, small=10, memory=500, memory_of_network=300, undisturbed=0.1,
)  # fmt: skip
ROOMY = replace(SMALL, memory=10_000, memory_of_network=10_000)
HERE, THERE = "192.0.2.1", "192.0.2.2"


async def pieces(*sent: bytes | float) -> AsyncIterator[bytes]:
    """A client: bytes that it sends, and seconds for which it is silent."""
    for each in sent:
        if isinstance(each, bytes):
            yield each
        else:
            await asyncio.sleep(each)
    yield b""


async def received(receiving: Receiving, length: int, *sent: bytes | float, network: str = HERE) -> bytes:
    with receiving.place(network, length) as place:
        body: BytesIO = await receiving.receive(pieces(*sent), place)
        return body.read()


def of(length: int, *sent: bytes | float) -> bytes | int:
    """What arrives, or the status of the refusal."""
    return asyncio.run(_of(Receiving(ROOMY), length, *sent))


async def _of(receiving: Receiving, length: int, *sent: bytes | float, network: str = HERE) -> bytes | int:
    try:
        return await received(receiving, length, *sent, network=network)
    except Refused as refused:
        return refused.status


def test_a_body_arrives_whole():
    assert of(6, b"abc", 0.05, b"def") == b"abcdef"


def test_a_client_that_falls_silent_is_let_go():
    assert of(6, b"abc", 60.0) == 408


def test_a_client_that_sends_byte_after_byte_is_let_go():
    assert of(900, *[b"x", 0.05] * 600) == 408


def test_haste_at_first_buys_no_idleness_afterwards():
    assert of(950, b"x" * 900, *[b"x", 0.05] * 600) == 408


def test_however_steadily_a_body_comes_it_ends_once():
    long = Limits(body=10**6, silence=1, pace=10, credit=60, longest=0.5)
    assert asyncio.run(_of(Receiving(long), 10_000, *[b"x" * 10, 0.02] * 1000)) == 408


def test_a_slow_client_that_keeps_the_pace_is_waited_for():
    assert of(400, *[b"x" * 50, 0.02] * 8) == b"x" * 400


@pytest.mark.parametrize("sent", [(), (b"abc",), (b"abcdefg",)])
def test_more_or_less_than_announced_is_refused(sent):
    assert of(6, *sent) == 400


def test_what_is_too_large_is_refused_after_its_end():
    assert of(1001, b"x" * 1001) == 413
    assert of(4001) == 413


async def _beside(limits: Limits, stalled: list[tuple[str, int]], silent: float, *asked) -> list[bytes | int]:
    """Some clients stall; after so many seconds another comes. Its answer, and then theirs."""
    receiving = Receiving(limits)
    waiting = [
        asyncio.ensure_future(_of(receiving, 400, b"x" * kept, 60.0, network=network))
        for network, kept in stalled
    ]
    await asyncio.sleep(silent)
    mine = await _of(receiving, *asked)
    rest = [await each for each in waiting]
    assert not receiving._places
    assert receiving._memory == 0
    assert not receiving._memory_of_network
    return [mine, *rest]


def test_a_newcomer_takes_the_place_of_the_most_silent_of_its_network():
    answers = asyncio.run(_beside(SMALL, [(HERE, 5)] * 3 + [(THERE, 5)], 0.15, 3, b"abc"))
    assert answers == [b"abc", 408, 408, 408, 408]


def test_nobody_loses_a_place_who_sent_something_just_now():
    assert asyncio.run(_beside(SMALL, [(HERE, 5)] * 3, 0.02, 3, b"abc"))[0] == 503


def test_a_large_body_finds_no_room_while_others_fill_the_memory_and_a_small_one_does():
    full = [(HERE, 200), (THERE, 200)]
    assert asyncio.run(_beside(SMALL, full, 0.02, 300, b"x" * 300))[0] == 503
    assert asyncio.run(_beside(SMALL, full, 0.02, 10, b"x" * 10))[0] == b"x" * 10


def test_one_network_cannot_take_all_the_memory():
    assert asyncio.run(_beside(SMALL, [(HERE, 200)], 0.02, 200, b"x" * 200))[0] == 503


def test_a_large_body_takes_the_memory_of_one_that_fell_silent():
    answers = asyncio.run(_beside(SMALL, [(HERE, 200), (THERE, 200)], 0.15, 250, b"x" * 250))
    assert answers[0] == b"x" * 250


def test_a_body_keeps_its_memory_until_its_request_is_answered():
    async def two() -> int | bytes:
        receiving = Receiving(SMALL)
        with receiving.place(HERE, 300) as place:
            await receiving.receive(pieces(b"x" * 300), place)
            await asyncio.sleep(0.15)
            return await _of(receiving, 100, b"x" * 100)

    assert asyncio.run(two()) == 503


def test_when_the_process_is_to_end_what_has_not_arrived_is_given_up():
    async def stopped() -> list[int | bytes]:
        receiving = Receiving(SMALL)
        stalled = asyncio.ensure_future(_of(receiving, 6, b"abc", 60.0))
        await asyncio.sleep(0.02)
        receiving.stop()
        return [await stalled, await _of(receiving, 3, b"abc")]

    assert asyncio.run(stopped()) == [503, 503]
