"""The log of releases: one line of JSON for each entry, each sealed with the seal of the one before it.

A line that was changed, moved or taken out breaks the chain. Lines that were cut off at the end do not, nor does a
chain that was made anew: whoever noted the last seal elsewhere finds these out by `LogFile.contains`.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .tables import TableProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BEGINNING = "0" * 64


class LogProblem(TableProblem):
    """A log that is not what was written. Nothing may be published until somebody knows why."""


class LogFile:
    """A log under a lock, read and verified."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[dict[str, Any]] = []
        self.seals: list[str] = [BEGINNING]
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            self._read(number, line)

    def _read(self, number: int, line: bytes) -> None:
        try:
            kept = json.loads(line)
            entry, seal = kept["entry"], kept["seal"]
        except (ValueError, KeyError, TypeError) as problem:
            raise LogProblem(f"Line {number} of the log {self.path.name} cannot be read.") from problem
        if _seal(self.seals[-1], entry) != seal:
            raise LogProblem(
                f"The log {self.path.name} was changed in line {number} or before it. Do not publish anything. "
                "Take the log from a backup, and find out who changed it."
            )
        self.entries.append(entry)
        self.seals.append(seal)

    @property
    def last_seal(self) -> str:
        """The seal of the last entry."""
        return self.seals[-1]

    def contains(self, seal: str) -> bool:
        """Whether the log has an entry with this seal, or one that begins like it."""
        return len(seal) >= 8 and any(of.startswith(seal.lower()) for of in self.seals[1:])

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Add entries to the file, and see that they have reached the disk."""
        lines = []
        for entry in entries:
            self.seals.append(_seal(self.seals[-1], entry))
            self.entries.append(dict(entry))
            lines.append(_text({"entry": entry, "seal": self.seals[-1]}) + "\n")
        with self.path.open("a", encoding="utf-8") as file:
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def opened(path: Path) -> Iterator[LogFile]:
    """The log, which nobody else can open until it is closed. A new one is made readable for its owner alone."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield LogFile(path)
    finally:
        os.close(descriptor)


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _seal(before: str, entry: Mapping[str, Any]) -> str:
    return sha256(f"{before}\n{_text(entry)}".encode()).hexdigest()
