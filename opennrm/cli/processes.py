"""The processes that `opennrm run` starts, watches and stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Self

import click

STOP_SECONDS = 20
RESTARTS_A_MINUTE = 3
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def call(*arguments: str) -> None:
    """Run another command of ours to its end.

    :raises SystemExit: it failed, having said why.
    """
    finished = subprocess.run([sys.executable, "-m", "opennrm.cli.main", *arguments], check=False)  # noqa: S603
    if finished.returncode:
        raise SystemExit(finished.returncode)


def _end_with_parent() -> None:
    # Whoever kills `opennrm run` outright would otherwise leave servers behind that hold the port.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass
class Restarts:
    """Counts how often something had to be started again; `title` is what messages call it."""

    title: str
    moments: list[float] = field(default_factory=list)

    def count(self, *, how: str = "") -> None:
        """Say that it is started again.

        :raises click.ClickException: it was started again too often within a minute.
        """
        now = time.monotonic()
        self.moments = [before for before in self.moments if now - before < 60]
        if len(self.moments) >= RESTARTS_A_MINUTE:
            raise click.ClickException(
                f"{self.title.capitalize()} kept stopping, so OpenNRM has stopped. Look at the messages above."
            )
        click.echo(f"{self.title.capitalize()} stopped{how}. Restarting.", err=True)
        self.moments.append(now)


@dataclass
class _Process:
    title: str
    arguments: tuple[str, ...]
    running: subprocess.Popen[bytes]
    restarts: Restarts


def _end_group(process: _Process) -> None:
    """End what a process that was killed has left behind: its own children still hold the port."""
    with suppress(ProcessLookupError):
        os.killpg(process.running.pid, signal.SIGKILL)


class Stopped(BaseException):
    """Somebody asked us to stop."""


@contextmanager
def until_stopped() -> Iterator[None]:
    """Leave the block, in order, as soon as somebody asks to stop."""

    def stop(number: int, frame: FrameType | None) -> None:
        # Once is enough: a second Ctrl-C must not interrupt the stopping.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with suppress(Stopped):
        yield


class Processes:
    """Our other commands, each a process of its own. Leaving the block stops them all."""

    def __init__(self) -> None:
        self._processes: list[_Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.running.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._processes:
            try:
                process.running.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.running.kill()
                process.running.wait()
            _end_group(process)

    def start(self, title: str, *arguments: str) -> None:
        """Start one of our commands; `title` is what messages call it."""
        self._processes.append(_Process(title, arguments, self._spawn(arguments), Restarts(title)))

    def _spawn(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "opennrm.cli.main", *arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, who then stop them in order
            preexec_fn=_end_with_parent,
        )

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: int) -> None:
        """Return when ready.

        :raises click.ClickException: a process ended, or it takes too long.
        """
        deadline = time.monotonic() + seconds
        while not is_ready():
            for process in self._processes:
                if process.running.poll() is not None:
                    raise click.ClickException(
                        f"{process.title.capitalize()} did not start; the reason is above."
                    )
            if time.monotonic() > deadline:
                raise click.ClickException(
                    f"There is no answer after {seconds} seconds. Look at the messages above."
                )
            time.sleep(0.1)

    def watch(self, *, beside: Callable[[], None]) -> None:
        """Stay until somebody asks to stop; start again what ends by itself. Looks after something `beside` too.

        :raises click.ClickException: a process ends again and again.
        """
        while True:
            time.sleep(0.5)
            beside()
            for process in self._processes:
                if process.running.poll() is not None:
                    process.restarts.count(how=f" ({process.running.returncode})")
                    _end_group(process)
                    process.running = self._spawn(process.arguments)
