"""An audit to seal and to tamper with: events as requests leave them, and somebody behind the walls."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

from opennrm.audit import actions, anchors, digests, sealing
from opennrm.audit.verify import Fault, Verification
from tests import databases

INSERT = """
    INSERT INTO audit_event (id, sequence, transaction, at, kind, account_name, agency_name, role, origin,
        job, subject_kind, subject_id, "right", detail, readers)
    VALUES (gen_random_uuid(), 0, 0, now(), 'case.viewed', '', '', '', '', '', '', '', '', '{}', '{}')
"""
"""One event, as a request adds it; the database stamps the rest."""


def happen(world, person, *kinds: str) -> None:
    """Let events happen, each in a request of its own."""
    for kind in kinds:
        with world.acting(person):
            actions.record(kind, detail={"field": "given_names"})


def wait_for_other_tests() -> None:
    """Wait until no transaction of another test's database is older than our events: the horizon is the server's."""
    older = """SELECT count(*) FROM pg_stat_activity WHERE datname IS DISTINCT FROM current_database()
               AND backend_xid::text::bigint <= (SELECT max(transaction) FROM audit_event)"""
    with databases.superuser(settings.WORKER_DATABASE) as admin:
        for _ in range(1000):
            if admin.execute(older).fetchone() == (0,):
                return
            time.sleep(0.02)


def seal(world, folder: Path) -> int:
    wait_for_other_tests()
    with world.connected_as("opennrm_worker"):
        return sealing.seal(folder)


def faults(world, *, earlier: list[anchors.Anchor] | None = None, folder: Path | None = None) -> list[Fault]:
    """What a verification finds, with the anchors of a folder if one is given."""
    seen = [*(earlier or []), *(anchors.read_all(folder) if folder else [])]
    with world.connected_as("opennrm_worker"):
        key = digests.signing_key().public_key()
        return list(Verification(public_key=key, anchors=seen).faults())


@contextmanager
def behind_the_walls(superuser):
    """For a while no trigger stops the superuser: what somebody can do who owns the machine."""
    with superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        yield superuser


def slip_in(superuser, original: UUID, changes: str) -> UUID:
    """Add a copy of an event past every trigger, with these changes; returns its id."""
    with behind_the_walls(superuser):
        superuser.execute(
            "CREATE TEMPORARY TABLE copied AS SELECT * FROM audit_event WHERE id = %s", [original]
        )
        superuser.execute(f"UPDATE copied SET id = gen_random_uuid(), {changes}")
        (made,) = superuser.execute("SELECT id FROM copied").fetchone()
        superuser.execute("INSERT INTO audit_event SELECT * FROM copied")
        superuser.execute("DROP TABLE copied")
    return made


@contextmanager
def without_constraint(superuser, table: str, column: str) -> Iterator[None]:
    """For a while this column need not be unique: a superuser may drop what the migrations made."""
    name, definition = superuser.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'u' AND conrelid = %s::regclass AND pg_get_constraintdef(oid) LIKE %s",
        [table, f"%{column}%"],
    ).fetchone()
    superuser.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with behind_the_walls(superuser):
            superuser.execute(f"TRUNCATE {table}")
        superuser.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
