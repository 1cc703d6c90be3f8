"""`python -m bench.custody`: a recording of 4 GB by tus into the web server as it runs in an installation.

A drill: it fails if the web server, or the worker that seals the recording, needs more than 200 MB, or if the digest is
not that of the file. `--megabytes` sends less.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Event, Thread

import click

from . import installation

PIECE = 4 * 1024 * 1024
MOST_MEGABYTES = 200
SEAL_SECONDS = 600
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Memory:
    """The most that a process and its children held, in megabytes, looked at ten times a second."""

    pid: int
    most: float = 0.0
    _ended: Event = field(default_factory=Event)

    def watch(self) -> None:
        """Look until `stop`."""
        from .served import children_of
        from .timing import memory_of

        while not self._ended.wait(0.1):
            each = [memory_of(pid) or 0.0 for pid in (self.pid, *children_of(self.pid))]
            self.most = max(self.most, *each)

    @contextmanager
    def watched(self) -> Iterator["Memory"]:
        """Look while the block runs."""
        thread = Thread(target=self.watch, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()


@dataclass
class Sender:
    """A browser that sends a recording, as `tus-js-client` does."""

    port: int
    token: str
    address: str
    csrf: str = ""
    cookie: str = ""

    def open(self) -> None:
        """Read the page, for its token against forged forms."""
        from django.conf import settings

        self.cookie = f"{settings.SESSION_COOKIE_NAME}={self.token}"
        answer, page = self._ask("GET", self.address.replace("/tus/", "/upload/"))
        found = _TOKEN.search(page)
        assert found, f"The page answered {answer.status}."
        self.csrf = found[1].decode()
        self.cookie += "; " + (answer.getheader("Set-Cookie") or "").split(";")[0]

    def send(self, megabytes: int) -> str:
        """Send so many megabytes, none like another; returns their digest."""
        size, whole = megabytes * 1024 * 1024, hashlib.sha256()
        answer, _body = self._ask("POST", self.address, None, {"Upload-Length": str(size)})
        assert answer.status == 201, answer.status
        noise = os.urandom(PIECE)
        for offset in range(0, size, PIECE):
            piece = (offset.to_bytes(8) + noise)[: min(PIECE, size - offset)]
            whole.update(piece)
            headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            answer, body = self._ask("PATCH", self.address, piece, headers)
            assert answer.status == 204, (answer.status, body[:200])
        return whole.hexdigest()

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = {
            "Host": "localhost:8765",
            "Origin": installation.ADDRESS,
            "Cookie": self.cookie,
            "X-CSRFToken": self.csrf,
            "Tus-Resumable": "1.0.0",
            **(headers or {}),
        }
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content


def drill(megabytes: int) -> bool:
    """Whether the memory stays within its limit, and the digest is right."""
    from django.urls import reverse

    from tests.custody.scene import set_up

    from . import served
    from .mechanism import WORLD

    WORLD.agency("police", name="Invented police")
    scene = set_up(WORLD)
    address = reverse("recording-tus", args=[scene.recording_id])
    with served.server(processes=1) as port, Memory(os.getpid()).watched() as of_all:
        own = Memory(os.getpid())
        sender = Sender(port, scene.custodian.token, address)
        sender.open()
        before = _largest_child(own.pid)
        begun = time.perf_counter()
        digest = sender.send(megabytes)
        seconds = time.perf_counter() - begun
        web = _largest_child(own.pid)
    click.echo(
        f"arriving: {megabytes / seconds:.1f} MB/s, web server {before:.0f} MB before it, {web:.0f} MB at its end, "
        f"{of_all.most:.0f} MB at most"
    )
    sealing, worker = _sealed(scene)
    click.echo(f"sealing: {megabytes / sealing:.1f} MB/s, worker {worker:.0f} MB at most")
    is_right = scene.row().digest == digest
    click.echo(f"digest: {'that of the file' if is_right else 'another one'}")
    return is_right and max(of_all.most, worker) <= MOST_MEGABYTES


def _largest_child(pid: int) -> float:
    from .served import children_of
    from .timing import memory_of

    return max((memory_of(each) or 0.0 for each in children_of(pid)), default=0.0)


def _sealed(scene) -> tuple[float, float]:
    """Let the worker seal the recording; the seconds that it took, and the most megabytes that it held."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "opennrm.settings"}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "opennrm.cli.main", "worker"]
    worker = subprocess.Popen(command, cwd=installation.ROOT, env=environment)
    try:
        with Memory(worker.pid).watched() as memory:
            while scene.row().state != "sealed":
                if time.perf_counter() - begun > SEAL_SECONDS:
                    raise TimeoutError("The worker has not sealed the recording.")
                time.sleep(0.2)
        return time.perf_counter() - begun, memory.most
    finally:
        worker.terminate()
        worker.wait(30)


@click.command()
@click.option("--megabytes", default=4096, show_default=True, help="How large the recording is.")
def main(megabytes: int) -> None:
    """Send a recording to a throw-away installation, and let its worker seal it."""
    with installation.installed(None):
        import django

        django.setup()
        held = drill(megabytes)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
