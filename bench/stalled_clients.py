"""`python -m bench.stalled_clients`: while many clients stall in every way, how long do others wait?

A drill: it fails when one page in twenty takes a second or longer, or when a page is not answered.
"""

import asyncio
import os
import random
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import quantiles
from threading import Event, Thread

import click
import psycopg
from django.contrib.staticfiles.storage import staticfiles_storage

from . import installation

CLIENTS, BROWSERS, SECONDS = 200, 8, 60
PAUSE = 1.0
"""Seconds for which somebody reads a page."""
CASES = 200
LONGEST = 1.0
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')

Stall = Callable[[asyncio.StreamReader, asyncio.StreamWriter, str], object]


@dataclass(frozen=True)
class Reader:
    """Somebody who reads pages: their session, and a case that they see."""

    token: str
    cookie: str
    case: str


async def _nothing(reader, writer, host) -> None:
    await reader.read()


async def _half_a_head(reader, writer, host) -> None:
    writer.write(f"GET /sign-in/ HTTP/1.1\r\nHost: {host}\r\nCoo".encode())
    await reader.read()


async def _half_a_form(reader, writer, host) -> None:
    writer.write(_post(host, 2000) + b"login=somebo")
    await reader.read()


async def _half_a_file(reader, writer, host) -> None:
    writer.write(_post(host, 10_000_000) + os.urandom(200_000))
    await reader.read()


async def _byte_after_byte(reader, writer, host) -> None:
    writer.write(_post(host, 100_000))
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(1)


async def _does_not_read(reader, writer, host) -> None:
    # More than the system keeps for a connection, and cheap to make.
    style = f"GET {staticfiles_storage.url('build/app.css')} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    writer.write(style * 40)
    await asyncio.sleep(60)


def _post(host: str, length: int) -> bytes:
    return f"POST /sign-in/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n".encode()


STALLS = (
    _nothing,
    _half_a_head,
    _half_a_form,
    _half_a_form,
    _half_a_file,
    _half_a_file,
    _byte_after_byte,
    _does_not_read,
)


class Stalled(Thread):
    """So many clients that stall; whoever is let go by the server comes again."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port, self._ended = port, Event()
        self.let_go = 0

    def run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._all())

    def stop(self) -> None:
        self._ended.set()
        self.join(30)

    async def _all(self) -> None:
        clients = [asyncio.ensure_future(self._one(STALLS[n % len(STALLS)])) for n in range(CLIENTS)]
        while not self._ended.is_set():
            await asyncio.sleep(0.1)
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    async def _one(self, stall: Stall) -> None:
        await asyncio.sleep(random.random())
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1024)
            try:
                with suppress(ConnectionError):
                    await stall(reader, writer, f"localhost:{self._port}")
            finally:
                writer.close()
            self.let_go += 1


def browse(port: int, reader: Reader, until: float) -> list[tuple[float, int]]:
    """Read pages one after the other, and search; the seconds and the status of each."""
    asked: list[tuple[float, int]] = []
    while time.monotonic() < until:
        for path in ("/", "/cases/", f"/cases/{reader.case}/", "/help/"):
            asked.append(_fetch(port, reader, "GET", path)[:2])
            time.sleep(random.uniform(0, 2 * PAUSE))
        seconds, status, page, cookie = _fetch(port, reader, "GET", "/cases/search/")
        asked.append((seconds, status))
        token = _TOKEN.search(page)
        form = b"csrfmiddlewaretoken=" + (token[1] if token else b"") + b"&words=Invented"
        asked.append(_fetch(port, reader, "POST", "/cases/search/", form, cookie)[:2])
        time.sleep(random.uniform(0, 2 * PAUSE))
    return asked


def _fetch(port: int, reader: Reader, method: str, path: str, form: bytes | None = None, cookie: str = ""):
    host = f"localhost:{port}"
    headers = {
        "Host": host,
        "Cookie": f"{reader.cookie}={reader.token}; {cookie}",
        "Origin": installation.ADDRESS,
    }
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, form, headers)
    response = connection.getresponse()
    page = response.read()
    connection.close()
    given = (response.getheader("Set-Cookie") or "").split(";")[0]
    return time.perf_counter() - begun, response.status, page, given


def _measured(port: int, readers: list[Reader], seconds: float) -> tuple[list[float], list[int]]:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(BROWSERS) as browsers:
        asked = [
            one
            for each in browsers.map(
                lambda n: browse(port, readers[n % len(readers)], until), range(BROWSERS)
            )
            for one in each
        ]
    return [seconds for seconds, _status in asked], [status for _seconds, status in asked]


def _said(title: str, times: list[float], statuses: list[int]) -> float:
    cuts = quantiles(times, n=100, method="inclusive")
    odd = sum(status != 200 for status in statuses)
    click.echo(
        f"{title}: {len(times)} pages, p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, "
        f"p99 {cuts[98] * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms, not answered with 200: {odd}"
    )
    return cuts[94]


def drill() -> bool:
    """Whether everybody was answered in time."""
    from django.conf import settings

    from . import copies, personas, served

    with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
        copies.generate(connection, cases=CASES, seed=1)
        people = personas.everybody(connection)
    readers = [
        Reader(p.token, settings.SESSION_COOKIE_NAME, str(p.known[0].case_id)) for p in people if p.known
    ]
    with served.server() as port:
        _measured(port, readers, 5)
        _said("undisturbed", *_measured(port, readers, SECONDS / 2))
        stalled = Stalled(port)
        stalled.start()
        time.sleep(3)
        times, statuses = _measured(port, readers, SECONDS)
        stalled.stop()
        p95 = _said(f"beside {CLIENTS} stalled clients", times, statuses)
        click.echo(
            f"{stalled.let_go} stalled clients were let go and came again; load {os.getloadavg()[0]:.1f}"
        )
    return p95 < LONGEST and set(statuses) == {200}


def main() -> None:
    with installation.installed(None):
        import django

        django.setup()
        held = drill()
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
