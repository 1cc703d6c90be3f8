"""What was measured, as text: for the terminal, and for docs/measurements.md."""

import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = Iterable[object]
COUNTING = "counting these figures, in the background"
PAGES = (
    "list of cases", "page of a case", "search by name", "search by telephone", "my work", "figures of the agency",
    COUNTING,
)  # fmt: skip
_ALLOWED_MILLISECONDS = 100

DRILLS = "\n## Drills\n"


def as_text(results: list[dict[str, Any]], *, command: str) -> str:
    """The whole report in Markdown, whose tables can also be read as they are."""
    parts = [_head(results, command)]
    for result in results:
        parts += [f"## {result['cases']:,} cases", *_of_size(result)]
    return "\n\n".join(parts) + "\n"


def _head(results: list[dict[str, Any]], command: str) -> str:
    first = results[0]
    today = datetime.now(UTC).date().isoformat()
    loads = ", ".join(f"{result['load']:.1f}" for result in results)
    return f"""# Measurements

How fast pages answer on generated cases of invented children. Made by `{command}` on {today};
run it again to compare. These figures are not a promise, and no test depends on them.

- Machine: {_machine()}.
- Database: PostgreSQL {first["server"]}, embedded, with the settings of an installation; the load of the machine
  while measuring was {loads}. If the load is higher than the number of processors, the clock times are longer than
  necessary. Compare the processor times instead.
- Each kind of case is created once through the product's own actions, and then copied. Each copy has its own ids,
  people, times and sealed values. One copy of each kind is compared with its original, column by column.
- The person who asks is a supervisor of an agency that leads, and so sees, the share of all cases that the tables
  show. Or it is a caseworker of the largest agency, who sees their own cases, 40 open ones and 600 others where there
  are so many, and those that nobody has taken.
  Sending a concern is measured for a reporter, who sees no cases.
- Times are in milliseconds: the median (p50), the time that one request in twenty exceeds (p95), and the mean
  processor time of the web process and of its database backends."""


def _machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    processors = f"{os.cpu_count()} processors ({platform.machine()})"
    return f"{processors}, {memory:.0f} GB of memory, Python {platform.python_version()}"


def _of_size(result: dict[str, Any]) -> Iterator[str]:
    filled = f", filled in {result['seconds_to_fill']:.0f} s" if "seconds_to_fill" in result else ""
    yield f"The database takes {result['database_bytes'] / 1e6:,.0f} MB{filled}."
    yield "### Pages"
    yield _table(["", "sees", "cases", *_TIMES], _page_rows(result["personas"]))
    yield "### A full case"
    yield from _full(result["full"])
    yield "### What every request costs, and sending a concern"
    yield _table(
        ["", *_TIMES], [_times(timed) for timed in [*result["frame"], *_entering(result), *result["sending"]]]
    )
    yield "### Over HTTP: the list of cases from the web server, one worker process"
    served = [
        [row["persona"], *map(_number, (row["median"], row["p95"], row["a_second"])), _whole(row["memory"])]
        for row in result["served"]
    ]
    yield _table(["", "p50", "p95", "lists a second, 4 browsers", "memory, MB"], served)
    yield "### Over HTTP: many people at once"
    yield from _crowd(result["crowd"])
    yield "### What a page weighs"
    weights = [[row["page"], _kilobytes(row["text"]), _kilobytes(row["assets"])] for row in result["weights"]]
    yield _table(["", "text, kB", "styles and scripts on a first visit, kB"], weights)
    yield "### How the database answers: the slowest queries of a page"
    yield _table(
        ["sees", "page", "table", "by", "blocks", "rows", "removed", "ms"], _plan_rows(result["personas"])
    )
    slow = [f"{name} for {sees}" for name, sees, p95 in _slow(result) if p95 > _ALLOWED_MILLISECONDS]
    yield f"Slower than {_ALLOWED_MILLISECONDS} ms in one request of twenty: {', '.join(slow) or 'nothing'}."


def _full(full: dict[str, Any]) -> Iterator[str]:
    contents = ", ".join(f"{number} {words}" for words, number in full["contents"].items())
    yield f"One case in which much has happened: {contents}."
    yield _table(["", "opened by", *_TIMES], [_of_reader(timed) for timed in full["timed"]])


def _of_reader(timed: dict[str, Any]) -> Row:
    name, *times = _times(timed)
    return [name, timed["reader"], *times]


def _crowd(crowd: dict[str, Any]) -> Iterator[str]:
    each = ", ".join(f"{page} {p95:.0f} ms" for page, p95 in crowd["p95_of"].items())
    yield (
        f"{crowd['people']} people are signed in, and {crowd['at_once']} of them ask at once, for {crowd['pages']} "
        f"pages of four kinds in random order. The web server has {crowd['processes']} processes. "
        f"Whoever asks runs on the same machine. p95 by page: {each}."
    )
    row = [
        *map(
            _number,
            (crowd["a_second"], crowd["median"], crowd["p95"], crowd["web_cpu"], crowd["database_cpu"]),
        ),
        _whole(crowd["memory"]),
    ]
    yield _table(["pages a second", "p50", "p95", "web", "database", "memory, MB"], [row])


_TIMES = ["p50", "p95", "web", "database", ""]


def _page_rows(personas: list[dict[str, Any]]) -> Iterator[Row]:
    for name in PAGES:
        for persona in personas:
            for timed in persona["timed"]:
                if timed["name"] == name:
                    yield [name, _part(persona), f"{persona['cases']:,}", *list(_times(timed))[1:]]


def _entering(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for persona in result["personas"]:
        yield {**persona["timed"][0], "name": f"entering the database, seeing {_part(persona)}"}


def _slow(result: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    for persona in result["personas"]:
        for timed in persona["timed"]:
            # Nobody waits for what is done in the background.
            if timed["name"] != COUNTING:
                yield timed["name"], _part(persona), timed["p95"]
    for timed in result["full"]["timed"]:
        yield f"{timed['name']}, if it is full,", timed["reader"], timed["p95"]
    for timed in result["sending"]:
        yield timed["name"], "a reporter", timed["p95"]


def _plan_rows(personas: list[dict[str, Any]]) -> Iterator[Row]:
    for persona in personas:
        for plan in persona["plans"]:
            yield [_part(persona), plan["page"], plan["table"], plan["access"], plan["blocks"], plan["rows"],
                   plan["removed"], _number(plan["milliseconds"])]  # fmt: skip


def _part(persona: dict[str, Any]) -> str:
    return f"{persona['part']:.2%}".replace("%", " %")


def _times(timed: dict[str, Any]) -> Row:
    numbers = (timed["median"], timed["p95"], timed["own_cpu"], timed["backend_cpu"])
    return [timed["name"], *map(_number, numbers), timed["note"]]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f}"


def _table(heads: list[str], rows: Iterable[Row]) -> str:
    cells = [heads, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def write(text: str, path: Path) -> None:
    """Replace the report that is kept with the product; what drills showed stays below it."""
    _report, heading, drills = path.read_text().partition(DRILLS)
    path.write_text(text.rstrip("\n") + "\n" + (heading + drills if heading else ""))
