"""`opennrm serve` as a process of its own, on this worker's database; and clients that speak to it in bytes."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote

from django.conf import settings

from tests import databases
from tests.cli.program import command, environment


class Server:
    """The web server of an installation, reached at `address`."""

    def __init__(self, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._options = options

    def start(self) -> None:
        """Start, and return when pages are answered."""
        sockets = quote(str(databases.cluster().socket_directory), safe="")
        surroundings = environment(
            settings.STATE,
            OPENNRM_ADDRESS=self.address,
            OPENNRM_MASTER_KEY_FILE=str(settings.MASTER_KEY_FILE),
            DATABASE_URL=f"postgresql://opennrm_app@/{settings.WORKER_DATABASE}?host={sockets}",
        )
        arguments = command("serve", "--port", str(self.port), *self._options)
        self.process = subprocess.Popen(arguments, env=surroundings, start_new_session=True)
        until(self.answers)

    def answers(self) -> bool:
        """Whether a page is answered."""
        assert self.process is not None
        assert self.process.poll() is None, "The server ended."
        try:
            with urllib.request.urlopen(f"{self.address}/sign-in/", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def kill(self) -> None:
        """End it as a power failure does: at once, with everything that it was doing."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def connect(self, *, origin: str = "127.0.0.1") -> socket.socket:
        """A connection on which nothing has been said yet, from another of this machine's own addresses."""
        made = socket.create_connection(("127.0.0.1", self.port), source_address=(origin, 0))
        made.settimeout(120)
        return made

    def say(self, words: bytes, *, origin: str = "127.0.0.1") -> socket.socket:
        """A connection on which so much has been said."""
        made = self.connect(origin=origin)
        made.sendall(words.replace(b"HOST", f"localhost:{self.port}".encode()))
        return made

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> "Answered":
        """What a whole request is answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": f"localhost:{self.port}", **given})
        answered = read(connection.getresponse())
        connection.close()
        return answered


@dataclass(frozen=True)
class Answered:
    """An answer, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def read(response: HTTPResponse) -> Answered:
    body = response.read()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answered(response.status, headers, body)


def answer_on(connection: socket.socket, method: str = "GET") -> Answered:
    """What is answered on a connection, or its being closed as status 0."""
    response = HTTPResponse(connection, method=method)
    try:
        response.begin()
        return read(response)
    except (OSError, HTTPException) as closed:
        return Answered(0, {}, str(closed).encode())
    finally:
        response.close()
        connection.close()


def until(is_so: Callable[[], bool], *, seconds: int = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.1)
