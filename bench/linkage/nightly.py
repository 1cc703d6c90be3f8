"""What it costs to compare what has changed with everybody, whatever the country holds.

python -m bench.linkage.nightly                                             20,000 children, 200 changes
python -m bench.linkage.nightly --children 20000 --children 100000 --changes 1000   the figures of docs/measurements.md

The children are those of `bench.linkage.real_time`. So many of them change; the matcher then looks as it does once a
minute, through both walls, until nothing is due. Processor time is that of the worker and of its database backend
together. It contains everything: looking for what is due, opening, tokens, candidates, comparing, sheets and the audit.
"""

import os
import platform
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import click
import psycopg

from bench import installation

SEED = 9003
BOUND_TO_MATCHER = ("cases_case", "cases_casekey", "people_person", "people_contact")


@dataclass(frozen=True)
class Night:
    """Seconds of processor time and by the clock, how many pairs were compared, and how many were kept."""

    children: int
    changes: int
    cpu: float
    wall: float
    compared: int
    kept: int

    def row(self, errors: str) -> str:
        """A row of the table."""
        each = self.cpu / self.changes * 1e3
        return (
            f"| {errors} | {self.children:,} | {self.changes:,} | {self.cpu:.1f} | {self.wall:.1f} | {each:.1f} | "
            f"{self.compared / self.changes:.0f} | {self.kept:,} |"
        )


def measure(errors: str, number: int, changes: int) -> Night:
    """Fill an empty installation with so many records, let some change, and let the matcher look."""
    with installation.installed(None, pages=False):
        import django

        django.setup()
        return _measured(errors, number, changes)


def _measured(errors: str, number: int, changes: int) -> Night:
    from bench import mechanism
    from bench.linkage.children import Children

    made = mechanism.build(0)
    with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
        children = Children(connection, made, {})
        children.fill(number, seed=SEED, errors=errors)
        _let_matcher_know(connection, children.listed)
        changed = random.Random(SEED).sample([child.case_id for child in children.listed], changes)
        connection.execute("DELETE FROM linkage_examined WHERE person_id = ANY (%s)", [changed])
        connection.execute("UPDATE people_person SET changed_at = now() WHERE id = ANY (%s)", [changed])
        connection.execute("VACUUM ANALYZE")
        return _look(connection, number, changes)


def _look(connection: psycopg.Connection, number: int, changes: int) -> Night:
    from django.db import connections

    from bench.timing import _backend_pids, _cpu_of
    from opennrm.linkage import jobs

    connections["default"].close()
    connections["default"].settings_dict["USER"] = "opennrm_worker"
    with connections["default"].cursor():
        pids = _backend_pids()
    started, own, backend = time.perf_counter(), time.process_time(), _cpu_of(pids) or 0
    while _due(connection) > 0:
        jobs.match()
    wall, cpu = time.perf_counter() - started, time.process_time() - own
    cpu += ((_cpu_of(pids) or 0) - backend) / 1e9
    compared = connection.execute(
        "SELECT sum((detail->>'compared')::int) FROM audit_event WHERE kind = 'linkage.compared'"
    ).fetchone()
    kept = connection.execute("SELECT count(*) FROM linkage_pair").fetchone()
    return Night(number, changes, cpu, wall, compared[0] if compared else 0, kept[0] if kept else 0)


def _due(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM people_person p WHERE NOT EXISTS "
        "(SELECT FROM linkage_examined e WHERE e.person_id = p.id)"
    ).fetchone()
    return row[0] if row else 0


def _let_matcher_know(connection: psycopg.Connection, children: list) -> None:
    """As if the matcher had compared everybody long ago."""
    from opennrm.linkage.models import MATCHER
    from opennrm.linkage.opened import model

    row = connection.execute("SELECT id FROM sec.principal WHERE name = %s", [MATCHER]).fetchone()
    assert row is not None
    connection.execute("SET session_replication_role = replica")
    for table in BOUND_TO_MATCHER:
        connection.execute(f"UPDATE {table} SET readers = readers || %s", [row[0]])
    # The children have no story: whom an agency's own pairs are for is all that is asked of who leads them.
    connection.execute(
        "INSERT INTO sec.lead (case_id, agency_id, own, holder, supervision) SELECT c.id, c.lead_agency_id, "
        "1000000 + row_number() OVER (), p.id, p.id FROM cases_case c JOIN sec.principal p "
        "ON p.kind = 'supervision' AND p.agency_id = c.lead_agency_id ON CONFLICT DO NOTHING"
    )
    mine = [row[0]]
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy("COPY linkage_matchtoken (id, readers, writers, person_id) FROM STDIN") as copy:
            for token, person_id in _tokens(children):
                copy.write_row((token, mine, mine, person_id))
        cursor.execute(
            "INSERT INTO linkage_examined (id, readers, writers, person_id, digest, model, examined_at) "
            "SELECT gen_random_uuid(), %s, %s, p.id, '', %s, now() FROM people_person p",
            [mine, mine, model().version],
        )
        cursor.execute(
            "INSERT INTO linkage_look (id, readers, writers, looked_at) VALUES (%s, %s, %s, now())",
            [UUID(int=1), mine, mine],
        )
    connection.execute("SET session_replication_role = origin")


def _tokens(children: list) -> Iterator[tuple[UUID, UUID]]:
    from opennrm.linkage.models import MATCHER
    from opennrm.people import known, numbered_tokens, tokens

    token, numbers = tokens.maker(MATCHER), Counter[int]()
    for child in children:
        made = []
        for key in known.keys_to_meet(child.known):
            counted = hash(key)
            made.append(token(key, numbers[counted]))
            numbers[counted] += 1
        for each in numbered_tokens.padded(made):
            yield each, child.case_id


@click.command()
@click.option("--children", type=click.IntRange(100), multiple=True, default=[20_000], show_default=True)
@click.option("--changes", type=click.IntRange(1), default=200, show_default=True)
@click.option("--errors", type=click.Choice(("moderate", "hard")), multiple=True, default=["moderate"])
def main(children: tuple[int, ...], changes: int, errors: tuple[str, ...]) -> None:
    """Print what it costs to compare what has changed."""
    click.echo(
        "| people | records | changes | CPU s | clock s | CPU ms a change | compared with | pairs kept |\n"
        + "|---" * 8
        + "|"
    )
    for each in errors:
        for number in children:
            click.echo(measure(each, number, changes).row(each))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    click.echo(
        f"\n{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}; load of the "
        f"machine {load}."
    )


if __name__ == "__main__":
    main()
