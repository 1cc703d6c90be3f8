"""One measurement, in a process of its own: python -m bench.measure CASES SEED RESULT [STATE]."""

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from . import installation

if TYPE_CHECKING:
    from .personas import Persona


class HalfFilled(Exception):
    """A kept installation was not filled to its end."""


def measure(cases: int, seed: int) -> dict[str, Any]:
    """Fill the database unless that was done before, then measure everything."""
    from . import crowd, full_case, pages, personas, served, timing

    with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
        result: dict[str, Any] = {"cases": cases, "seed": seed, **_filled(connection, cases, seed)}
        people = personas.everybody(connection)
        reporter, visitors = personas.reporter(), personas.visitors(connection)
        case = full_case.found(connection)
        result |= {"database_bytes": _size(connection), "server": _version(connection)}
    result["frame"] = [asdict(timed) for timed in pages.measure_frame()]
    result["personas"] = [_of_persona(persona) for persona in people]
    result["full"] = {"contents": case.contents, "timed": full_case.measure(case)}
    area = personas.area_of("large")
    result["sending"] = [asdict(timed) for timed in pages.measure_sending(reporter, area)]
    result |= {"memory": timing.memory_of(), "load": os.getloadavg()[0]}
    over_http, weights = served.measure(people)
    result["crowd"] = asdict(crowd.measure(visitors))
    return result | {
        "served": [asdict(row) for row in over_http],
        "weights": [asdict(row) for row in weights],
    }


def _filled(connection: psycopg.Connection, cases: int, seed: int) -> dict[str, float]:
    """Generate the cases and compare copies with originals, unless the installation was kept from another run."""
    from . import comparison, copies, full_case

    wanted = f"{cases} cases, seed {seed}"
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database'), EXISTS (SELECT FROM agencies_agency) "
        "FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    assert found is not None
    if found[0] == wanted:
        return {}
    if found[1]:
        raise HalfFilled(f"This folder does not hold {wanted}. Remove it, or name another with --state.")
    start = time.monotonic()
    made, generator = copies.generate(connection, cases=cases, seed=seed)
    seconds = time.monotonic() - start
    full_case.make(made, cases=cases)
    connection.execute("ANALYZE")
    for original, copy in generator.examples.values():
        comparison.compare(connection, original, copy)
    connection.execute(f"COMMENT ON DATABASE opennrm IS '{wanted}'")
    return {"seconds_to_fill": seconds}


def _of_persona(persona: "Persona") -> dict[str, Any]:
    from . import pages, plans

    return {
        "name": persona.name,
        "cases": persona.cases,
        "part": persona.part,
        "timed": [asdict(timed) for timed in pages.measure_persona(persona)],
        "plans": [asdict(plan) for plan in plans.plans_of(persona)],
    }


def _size(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return row[0]


def _version(connection: psycopg.Connection) -> str:
    row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return row[0]


def main() -> None:
    cases, seed, result, *state = sys.argv[1:]
    with installation.installed(Path(state[0]) if state else None):
        import django

        django.setup()
        Path(result).write_text(json.dumps(measure(int(cases), int(seed))))


if __name__ == "__main__":
    main()
