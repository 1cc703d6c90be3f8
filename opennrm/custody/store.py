"""The store: one file for each object, outside the database, under a name that tells nothing, sealed in chunks.

What the database says has arrived is in the file: it is written and on the disk before the transaction ends. What the
database does not know of is nothing: an upload writes over it, and the job `custody.sweep` removes whole files of it.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from opennrm.foundation import sealing

from .chunks import SEALED_CHUNK, ChunkBroken, Chunks
from .rules import CHUNK, ByteRange, chunks_of

ARRIVING, KEPT = ".arriving", ".sealed"
STRAY_SECONDS = 24 * 60 * 60
"""What nobody knows of is left alone for so long: its transaction may still be running."""


class Missing(Exception):
    """The file of an object is not in the store."""


@dataclass(frozen=True)
class Stored:
    """One object in the store. It says nothing about who may read it."""

    object_id: UUID
    key: bytes
    size: int

    def write(self, offset: int, content: bytes) -> None:
        """Put a piece, which begins with a chunk, into the file, sealed; it is on the disk afterwards."""
        sealer, last = Chunks(self.object_id, self.key), chunks_of(self.size) - 1
        with _to_write(self.object_id) as file:
            for begin in range(0, len(content), CHUNK):
                position = (offset + begin) // CHUNK
                file.seek(position * SEALED_CHUNK)
                file.write(sealer.close(position, content[begin : begin + CHUNK], is_last=position == last))

    def keep(self) -> None:
        """Give a file that is whole the name under which it stays, for reading alone; again does nothing."""
        arriving, kept = _path(self.object_id, ARRIVING), _path(self.object_id, KEPT)
        if arriving.exists():
            arriving.chmod(0o400)
            arriving.rename(kept)
            _sync(kept.parent)

    def pieces(self) -> Iterator[bytes]:
        """The whole content, a chunk at a time.

        :raises Missing: the file is not there.
        :raises ChunkBroken: a part of it is not what was sealed.
        """
        if self.size:
            yield from self.read(ByteRange(0, self.size - 1))

    def read(self, wanted: ByteRange) -> Iterator[bytes]:
        """A part of the content, in pieces of a chunk at most.

        :raises Missing: the file is not there.
        :raises ChunkBroken: a chunk that it touches is not what was sealed.
        """
        opener, last = Chunks(self.object_id, self.key), chunks_of(self.size) - 1
        with _open(self.object_id) as file:
            for position in range(wanted.first // CHUNK, wanted.last // CHUNK + 1):
                file.seek(position * SEALED_CHUNK)
                content = opener.open(position, file.read(SEALED_CHUNK), is_last=position == last)
                begin = position * CHUNK
                if begin + len(content) < min(self.size, begin + CHUNK):
                    raise ChunkBroken(position)
                yield content[max(0, wanted.first - begin) : wanted.last + 1 - begin]

    def digest(self) -> str:
        """The SHA-256 of the whole content, in hexadecimal.

        :raises Missing: the file is not there.
        :raises ChunkBroken: a part of it is not what was sealed.
        """
        whole = hashlib.sha256()
        for piece in self.pieces():
            whole.update(piece)
        return whole.hexdigest()


def write_all(object_id: UUID, key: bytes, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Put a whole object into the store, however its pieces come, and keep it; returns its size and SHA-256."""
    sealer, whole, size, position, waiting = Chunks(object_id, key), hashlib.sha256(), 0, 0, bytearray()
    with _to_write(object_id) as file:
        file.truncate(0)
        for piece in pieces:
            whole.update(piece)
            size += len(piece)
            waiting += piece
            # A chunk waits until another byte follows: only then is it not the last.
            while len(waiting) > CHUNK:
                file.write(sealer.close(position, bytes(waiting[:CHUNK]), is_last=False))
                position += 1
                del waiting[:CHUNK]
        file.write(sealer.close(position, bytes(waiting), is_last=True))
    Stored(object_id, key, size).keep()
    return size, whole.hexdigest()


@contextmanager
def _to_write(object_id: UUID) -> Iterator[BinaryIO]:
    """The file of an object that is arriving; what was written is on the disk after the block."""
    path, kept = _path(object_id, ARRIVING), _path(object_id, KEPT)
    if kept.exists():
        # It was renamed in a transaction that did not end: the database knows that more is to come.
        kept.chmod(0o600)
        kept.rename(path)
    is_new = not path.exists()
    if is_new:
        _make_folder(path.parent)
    with open(path, "w+b" if is_new else "r+b", opener=partial(os.open, mode=0o600)) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        _sync(path.parent)


def remove(object_id: UUID) -> None:
    """Remove the file of an object, if there is one."""
    for ending in (ARRIVING, KEPT):
        path = _path(object_id, ending)
        if path.exists():
            path.unlink()
            _sync(path.parent)


def sweep(known: Iterable[UUID], *, now: float | None = None) -> int:
    """Remove the files of which the database knows nothing; returns how many."""
    names = {_name(object_id) for object_id in known}
    before, removed = (now or time.time()) - STRAY_SECONDS, 0
    for file in settings.CUSTODY_STORE.glob("??/*"):
        if file.stem not in names and file.stat().st_mtime < before:
            file.unlink()
            removed += 1
    return removed


def _open(object_id: UUID) -> BinaryIO:
    for ending in (KEPT, ARRIVING):
        path = _path(object_id, ending)
        if path.exists():
            return open(path, "rb")
    raise Missing


def _name(object_id: UUID) -> str:
    # A keyed token, so that neither a list of files nor a copy of the database alone tells which file is which.
    return sealing.token_maker()("custody object", str(object_id)).hex()


def _path(object_id: UUID, ending: str) -> Path:
    name = _name(object_id)
    return settings.CUSTODY_STORE / name[:2] / f"{name}{ending}"


def _make_folder(folder: Path) -> None:
    settings.CUSTODY_STORE.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(settings.CUSTODY_STORE)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
