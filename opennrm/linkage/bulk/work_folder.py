"""A folder for lists in clear while they are worked on. Nobody else can open it, and nothing of it is left."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opennrm.linkage.lists import ListRefused

_BEGINS, _LOCK = "work-", "lock"


@contextmanager
def work_folder(below: Path) -> Iterator[Path]:
    """A new folder of mode 700 below this one. It is removed at the end, and what a killed run left is removed first.

    :raises ListRefused: the folder cannot be made, or others can open the one above.
    """
    try:
        below.mkdir(mode=0o700, parents=True, exist_ok=True)
        if below.stat().st_mode & 0o077 or below.stat().st_uid != os.geteuid():
            raise ListRefused(f"Other users can open {below}. Run: chmod 700 {below}")
        _remove_left_over(below)
        folder = Path(tempfile.mkdtemp(prefix=_BEGINS, dir=below))
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ListRefused(
            f"{below} cannot be used: {error.strerror}. Choose another folder with --work."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _remove_left_over(below: Path) -> None:
    """Remove what runs left that are no more. A run that still works holds its lock."""
    for folder in below.glob(f"{_BEGINS}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)
