"""`opennrm release-check`: whether tables may be published, together with everything that is published already."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .encoding_problems import FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opennrm.statistics.release_gate.checking import Verdict
    from opennrm.statistics.release_gate.grid import Grid
    from opennrm.statistics.release_gate.log import LogFile
    from opennrm.statistics.release_gate.reading import Asked

REFUSED = 1


@click.command("release-check")
@click.argument("tables", metavar="[TABLES]...", type=FILE, nargs=-1)
@click.option(
    "--log", "log_path", metavar="LOG", type=FILE, required=True, help="The log of everything published."
)
@click.option(
    "--grid", "grid_path", metavar="GRID", type=FILE, help="A TOML file with the grid. Begins a new log."
)
@click.option(
    "--elsewhere",
    metavar="FIGURES",
    type=FILE,
    multiple=True,
    help="Enter figures that others published in the log.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=FILE,
    help="Write what may be published here, and enter it in the log. Without it nothing is entered.",
)
@click.option(
    "--seal", metavar="SEAL", help="Refuse a log that lacks this seal, which you noted the last time."
)
@click.option(
    "--small-counts",
    is_flag=True,
    help="Show which cells are the reason, and the smallest change that would pass. Only for who may see small counts.",
)
def command(
    tables: tuple[Path, ...],
    log_path: Path,
    grid_path: Path | None,
    elsewhere: tuple[Path, ...],
    out: Path | None,
    seal: str | None,
    small_counts: bool,
) -> None:
    """Check whether TABLES may be published, together with everything in the LOG.

    Each of the TABLES is a CSV file with a header, one column for each dimension and a column "count". Cells with few
    people are hidden, and others with them, until nobody can work the first ones out, with all other releases at hand
    too. A table for which this is not proven is refused. Then nothing is written and the exit status is 1.

    The guide "Checking tables before they are published" says how to write a grid and tables. The log and what
    --small-counts shows are as secret as the counts themselves.
    """
    from opennrm.statistics.release_gate.log import opened
    from opennrm.statistics.release_gate.tables import TableProblem

    if not tables and not elsewhere and not grid_path:
        raise click.UsageError(
            "Give TABLES to check, --elsewhere to enter figures, or --grid to begin a log."
        )
    try:
        new_grid = _grid_to_begin_with(log_path, grid_path)
        with opened(log_path) as log:
            grid = _begun(log, new_grid, seal)
            _enter_elsewhere(log, grid, elsewhere)
            refused = _checked(log, grid, tables, out, small_counts=small_counts)
            click.echo(f"The log has {len(log.entries)} entries. Note its seal: {log.last_seal[:16]}")
    except TableProblem as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}.") from problem
    if refused:
        raise SystemExit(REFUSED)


def _grid_to_begin_with(log_path: Path, grid_path: Path | None) -> Grid | None:
    """The grid of a file, read before the log is made, so that a bad grid begins no log."""
    from opennrm.statistics.release_gate.grid import read_grid
    from opennrm.statistics.release_gate.tables import TableProblem

    if grid_path is None:
        if not log_path.exists():
            raise TableProblem(f"There is no log {log_path}. Begin one with --grid.")
        return None
    if log_path.exists() and log_path.stat().st_size:
        raise TableProblem(f"The log {log_path.name} has its grid, which stays. Leave out --grid.")
    return read_grid(grid_path)


def _begun(log: LogFile, grid: Grid | None, seal: str | None) -> Grid:
    from opennrm.statistics.release_gate.grid import grid_of
    from opennrm.statistics.release_gate.log import LogProblem

    if seal is not None and not log.contains(seal):
        raise LogProblem(
            f"The log {log.path.name} has no entry with the seal {seal}. Entries are missing, or it is another log."
        )
    if not log.entries and grid is not None:
        log.append([{"kind": "grid", "day": _today(), "grid": dict(grid.data)}])
    if not log.entries or log.entries[0].get("kind") != "grid":
        raise LogProblem(f"The log {log.path.name} does not begin with a grid. Begin a new one with --grid.")
    return grid_of(log.entries[0]["grid"])


def _enter_elsewhere(log: LogFile, grid: Grid, paths: Sequence[Path]) -> None:
    from opennrm.statistics.release_gate.reading import read_elsewhere
    from opennrm.statistics.release_gate.releases import entry_elsewhere

    figures = [read_elsewhere(path, grid) for path in paths]
    if figures:
        log.append([entry_elsewhere(of, _today()) for of in figures])
    for of in figures:
        click.echo(f"Entered {len(of.statements)} figures of “{of.title}” ({of.source}).")


def _checked(
    log: LogFile, grid: Grid, paths: Sequence[Path], out: Path | None, *, small_counts: bool
) -> bool:
    """Check all tables, each after those before it. If one is refused, none is written."""
    from opennrm.statistics.release_gate.checking import check
    from opennrm.statistics.release_gate.reading import read_table
    from opennrm.statistics.release_gate.releases import releases_of

    asked = [read_table(path, grid) for path in paths]
    new: list[Verdict] = []
    for of in asked:
        earlier = releases_of(log.entries, of.unit)
        earlier += [done.release for done in new if done.release and done.release.unit == of.unit]
        verdict = check(of, earlier, grid)
        _say(verdict, small_counts=small_counts)
        if not verdict.passes:
            _say_what_to_coarsen(of, earlier, grid, small_counts=small_counts)
        new.append(verdict)
    refused = any(not verdict.passes for verdict in new)
    if out is not None and new:
        if refused:
            click.echo("Nothing was written, and nothing was entered in the log.")
        else:
            _write(log, [(path, verdict) for path, verdict in zip(paths, new, strict=True)], out)
    return refused


def _say(verdict: Verdict, *, small_counts: bool) -> None:
    if not verdict.passes or verdict.hidden is None:
        click.echo(verdict.reason)
        if small_counts and verdict.cells:
            click.echo("The cells that are the reason:\n" + "\n".join(f"  {of}" for of in verdict.cells[:20]))
            if len(verdict.cells) > 20:
                click.echo(f"  and {len(verdict.cells) - 20} more")
        return
    cells = verdict.asked.table.cells
    click.echo(
        f"“{verdict.asked.title}” may be published: {cells - verdict.hidden.sum()} of {cells} cells are shown."
    )


def _say_what_to_coarsen(asked: Asked, earlier: Sequence[Any], grid: Grid, *, small_counts: bool) -> None:
    from opennrm.statistics.release_gate.remedies import coarser, passing

    ways = [words for words, _ in coarser(asked, grid)]
    if ways and not small_counts:
        click.echo(f"Try: {', or '.join(ways)}.")
    if small_counts:
        found = passing(asked, earlier, grid)
        click.echo(
            f"This would pass: {found[0]}." if found else "No one or two steps of coarsening would pass."
        )


def _write(log: LogFile, passed: Sequence[tuple[Path, Verdict]], out: Path) -> None:
    """Enter the tables in the log, then write them. A table that is entered and not written is no leak."""
    from opennrm.statistics.release_gate.log import LogProblem

    out.mkdir(parents=True, exist_ok=True)
    files = [out / path.name for path, _ in passed]
    if len(set(files)) < len(files) or any(file.exists() for file in files):
        raise LogProblem(f"There is a file of the same name in {out}. Nothing is ever overwritten.")
    log.append([verdict.release.entry(_today()) for _, verdict in passed if verdict.release])
    for file, (_, verdict) in zip(files, passed, strict=True):
        _write_table(file, verdict)
        click.echo(f"Written: {file}")


def _write_table(path: Path, verdict: Verdict) -> None:
    from opennrm.statistics.release_gate.grid import NEUTRAL_SIGN

    table = verdict.asked.table
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(of.name for of in table.dimensions), "count"])
        for cell in range(table.cells):
            hidden = verdict.hidden is not None and verdict.hidden.flat[cell]
            writer.writerow([*table.named(cell), NEUTRAL_SIGN if hidden else int(table.counts.flat[cell])])


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
