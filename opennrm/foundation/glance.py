"""What can be told of a database in a moment, without starting Django."""

import hashlib
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from psycopg import sql

PACKAGE = Path(__file__).parent.parent
SOURCES = ("*/migrations/*.py", "*/sql/*.sql", "*/policy.toml", "foundation/policies.py")


@cache
def fingerprint() -> str:
    """What tables and walls are made from: our own files, and the versions of the installed packages."""
    together = hashlib.sha256()
    for file in sorted(path for pattern in SOURCES for path in PACKAGE.glob(pattern)):
        together.update(str(file.relative_to(PACKAGE)).encode() + file.read_bytes())
    for package in sorted(f"{found.name} {found.version}" for found in distributions()):
        together.update(package.encode())
    return together.hexdigest()


def is_up_to_date(conninfo: str) -> bool:
    """Whether the last migration was made by this version. Serving checks the walls themselves nevertheless."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(
            "SELECT obj_description(oid) FROM pg_namespace WHERE nspname = 'sec'"
        ).fetchone()
    return row is not None and row[0] == fingerprint()


def mark_up_to_date(conninfo: str) -> None:
    """Remember that this version has migrated the database. Connected as the migrator."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET LOCAL ROLE opennrm_sec")
        connection.execute(sql.SQL("COMMENT ON SCHEMA sec IS {}").format(sql.Literal(fingerprint())))


def holds_any(conninfo: str, table: str) -> bool:
    """Whether a table exists and holds a row that this role may see."""
    with psycopg.connect(conninfo) as connection:
        if connection.execute("SELECT FROM pg_class WHERE oid = to_regclass(%s)", [table]).fetchone() is None:
            return False
        statement = sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))
        return connection.execute(statement).fetchone() is not None
