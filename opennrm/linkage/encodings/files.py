"""Files that only their owner may read: keys, encodings, and what belongs to them. None is ever overwritten."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from opennrm.linkage.encodings.problems import EncodingProblem

OWNER_ALONE = 0o600
SMALL = 4096
"""In bytes: no file that holds a key is larger."""


def read_private(path: Path) -> bytes:
    """What a small file holds that is its owner's alone.

    :raises EncodingProblem: it is not there, not an ordinary file of whoever asks, too large, or open to others.
    """
    try:
        # Without waiting: a pipe that somebody put there would hold us up for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise EncodingProblem(f"There is no file {path}. Check the name.") from None
    except OSError:
        raise EncodingProblem(_not_private(path)) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise EncodingProblem(_not_private(path))
        if found.st_mode & 0o077:
            raise EncodingProblem(f"Other users can read {path}. Run: chmod 600 {path}")
        content = os.read(descriptor, SMALL + 1)
    finally:
        os.close(descriptor)
    if len(content) > SMALL:
        raise EncodingProblem(f"{path} is too large to be a key.")
    return content


def _not_private(path: Path) -> str:
    return f"{path} is not an ordinary file of your own. Copy the key itself here: a link or a folder is not enough."


def create_private(path: Path, content: Iterable[bytes]) -> None:
    """Write a new file that its owner alone can read.

    :raises EncodingProblem: there is a file of this name, which is never overwritten; or it cannot be written.
    """
    refuse_existing(path)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ALONE)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in content:
                file.write(part)
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        # Half a file would be taken for a whole one.
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def refuse_existing(*paths: Path) -> None:
    """Refuse names that are taken, before any work is done for them.

    :raises EncodingProblem: there is a file of one of these names, or no folder for it.
    """
    for path in paths:
        if os.path.lexists(path):
            raise EncodingProblem(f"{path} already exists. Choose another name, or delete it first.")
        if not path.parent.is_dir():
            raise EncodingProblem(f"There is no folder {path.parent}. Create it first.")


def _unwritable(path: Path, error: OSError) -> EncodingProblem:
    return EncodingProblem(f"{path} cannot be written: {error.strerror}.")


def read_sealed(path: Path, most: int = 1 << 26) -> bytes:
    """What a sealed file holds.

    :raises EncodingProblem: there is no such file, or it is too large to be one.
    """
    try:
        with ordinary(path).open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise EncodingProblem(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > most:
        raise EncodingProblem(f"{path} is too large to be a sealed file.")
    return content


def ordinary(path: Path) -> Path:
    """The path, if it leads to an ordinary file: a pipe would hold us up, and can be read only once.

    :raises EncodingProblem: it does not.
    """
    if not path.is_file():
        raise EncodingProblem(f"{path} is not a file. Check the name.")
    return path
