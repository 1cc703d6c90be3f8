"""Databases for tests: one migrated template a run, a clone for each worker, emptied before each test."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from opennrm.foundation import database
from opennrm.foundation.embedded_server.cluster import Cluster

TEMPLATE = "opennrm_template"
# All that scripts/test runs in one call is one run.
RUN = os.environ.get("OPENNRM_TEST_RUN") or os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")


def cluster() -> Cluster:
    """The server of the tests: no fsync, never the one of an installation."""
    bindir = os.environ.get("OPENNRM_POSTGRES_BINDIR")
    roles = (database.SUPERUSER, *database.LOGIN_ROLES)
    return Cluster(
        settings.STATE / "postgres", roles=roles, bindir=Path(bindir) if bindir else None, for_tests=True
    )


def superuser(name: str = "postgres") -> psycopg.Connection:
    """A superuser's connection to a database of the tests."""
    return psycopg.connect(cluster().dsn(database.SUPERUSER, name), autocommit=True)


def make_own_database() -> None:
    """Give this worker a fresh clone of the run's template, migrating the template first if need be."""
    server = cluster()
    with open(settings.STATE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server.start()
        with superuser() as admin:
            row = admin.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [TEMPLATE]
            ).fetchone()
            if row is None or row[0] != RUN:
                admin.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
                _migrate(server)
                admin.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{RUN}'")
            _collect_static()
            admin.execute(f"DROP DATABASE IF EXISTS {settings.WORKER_DATABASE} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {settings.WORKER_DATABASE} TEMPLATE {TEMPLATE} STRATEGY wal_log")
        # What is granted on a database itself is not copied with it.
        with superuser(settings.WORKER_DATABASE) as admin:
            admin.execute((database.SQL_FOLDER / "database.sql").read_text())


def _collect_static() -> None:
    """The files that pages link to, as in service; anew only when one of them has changed."""
    built = Path(settings.ROOT) / "opennrm" / "web" / "static"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    folders = (built, *(folder for _name, folder in settings.STATICFILES_DIRS))
    newest = max(path.stat().st_mtime for each in folders for path in each.rglob("*") if path.is_file())
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _migrate(server: Cluster) -> None:
    from opennrm.foundation.migrate import migrate

    base = {"host": str(server.socket_directory), "dbname": TEMPLATE}
    place = database.Location(base=base, admin=server.dsn(database.SUPERUSER), passwords={}, cluster=server)
    database.prepare(place, settings.STATE)
    with connected("default", NAME=TEMPLATE, USER="opennrm_migrator", role="opennrm_owner"):
        _make_tables()
        migrate(place)


def _make_tables() -> None:
    """Our tables as the models say, which takes a tenth of the time that the migrations take, one after the other.

    tests/cli/test_run.py proves that the migrations make the same tables.
    """
    connection = connections["default"]
    steps = MigrationLoader(connection).disk_migrations
    ours = [key for key in steps if key[0] in settings.CONTEXTS]
    with connection.cursor() as cursor:
        for operation in (each for key in ours for each in steps[key].operations):
            if isinstance(operation, RunSQL):
                cursor.execute(operation.sql)
    with override_settings(MIGRATION_MODULES=dict.fromkeys(settings.CONTEXTS)):
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    for app, name in ours:
        MigrationRecorder(connection).record_applied(app, name)


@contextmanager
def connected(alias: str, *, role: str | None = None, **changes: str) -> Iterator[None]:
    """For a while, connect an alias otherwise: as another user, or to another database."""
    connection = connections[alias]
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(changes)
    if role:
        options = {**before["OPTIONS"], "options": f"-c role={role}"}
        connection.settings_dict["OPTIONS"] = options
    try:
        yield
    finally:
        connections[alias].close()
        connections[alias].settings_dict.clear()
        connections[alias].settings_dict.update(before)


def drop_own_database() -> None:
    """Take this worker's clone away again."""
    connections.close_all()
    with superuser() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {settings.WORKER_DATABASE} WITH (FORCE)")


_tables: list[str] = []
LARGE_BYTES = 256 * 1024
PRINCIPALS = "sec.principal"


def tables(admin: psycopg.Connection) -> list[str]:
    """Every table that holds what a test has made."""
    if not _tables:
        rows = admin.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'sec') "
            "AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')"
        ).fetchall()
        _tables.extend(name for (name,) in rows)
    return _tables


def empty(admin: psycopg.Connection) -> None:
    """Empty every table that has rows, the audit's triggers notwithstanding; the system's own principals stay.

    Deleting a few rows takes a tenth of the time that truncating takes. What has grown large is truncated, with what
    refers to it, so that no test reads past the rows of many others.
    """
    sizes = filled(admin)
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for name, size in sizes.items():
            is_large = size > LARGE_BYTES and name != PRINCIPALS
            admin.execute(
                f"TRUNCATE {name} CASCADE" if is_large else f"DELETE FROM {name}{_but_the_systems_own(name)}"
            )


def filled(admin: psycopg.Connection) -> dict[str, int]:
    """Every table that has rows, and its size in bytes."""
    tables_with_rows = (
        f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT FROM {name})"
        for name in tables(admin)
    )
    return dict(admin.execute(" UNION ALL ".join(tables_with_rows)).fetchall())


def made_by_tests(table: str) -> str:
    """The statement that reads of a table what `empty` takes out of it."""
    return f"SELECT * FROM {table}{_but_the_systems_own(table)}"


def _but_the_systems_own(table: str) -> str:
    return " WHERE kind NOT IN ('job', 'group')" if table == PRINCIPALS else ""
