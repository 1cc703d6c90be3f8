"""How fast lists of cases are in each order and with each filter, and what a file of one costs: python -m bench.lists.

A supervisor of the largest agency, who sees a third of all cases, asks for the first page, and exports as many
cases as one file may hold. The memory is the most that Python held at once while the file was made: it must not grow
with the rows. Of a list only the time that the database works counts, which says something on a busy machine too.
"""

import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import psycopg

from . import installation

ROWS = (1000, 10_000)
PASSWORD = "seven lanterns under a quiet viaduct"


def _asked() -> Iterator[tuple[str, Any]]:
    """Lists by what they are narrowed to and how they stand, from what people ask for to what finds next to nothing."""
    from django.utils import timezone

    from opennrm.cases import next_steps
    from opennrm.country.pack import pack
    from opennrm.lists.rules import CONFIRMED, SCREENED, Order, Wanted

    area, level = pack().areas[1].code, list(pack().codes("risk_levels"))[-1]
    kind = next(iter(pack().codes("concern_kinds")))
    state = list(pack().identification.states)[-1]
    for order in Order:
        yield f"all, {order}", Wanted(order=order)
    one_by_one: dict[str, Any] = {
        "area": (area,), "sex": "male", "risk": (level,), "concern": (kind,), "identification": (state,),
        "holder": "nobody", "urgent": True, "overdue": True, "no_task": True, "no_limit": True, "age_to": 5,
    }  # fmt: skip
    for name, value in one_by_one.items():
        yield f"{name}, newest", Wanted(**{name: value})
    for step in next_steps.offered():
        yield f"next step {step}, newest", Wanted(step=(step,))
    yield "next steps screen and decide, newest", Wanted(step=("screen", "decide"))
    yield "overdue, due", Wanted(overdue=True, order=Order.DUE)
    yield "no task and no limit, newest", Wanted(no_task=True, no_limit=True)
    for happened in (SCREENED, CONFIRMED):
        this_month = timezone.localdate().replace(day=1)
        yield f"{happened} this month, newest", Wanted(happened=happened, happened_from=this_month)
    for order in Order:
        yield f"area, kind and age, {order}", Wanted(area=(area,), concern=(kind,), age_to=8, order=order)
        yield f"nothing fits, {order}", Wanted(area=(area,), risk=(level,), sex="male", age_to=0, order=order)


def _lists(client: Any, *, runs: int) -> Iterator[tuple[str, float]]:
    """Print how long each list takes; gives its name and how many milliseconds the database works for it."""
    from opennrm.web.lists.filters import address

    from .pages import _answered
    from .timing import timed

    click.echo("| list | p50 ms | p95 ms | database ms |")
    click.echo("|------|--------|--------|-------------|")
    for name, wanted in _asked():
        at = address(wanted)
        row = timed(name, lambda number, at=at: _answered(client.get(at)), runs=runs)
        click.echo(f"| {row.name} | {row.median:.0f} | {row.p95:.0f} | {row.backend_cpu or 0:.0f} |")
        yield name, row.backend_cpu or 0


def _files(token: str) -> Iterator[tuple[str, int, float, float]]:
    """Print what each file costs; gives its kind, how many rows it has, its seconds of processor and its megabytes."""
    from opennrm.lists.rules import EVERYTHING
    from opennrm.web.lists import files

    from .originals import entered

    click.echo("\n| file | cases | seconds | own processor, s | most memory, MB | file, kB |")
    click.echo("|------|-------|---------|------------------|-----------------|----------|")
    for kind in ("xlsx", "csv"):
        for rows in ROWS:
            start, own = time.perf_counter(), time.process_time()
            with entered(token) as actor:
                content, made = _file(files, actor, EVERYTHING, kind, rows)
            seconds, own = time.perf_counter() - start, time.process_time() - own
            # Watching memory makes everything slower, so it is done in a run of its own.
            tracemalloc.start()
            with entered(token) as actor:
                _file(files, actor, EVERYTHING, kind, rows)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            click.echo(
                f"| {kind} | {made:,} | {seconds:.1f} | {own:.1f} | {peak / 1e6:.1f} | {len(content) / 1000:.0f} |"
            )
            yield kind, made, own, peak / 1e6


def _file(files: Any, actor: Any, wanted: Any, kind: str, most: int) -> tuple[bytes, int]:
    """A file of the first so many cases, past the limits of the country pack."""
    from django.utils import timezone

    from opennrm.lists import exporting, queries

    now = timezone.now()
    made = files.File(kind=kind, password=PASSWORD, purpose="", filters=[], by=actor, at=now)

    def rows() -> Iterator[Any]:
        given = 0
        for chunk in queries.chunks(actor, wanted, size=exporting.AT_ONCE, at=now):
            yield from exporting._rows_of(actor, chunk, "")
            given += len(chunk)
            if given >= most:
                return

    return made.write(rows()), made.rows


def _missed(
    lists: Iterator[tuple[str, float]],
    files: Iterator[tuple[str, int, float, float]],
    *,
    most_database: float,
    most_growth: float,
    most_seconds: float,
) -> Iterator[str]:
    """What misses its limit, in words."""
    for name, milliseconds in lists:
        if milliseconds > most_database:
            yield f"The database works {milliseconds:.0f} ms for the list “{name}”."
    smallest: dict[str, float] = {}
    for kind, rows, seconds, memory in files:
        if seconds > most_seconds:
            yield f"A file of {rows:,} rows ({kind}) takes {seconds:.1f} s of the processor."
        grown = memory - smallest.setdefault(kind, memory)
        if grown > most_growth:
            yield f"A file of {rows:,} rows ({kind}) takes {grown:.1f} MB more than a short one."


@click.command()
@click.option("--cases", default=31_000, show_default=True, type=click.IntRange(100))
@click.option(
    "--runs", default=20, show_default=True, type=click.IntRange(2), help="How often a list is asked for."
)
@click.option(
    "--most-database", default=400.0, show_default=True, help="Fail if a list takes the database more ms."
)
@click.option("--most-growth", default=8.0, show_default=True,
              help="Fail if a long file takes so many MB more than a short one.")  # fmt: skip
@click.option(
    "--most-seconds", default=20.0, show_default=True, help="Fail if a file takes more s of the processor."
)
@click.option(
    "--state", type=click.Path(path_type=Path, file_okay=False), help="A folder to keep, and find again."
)
def main(
    cases: int, runs: int, state: Path | None, most_database: float, most_growth: float, most_seconds: float
) -> None:
    """Measure lists and files of lists on generated cases, and fail if a limit is missed."""
    with installation.installed(state):
        import django

        django.setup()
        from . import copies, pages
        from .personas import _worker

        with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
            if not connection.execute("SELECT EXISTS (SELECT FROM cases_case)").fetchone()[0]:  # type: ignore[index]
                copies.generate(connection, cases=cases, seed=1)
            connection.execute("ANALYZE")
        worker = _worker("Supervisor large")
        token = worker.sign_in()
        missed = list(
            _missed(
                _lists(pages.browser(token), runs=runs),
                _files(token),
                most_database=most_database,
                most_growth=most_growth,
                most_seconds=most_seconds,
            )
        )
    if missed:
        raise click.ClickException(" ".join(missed))


if __name__ == "__main__":
    main()
