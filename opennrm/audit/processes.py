"""Several processes that compare stretches of the audit, all at the same moment of the database.

Imports no Django, because a new process begins here, before Django is there. They are told what to do, and answer, in
lines of JSON.
"""

import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .contents import Compared, Stretch


class ProcessFailed(RuntimeError):
    """A process ended without an answer, having said why."""


class Processes:
    """A fixed number of processes, each of which has one stretch at a time."""

    def __init__(self, number: int, *, snapshot: str) -> None:
        command = [sys.executable, "-m", __name__, snapshot]
        self._free = deque(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
            for _process in range(number)
        )
        self._busy: deque[subprocess.Popen[str]] = deque()

    @property
    def are_busy(self) -> bool:
        """Whether every process has a stretch."""
        return not self._free

    def begin(self, stretch: "Stretch") -> None:
        """Let a free process compare a stretch."""
        process = self._free.popleft()
        assert process.stdin is not None
        self._busy.append(process)
        try:
            process.stdin.write(json.dumps(stretch.as_json()) + "\n")
            process.stdin.flush()
        except BrokenPipeError as ended:
            raise ProcessFailed from ended

    def oldest(self) -> "list[Compared]":
        """Wait for the stretch that was begun first.

        :raises ProcessFailed: its process ended before it was compared.
        """
        from .contents import Compared

        process = self._busy.popleft()
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise ProcessFailed
        self._free.append(process)
        return [Compared.from_json(found) for found in json.loads(line)]

    def end(self) -> None:
        """End them, also in the middle of a stretch."""
        for process in (*self._free, *self._busy):
            process.kill()
            process.communicate()


@contextmanager
def started(number: int, *, snapshot: str) -> Iterator[Processes]:
    """Start processes that see what the transaction sees which exported the snapshot, and end them with the block."""
    processes = Processes(number, snapshot=snapshot)
    try:
        yield processes
    finally:
        processes.end()


def work(snapshot: str) -> None:
    """Compare each stretch that is read, until there is none. Needs the worker's database role."""
    import django

    django.setup()
    from django.db import connection, transaction

    from opennrm.foundation.context import as_job

    from . import contents, sealing

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
            # Until its turn comes, a process waits; it ends with the one that started it.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        with as_job(sealing.JOB):
            for line in sys.stdin:
                found = contents.compare(contents.Stretch.from_json(json.loads(line)))
                sys.stdout.write(json.dumps([each.as_json() for each in found]) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    work(sys.argv[1])
