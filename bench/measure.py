"""One measurement, in a process of its own: python -m bench.measure CASES SEED RESULT [STATE]."""

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg

from . import installation


def measure(cases: int, seed: int) -> dict[str, Any]:
    """Fill the database unless that was done before, then measure everything."""
    from . import comparison, copies, pages, personas, plans, served, timing

    result: dict[str, Any] = {"cases": cases, "seed": seed}
    with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
        if not connection.execute("SELECT EXISTS (SELECT FROM cases_case)").fetchone()[0]:  # type: ignore[index]
            start = time.monotonic()
            _mechanism, generator = copies.generate(connection, cases=cases, seed=seed)
            result["seconds_to_fill"] = time.monotonic() - start
            for original, copy in generator.examples.values():
                comparison.compare(connection, original, copy)
        people = personas.supervisors(connection)
        reporter = personas.reporter(connection)
        result |= {"database_bytes": _size(connection), "server": _version(connection)}
    result["frame"] = [asdict(timed) for timed in pages.measure_frame()]
    result["personas"] = [
        {
            "name": persona.name,
            "cases": persona.cases,
            "part": persona.part,
            "timed": [asdict(timed) for timed in pages.measure_persona(persona)],
            "plans": [asdict(plan) for plan in plans.plans_of(persona)],
        }
        for persona in people
    ]
    result["sending"] = [
        asdict(timed) for timed in pages.measure_sending(reporter, personas.area_of("large"))
    ]
    result |= {"memory": timing.memory_of(), "load": os.getloadavg()[0]}
    over_http, weights = served.measure(people)
    return result | {
        "served": [asdict(row) for row in over_http],
        "weights": [asdict(row) for row in weights],
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
