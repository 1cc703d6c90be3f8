"""How long sealing and verifying the audit take, and how much memory: python -m bench.audit_verify --events 1000000.

Events are written past the walls, as many as one likes. They are sealed by the product, and verified by the code of its
command. At the end one event is changed, and a second verification has to name it.
"""

import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import psycopg

from . import installation

if TYPE_CHECKING:
    from opennrm.audit.verify import Verification

AT_ONCE = 1000
_WRITE = """
    INSERT INTO audit_event (id, sequence, transaction, at, kind, account_id, account_name, membership_id, agency_id,
        agency_name, role, origin, job, case_id, subject_kind, subject_id, "right", detail, readers)
    SELECT gen_random_uuid(), nextval('audit_event_sequence'), pg_current_xact_id()::text::bigint, clock_timestamp(),
        (ARRAY['case.viewed', 'identity.opened', 'search.made'])[1 + n %% 3], gen_random_uuid(),
        'Somebody invented ' || n %% 200, gen_random_uuid(), gen_random_uuid(), 'An invented agency', 'caseworker',
        '192.0.2.' || n %% 250, '', c.id, 'cases.case', c.id::text, 'assigned',
        jsonb_build_object('results', n, 'cases', jsonb_build_array(c.id)),
        ARRAY[sec.system_principal('auditors'), sec.system_principal('audit.seal'), 1000000 + n %% 5000]
    FROM generate_series(1, %(events)s) n, LATERAL (SELECT gen_random_uuid() AS id WHERE n > 0) c
"""


@dataclass(frozen=True)
class Measured:
    """Seconds by the clock and of all processors, but the database's; megabytes of the largest process."""

    events: int
    processes: int
    sealing: float
    verifying: float
    processor: float
    megabytes: float


class NotNamed(Exception):
    """A verification said something else than it should."""


@click.command()
@click.option("--events", type=click.IntRange(10), default=100_000, show_default=True)
@click.option("--most-seconds", type=float, help="Fail if verifying takes longer.")
@click.option("--processes", type=click.IntRange(1), help="How many compare events, however few there are.")
@click.option(
    "--state", type=click.Path(path_type=Path, file_okay=False), help="A folder that keeps the events."
)
def main(events: int, most_seconds: float | None, processes: int | None, state: Path | None) -> None:
    """Seal and verify so many invented events."""
    with installation.installed(state, pages=False):
        os.environ["OPENNRM_DATABASE_ROLE"] = "opennrm_worker"
        os.environ["DJANGO_SETTINGS_MODULE"] = "opennrm.settings"
        import django

        django.setup()
        with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
            sealing = _sealed(connection, events)
            measured = _verified(processes, sealing)
            _demand_that_a_change_is_named(connection, processes)
    click.echo(_as_text(measured))
    if most_seconds is not None and measured.verifying > most_seconds:
        sys.exit(1)


def _sealed(connection: psycopg.Connection, events: int) -> float:
    """Write what is missing, and let the product seal it; returns the seconds of sealing."""
    from opennrm.audit import sealing
    from opennrm.cli.setup import state_folder

    found = connection.execute("SELECT count(*) FROM audit_event").fetchone()
    missing = events - (found[0] if found else 0)
    connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    for begun in range(0, missing, AT_ONCE):
        connection.execute(_WRITE, {"events": min(AT_ONCE, missing - begun)})
    connection.execute("VACUUM ANALYZE audit_event")
    start = time.monotonic()
    sealing.seal(state_folder())
    seconds = time.monotonic() - start
    connection.execute("VACUUM ANALYZE audit_event, audit_leaf, audit_batch")
    return seconds


def _verified(wanted: int | None, sealing: float) -> Measured:
    verification, processes = _verification(wanted)
    before, start = _processor_seconds(), time.monotonic()
    if found := list(verification.faults()):
        raise NotNamed(f"Nothing was changed, and yet: {found[0].sentence}")
    return Measured(
        events=verification.counts.events,
        processes=processes,
        sealing=sealing,
        verifying=time.monotonic() - start,
        processor=_processor_seconds() - before,
        megabytes=max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024,
    )


def _demand_that_a_change_is_named(connection: psycopg.Connection, processes: int | None) -> None:
    """Change one event, and change it back."""
    row = connection.execute(
        "SELECT event_id FROM audit_leaf ORDER BY batch DESC, position LIMIT 1"
    ).fetchone()
    assert row is not None
    change = "UPDATE audit_event SET role = %s || role WHERE id = %s"
    connection.execute(change, ["x", *row])
    found = [fault.event_id for fault in _verification(processes)[0].faults()]
    connection.execute("UPDATE audit_event SET role = substr(role, 2) WHERE id = %s", row)
    if found != [*row]:
        raise NotNamed(f"Event {row[0]} was changed, and these were named: {found}")


def _verification(wanted: int | None) -> "tuple[Verification, int]":
    from opennrm.audit import anchors, digests
    from opennrm.audit.verify import WORTH_PROCESSES, Verification
    from opennrm.cli.setup import state_folder, usable_cores

    key, processes = digests.signing_key().public_key(), wanted or usable_cores()
    earlier = anchors.read_all(state_folder())
    worth_it = 0 if wanted else WORTH_PROCESSES
    verification = Verification(
        public_key=key, processes=processes, worth_processes=worth_it, anchors=earlier
    )
    return verification, processes


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in _WHO]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _as_text(measured: Measured) -> str:
    return (
        f"{measured.events:,} events were sealed in {measured.sealing:.1f} s, and verified in "
        f"{measured.verifying:.1f} s by {measured.processes} processes, which took {measured.processor:.1f} s of "
        f"processor time. The largest process holds {measured.megabytes:.0f} MB. One changed event was named."
    )


if __name__ == "__main__":
    main()
