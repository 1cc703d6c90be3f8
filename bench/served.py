"""The list of cases over HTTP, from the web server as it runs in an installation; and what a page weighs."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from .installation import ROOT
from .personas import Persona
from .timing import at_most, memory_of

REQUESTS, BROWSERS = 60, 4
START_SECONDS = 60
_ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')


@dataclass(frozen=True)
class Weight:
    """Bytes that travel for a page: its text, and the styles and scripts that a first visit fetches with it."""

    page: str
    text: int
    assets: int


@dataclass(frozen=True)
class Served:
    """The list of cases over HTTP. Times in milliseconds; memory in megabytes of all processes of the server."""

    persona: str
    median: float
    p95: float
    a_second: float
    memory: float | None


@contextmanager
def server(*, processes: int | None = None) -> Iterator[int]:
    """The product's web server, with so many processes or as many as it chooses itself; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "opennrm.cli.main", "serve", "--port", str(port)]
    command += ["--workers", str(processes)] if processes else []
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "opennrm.settings"}
    running = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            fetch(port, reverse("help"), "")
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def fetch(port: int, path: str, token: str, *, form: dict[str, str] | None = None) -> tuple[int, bytes, int]:
    """Ask for a page, or send a form; returns the status, the body and how many bytes it had on the way."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": "localhost", "Accept-Encoding": "br, gzip"}
    if token:
        headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={token}"
    if form is None:
        connection.request("GET", path, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", path, urlencode(form), headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body, len(body)


def measure(personas: list[Persona]) -> tuple[list[Served], list[Weight]]:
    """Ask for the list one after the other, then in several browsers at once; weigh the pages."""
    with server(processes=1) as port:
        served = [_measure(port, persona) for persona in personas]
        return served, list(_weights(port, personas[-1]))


def _measure(port: int, persona: Persona) -> Served:
    path = reverse("case-list")

    def ask(number: int) -> float:
        start = time.perf_counter()
        status, _body, _size = fetch(port, path, persona.token)
        if status != 200:
            raise RuntimeError(f"The list of cases answered {status}.")
        return (time.perf_counter() - start) * 1000

    requests = at_most(REQUESTS, BROWSERS * 2)
    for number in range(BROWSERS * 2):
        ask(number)
    walls = [ask(number) for number in range(requests // 3)]
    start = time.perf_counter()
    with ThreadPoolExecutor(BROWSERS) as browsers:
        list(browsers.map(ask, range(requests)))
    a_second = requests / (time.perf_counter() - start)
    cuts = quantiles(walls, n=20, method="inclusive")
    return Served(persona.name, cuts[9], cuts[18], a_second, _memory_of_server())


def _memory_of_server() -> float | None:
    return sum(size for size in map(memory_of, children_of(os.getpid())) if size) or None


def children_of(process: int) -> set[int]:
    """The processes that this one started and those that they started, where the system tells."""
    try:
        parents = {int(row.name): _parent_of(row) for row in Path("/proc").iterdir() if row.name.isdigit()}
    except OSError:
        return set()
    family = {process}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {process}


def _parent_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _weights(port: int, persona: Persona) -> Iterator[Weight]:
    known = persona.known[0]
    pages = {
        "my work": reverse("home"),
        "list of cases": reverse("case-list"),
        "page of a case": reverse("case-show", args=[known.case_id]),
        "search": reverse("case-search"),
        "services": reverse("service-list"),
    }
    for name, path in pages.items():
        _status, body, size = fetch(port, path, persona.token)
        assets = set(_ASSET.findall(body.decode()))
        yield Weight(name, size, sum(fetch(port, asset, "")[2] for asset in assets))
