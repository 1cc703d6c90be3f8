"""What the tests of the embedded PostgreSQL share: a place for a server, its end, and a question to it."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from opennrm.foundation.embedded_server.cluster import Cluster


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """A directory that every user may enter, as pytest's own temporary directories are not."""
    with tempfile.TemporaryDirectory(prefix="nrm-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


@contextlib.contextmanager
def stopped_at_the_end(cluster: Cluster) -> Iterator[Cluster]:
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.data, ignore_errors=True)
        shutil.rmtree(cluster.socket_directory, ignore_errors=True)
        cluster.data.with_name(cluster.data.name + ".lock").unlink(missing_ok=True)


def ask(cluster: Cluster, statement: str, role: str = "opennrm_super") -> object:
    with psycopg.connect(cluster.dsn(role), autocommit=True) as connection:
        answer = connection.execute(statement)  # type: ignore[call-overload]
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def postmaster_of(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])
