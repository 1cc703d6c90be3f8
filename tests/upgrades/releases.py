"""The database of each release, filled with invented people, as an installation of that release has left it.

`scripts/test tests/upgrades --renew` keeps the one of the version that stands in pyproject.toml. Do that when you make
a release, and again as long as it was not published. A release that was published is never renewed.
"""

import gzip
import os
import subprocess
import tomllib
from pathlib import Path

import psycopg
from django.conf import settings

from opennrm.foundation import database
from tests import databases

FOLDER = Path(__file__).parent
LARGEST_BYTES = 300_000
PROJECT = FOLDER.parent.parent


def this_version() -> str:
    """The version that is being written."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]


def kept_versions() -> list[str]:
    """The releases whose database is kept."""
    return sorted(path.name.removesuffix(".sql.gz") for path in FOLDER.glob("*.sql.gz"))


def database_of(version: str) -> Path:
    return FOLDER / f"{version}.sql.gz"


def key_of(version: str) -> Path:
    """The master key with which a kept database was sealed. It seals nobody real."""
    return FOLDER / f"{version}.key.json"


def keep(version: str) -> None:
    """Keep this worker's database, as it stands, as the one of a version."""
    server = databases.cluster()
    dumped = subprocess.run(
        [server.program("pg_dump"), "--inserts", "--rows-per-insert=200", "--no-comments",
         server.dsn(database.SUPERUSER, settings.WORKER_DATABASE)],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    lines = [line for line in dumped.splitlines() if not line.startswith((b"\\", b"--"))]
    database_of(version).write_bytes(gzip.compress(b"\n".join(lines), mtime=0))
    key_of(version).write_text(Path(settings.MASTER_KEY_FILE).read_text())


def restore(version: str, *, name: str, folder: Path) -> Path:
    """Make a database as that release has left it; returns a file with its master key."""
    with databases.superuser() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    with databases.superuser(name) as admin:
        admin.execute(psycopg.sql.SQL(gzip.decompress(database_of(version).read_bytes()).decode()))
    key = folder / "master.json"
    key.touch(mode=0o600)
    key.write_text(key_of(version).read_text())
    os.chmod(key, 0o600)
    return key
