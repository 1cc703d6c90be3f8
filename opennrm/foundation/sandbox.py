"""Has a file opened, or a page of it drawn, by a process that holds no secret, and is ended when it takes too much.

The child gets the file by a pipe and answers by a pipe. It has no environment, no descriptor of this process,
bounds of memory and time, and once it has the file it can open nothing at all. What it answers is believed no
more than the file was: it is bounded, read as JSON and bytes, and compared with what it says it is.
"""

import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

import opennrm

from .harmless.agreed import (
    CPU_SECONDS,
    HEADER_BYTES,
    KEPT,
    MAX_BYTES,
    MAX_HEADER_BYTES,
    MAX_PAGES,
    PAPER,
    PAPER_IN_ANY_SCRIPT,
    WALL_SECONDS,
    Reason,
)

AT_ONCE = 2
"""Files that one process has opened at the same time; more wait."""
WAIT_SECONDS = 10

_PIECE = 64 * 1024
_MOST_ANSWERED = HEADER_BYTES + MAX_HEADER_BYTES + MAX_BYTES
_START = "import sys; sys.path.insert(0, sys.argv.pop()); from opennrm.foundation.harmless.__main__ import main; main()"
_ROOT = Path(opennrm.__file__).parents[1]
_free = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """So many files are being opened that this one would have waited too long."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a file: a copy and its media type, or a reason; and what the child took for it.

    `pages`: of a document that was drawn to be looked at.
    """

    reason: Reason | None
    media_type: str
    content: bytes
    pages: int
    seconds: float
    cpu_seconds: float
    megabytes: float


def harmless_copy(content: bytes, media_type: str) -> Answer:
    """Have this file opened as what its beginning says it is.

    :raises Busy: too many others are being opened, or the machine has no time for this one.
    """
    return _opened(content, media_type)


def picture_of(content: bytes, media_type: str, *, page: int) -> Answer:
    """Have one page of a harmless copy drawn, to be looked at; a picture is its own first page.

    :raises Busy: too many others are being opened, or the machine has no time for this one.
    """
    return _opened(content, media_type, page=page)


def rows_of(content: bytes, media_type: str) -> Answer:
    """Have the rows of a list read, from a CSV file or a workbook; they come back as JSON.

    :raises Busy: too many others are being opened, or the machine has no time for this one.
    """
    return _opened(content, media_type)


def paper_of(words: bytes, *, any_script: bool = False) -> Answer:
    """Have a paper set from its words, which are data as JSON.

    :param any_script: also with the fonts of the machine, which takes longer.
    :raises Busy: too many others are being made, or the machine has no time for this one.
    """
    return _opened(words, PAPER_IN_ANY_SCRIPT if any_script else PAPER)


def _opened(content: bytes, media_type: str, *, page: int = 0) -> Answer:
    if not _free.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        return _answer(content, media_type, page)
    finally:
        _free.release()


def _answer(content: bytes, media_type: str, page: int) -> Answer:
    began = time.monotonic()
    child = _started(media_type, page)
    try:
        told = _exchanged(child, content, until=began + WALL_SECONDS)
    finally:
        used = _ended(child)
    if (
        not told
        and time.monotonic() - began >= WALL_SECONDS
        and used.ru_utime + used.ru_stime < CPU_SECONDS / 2
    ):
        # The file did not take long: it waited for others.
        raise Busy
    reason, kept_type, kept, pages = _read(told)
    return Answer(
        reason=reason,
        media_type=kept_type,
        content=kept,
        pages=pages,
        seconds=time.monotonic() - began,
        cpu_seconds=used.ru_utime + used.ru_stime,
        megabytes=used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
    )


def _started(media_type: str, page: int = 0) -> subprocess.Popen[bytes]:
    # -I: neither environment, nor the user's packages, nor the current folder decide what is imported.
    return subprocess.Popen(  # noqa: S603 (no word of it comes from a request)
        [sys.executable, "-I", "-B", "-c", _START, media_type, str(page), str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )


def _exchanged(child: subprocess.Popen[bytes], content: bytes, *, until: float) -> bytes:
    """Send the file and return what comes back; nothing, if it is too much or too late."""
    assert child.stdin is not None
    assert child.stdout is not None
    given, told = memoryview(content), bytearray()
    with child.stdin as into, child.stdout as out, selectors.DefaultSelector() as ready:
        os.set_blocking(into.fileno(), False)
        ready.register(into, selectors.EVENT_WRITE)
        ready.register(out, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            for key, _events in ready.select(left):
                if key.fileobj is into:
                    given = _given(into.fileno(), given)
                    if not given:
                        ready.unregister(into)
                        into.close()
                elif part := os.read(out.fileno(), _PIECE):
                    told += part
                    if len(told) > _MOST_ANSWERED:
                        return b""
                else:
                    return bytes(told)
    return b""


def _given(into: int, content: memoryview) -> memoryview:
    """Write as much as the child takes now; the rest, or nothing if it listens no longer."""
    try:
        return content[os.write(into, content[:_PIECE]) :]
    except BlockingIOError:
        return content
    except BrokenPipeError:
        return content[:0]


def _ended(child: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """End the child and all that it may have started, and return what it used."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used


def _read(told: bytes) -> tuple[Reason | None, str, bytes, int]:
    """What the child said, if it makes sense; else the file that had it say this is not safe."""
    length = int.from_bytes(told[:HEADER_BYTES])
    header, kept = told[HEADER_BYTES : HEADER_BYTES + length], told[HEADER_BYTES + length :]
    try:
        if len(header) > MAX_HEADER_BYTES:
            raise ValueError(length)
        said = json.loads(header)
        if "refused" in said:
            return Reason(said["refused"]), "", b"", 0
        pages = said["pages"]
        if (
            said["size"] == len(kept)
            and kept.startswith(KEPT[said["media_type"]])
            and isinstance(pages, int)
            and 0 <= pages <= MAX_PAGES
        ):
            return None, said["media_type"], kept, pages
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return Reason.UNSAFE, "", b"", 0
