"""The files that are, or are about to be, committed."""

import subprocess
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file of the project that git does not ignore."""
    listed = subprocess.run(
        # Continuous integration may clone as one user and test as another.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(path for name in sorted(listed.split("\0")) if (path := PROJECT / name).is_file())


def committed(*suffixes: str, under: str = ".") -> list[Path]:
    """The committed files below `under` whose names end so."""
    return [
        path for path in committed_files() if path.suffix in suffixes and path.is_relative_to(PROJECT / under)
    ]


def name_of(path: Path) -> str:
    """The file's name inside the project, as a failing test should show it."""
    return str(path.relative_to(PROJECT))
