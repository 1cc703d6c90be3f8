"""Runs the `opennrm` program as people do: as a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

OURS = ("OPENNRM_", "DATABASE_", "DJANGO_", "PYTEST_", "PGHOST", "PGUSER")


def environment(state: Path, **more: str) -> dict[str, str]:
    """The environment of a machine where nothing is set up yet, but for a state folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    bindir = os.environ.get("OPENNRM_TEST_POSTGRES_BINDIR")
    servers = {"OPENNRM_POSTGRES_BINDIR": bindir} if bindir else {}
    return {**clean, **servers, "OPENNRM_STATE": str(state), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "opennrm.cli.main", *arguments]


def call(*arguments: str, state: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; what it said is in `stdout` and `stderr`."""
    return subprocess.run(
        command(*arguments),
        env=environment(state, **more),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        stdin=subprocess.DEVNULL,
    )
