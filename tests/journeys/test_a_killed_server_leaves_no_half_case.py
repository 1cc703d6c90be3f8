"""The power goes while a concern is sent: either all of it is there, or nothing; sending again makes one case."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.conf import settings

from opennrm.foundation import key_check
from tests import databases
from tests.cli.program import command, environment
from tests.journeys import filling_in
from tests.web.concerns.walking import Walk

pytestmark = pytest.mark.journey


class Server:
    """`opennrm serve` as a process of its own, on this worker's database."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when pages are answered."""
        sockets = quote(str(databases.cluster().socket_directory), safe="")
        surroundings = environment(
            settings.STATE,
            OPENNRM_ADDRESS=self.address,
            OPENNRM_MASTER_KEY_FILE=str(settings.MASTER_KEY_FILE),
            DATABASE_URL=f"postgresql://opennrm_app@/{settings.WORKER_DATABASE}?host={sockets}",
        )
        arguments = command("serve", "--port", str(self.port))
        self.process = subprocess.Popen(arguments, env=surroundings, start_new_session=True)
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "The server ended."
        try:
            with urllib.request.urlopen(f"{self.address}/sign-in/", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def kill(self) -> None:
        """End it as a power failure does: at once, with everything that it was doing."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def until(is_so: Callable[[], bool], *, seconds: int = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.1)


@pytest.fixture
def server(own_database) -> Iterator[Server]:
    made = Server()
    yield made
    made.kill()


def test_a_concern_that_is_sent_again_makes_one_case(visits, mechanism, superuser, server):
    walk = Walk(mechanism.world.client(mechanism.constable))
    walk.answer_enough()
    key_check.remember()
    server.start()
    constable = visits(mechanism.constable, screen="phone")
    constable.open(server.address + walk.url("check"))
    with databases.superuser(settings.WORKER_DATABASE) as other:
        with other.transaction():
            # The concern's own row is written by then; the child's has to wait.
            other.execute("LOCK TABLE people_person IN EXCLUSIVE MODE")
            constable.page.get_by_role("button", name="Send the concern").click(no_wait_after=True)
            until(lambda: waiting(superuser) > 0)
            server.kill()
        until(lambda: writing(superuser) == 0)
    assert mechanism.count_of_cases() == 0
    assert superuser.execute("SELECT count(*) FROM cases_receipt").fetchone() == (0,)
    server.start()
    # That the line broke is what this test is about.
    constable.complaints.clear()
    constable.open(server.address + walk.url("check"))
    constable.press("Send the concern")
    filling_in.number_of(constable)
    assert mechanism.count_of_cases() == 1


def waiting(superuser) -> int:
    """How many statements wait for a table."""
    return _count(superuser, "NOT granted")


def writing(superuser) -> int:
    """How many tables are being written to."""
    return _count(superuser, "mode = 'RowExclusiveLock'")


def _count(superuser, condition: str) -> int:
    found = superuser.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        f"WHERE datname = current_database() AND {condition}"
    )
    return found.fetchone()[0]
