"""The keys of an exchange, each in a file of its own: made, read back by fingerprint, and destroyed with a record."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from io import FileIO
from pathlib import Path
from typing import Any

from opennrm.linkage.encodings.files import OWNER_ALONE, create_private, read_private, refuse_existing
from opennrm.linkage.encodings.problems import EncodingProblem

VERSION = 1
SECRET_BYTES = 32
# Without I, L, O and U: what is read out is not taken for something else.
_READ_OUT = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS, _GROUP = 16, 4


class Kind(StrEnum):
    """What a key is for. A file that holds one kind is never taken for another."""

    HALF = "half of an exchange key"
    EXCHANGE = "exchange key"
    SECRET = "sender's secret"  # noqa: S105 - the name of a kind
    SIGNING = "signing key"
    AUDITOR = "auditor's key"
    SIGNING_PUBLIC = "public half of a signing key"
    AUDITOR_PUBLIC = "public half of an auditor's key"


def create(path: Path, kind: Kind, key: bytes | None = None) -> bytes:
    """Write a key to a new file, a random one unless one is given; the key.

    :raises EncodingProblem: the file is there already, or cannot be written.
    """
    key = key if key is not None else secrets.token_bytes(SECRET_BYTES)
    content = {"opennrm": str(kind), "version": VERSION, "key": b64encode(key).decode()}
    create_private(path, [json.dumps(content).encode() + b"\n"])
    return key


def read(path: Path, kind: Kind) -> bytes:
    """The key of this kind in a file.

    :raises EncodingProblem: it is no such file, damaged, of another version, or open to others.
    """
    found, key = read_any(path)
    if found != kind:
        raise EncodingProblem(f"{path} is a file for “{found}”. Give the file for “{kind}”.")
    return key


def read_any(path: Path) -> tuple[Kind, bytes]:
    """The kind of key in a file, and the key.

    :raises EncodingProblem: as `read`.
    """
    damaged = EncodingProblem(f"{path} is not a key file of OpenNRM, or it is damaged.")
    try:
        content: Any = json.loads(read_private(path))
        if content["version"] != VERSION:
            raise EncodingProblem(
                f"{path} was made by another version of OpenNRM. Use the same version on all sides."
            )
        kind, key = Kind(content["opennrm"]), b64decode(content["key"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged from None
    if len(key) != SECRET_BYTES:
        raise damaged
    return kind, key


def join(first: Path, second: Path, to: Path) -> bytes:
    """Make the exchange key from its two halves; whoever knows only one of them knows nothing of it. The key.

    :raises EncodingProblem: one is no half, both are the same, or `to` is there already.
    """
    halves = read(first, Kind.HALF), read(second, Kind.HALF)
    if hmac.compare_digest(*halves):
        raise EncodingProblem(
            "Both files are the same half. Each of the two people has to bring a half of their own."
        )
    return create(to, Kind.EXCHANGE, bytes(one ^ other for one, other in zip(*halves, strict=True)))


def fingerprint(kind: Kind, key: bytes) -> str:
    """What to read out to compare two keys: sixteen letters and digits in groups, which tell nothing else."""
    digest = hmac.digest(key, f"opennrm fingerprint {VERSION} {kind}".encode(), hashlib.sha256)
    number = int.from_bytes(digest)
    letters = "".join(_READ_OUT[number >> 5 * place & 31] for place in range(_LETTERS))
    return " ".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def destroy(path: Path, *, record: Path, by: str, at: datetime) -> str:
    """Overwrite a key, delete its file, and add to the record who did so and when; the line that was added.

    :raises EncodingProblem: it is no key file, or the record cannot be written; then the key is still there.
    """
    kind, key = read_any(path)
    line = (
        f"{at.isoformat(timespec='seconds')}  {kind}  {fingerprint(kind, key)}  destroyed by {one_line(by)}"
    )
    try:
        opened = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, OWNER_ALONE)
        with os.fdopen(opened, "ab", buffering=0) as journal:
            _destroy_with_record(path, journal, line.encode() + b"\n")
    except OSError as error:
        raise EncodingProblem(
            f"The key was not destroyed: {error.filename or record} cannot be written ({error.strerror})."
        ) from None
    return line


def _destroy_with_record(path: Path, journal: FileIO, line: bytes) -> None:
    before = journal.seek(0, os.SEEK_END)
    try:
        # First the record: a key that is gone without one could still be somewhere.
        _write_all(journal, line)
        os.fsync(journal.fileno())
        with path.open("r+b", buffering=0) as file:
            _write_all(file, secrets.token_bytes(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()
    except OSError:
        # The record tells of nothing that was not done.
        with suppress(OSError):
            journal.truncate(before)
        raise


def _write_all(file: FileIO, content: bytes) -> None:
    while content:
        content = content[file.write(content) :]


def one_line(text: str) -> str:
    """A text that somebody typed, or that stood in a file, as one line that no terminal obeys."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def public_file(path: Path) -> Path:
    """Where the public half of the key in this file is written."""
    return path.with_name(path.name + ".public")


def refuse_pair(path: Path) -> None:
    """Refuse a name if the key or its public half is there already.

    :raises EncodingProblem: one of them is.
    """
    refuse_existing(path, public_file(path))
