"""How long the release gate takes for large tables, and whether an independent attacker finds anything.

Run with `python -m bench.release_gate [CELLS]`, CELLS being one of 108, 1080, 10206 (the default) and 104832. It ends
with an error if a sensitive cell is not proven, if the attacker finds one, or if ten years of releases expose somebody.
All people are invented.
"""

from __future__ import annotations

import resource
import sys
import time
from itertools import combinations

import numpy as np

from opennrm.statistics.release_gate.checking import check
from opennrm.statistics.release_gate.grid import Grid, grid_of
from opennrm.statistics.release_gate.reading import Asked, dimension_of
from opennrm.statistics.release_gate.releases import Release
from opennrm.statistics.release_gate.sensitive import Sensitive
from opennrm.statistics.release_gate.solver import Program
from opennrm.statistics.release_gate.suppression import suppress
from opennrm.statistics.release_gate.tables import Dimension, Table
from opennrm.statistics.release_gate.verifying import faults

SHAPES = {
    108: [(3, 0), (2, 0), (2, 0), (2, 0)],
    1080: [(6, 2), (5, 0), (4, 0), (3, 0)],
    10206: [(14, 3), (8, 0), (8, 0), (6, 0)],
    104832: [(30, 5), (15, 0), (13, 0), (12, 0)],
}
MEAN, THRESHOLD, WIDTH = 60, 11, 10
MOST_SECONDS = 900
QUICK, SAMPLE, ROUNDS = 2_000, 20, 20
AREAS, PEOPLE = 14, 20_000


def world(sizes: list[tuple[int, int]], mean: float) -> Table:
    """An invented table: skewed margins, and a Poisson count in each innermost cell."""
    random = np.random.default_rng(1)
    dimensions, expected = [], np.ones(())
    for axis, (size, groups) in enumerate(sizes):
        leaves = [f"{axis}.{at}" for at in range(size)]
        parts = np.array_split(np.array(leaves), groups) if groups else []
        named = {f"group {at}": [str(of) for of in part] for at, part in enumerate(parts)}
        dimensions.append(Dimension.of(f"dimension {axis}", leaves, named))
        weights = random.lognormal(0, 1, size)
        expected = np.multiply.outer(expected, weights / weights.mean())
    return Table.of(dimensions, random.poisson(expected * mean).astype(np.int64))


def one_table(cells: int) -> bool:
    """Suppress a table, verify every proof, and let the attacker try a sample of the sensitive cells."""
    table = world(SHAPES[cells], MEAN)
    widths = np.full(table.shape, WIDTH, dtype=np.int64)
    sensitive = Sensitive(table.counts < THRESHOLD, widths, np.zeros(table.shape, dtype=bool))
    clock, processor = time.monotonic(), time.process_time()
    found = suppress(table, sensitive, seconds=MOST_SECONDS)
    hidden = time.process_time() - processor
    wrong = faults(table, sensitive.cells, widths, found.hidden, found.witnesses)
    seconds, processor = time.monotonic() - clock, time.process_time() - processor
    print(
        f"{table.cells:,} cells: {sensitive.cells.sum():,} sensitive, {found.hidden.sum():,} hidden, "
        f"{len(wrong)} not proven; {seconds:.1f} s, processor {processor:.1f} s ({hidden:.1f} s to hide, the rest to "
        f"verify), {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB",
        flush=True,
    )
    return not wrong and attacked(table, found.hidden)


def attacked(table: Table, hidden: np.ndarray) -> bool:
    """Attack every cell by limits that follow from row to row, and a sample by programs where these are quick."""
    low, high = limits(table, hidden)
    sensitive = np.flatnonzero((table.counts < THRESHOLD).ravel())
    narrow = int(((high - low).ravel()[sensitive] < WIDTH).sum())
    print(f"The attacker by limits, on all {len(sensitive):,} sensitive cells: {narrow} exposed.", flush=True)
    if table.cells <= QUICK:
        chosen = np.random.default_rng(2).choice(sensitive, min(SAMPLE, len(sensitive)), replace=False)
        exposed = sum(_width(table, hidden, int(cell)) < WIDTH for cell in chosen)
        print(
            f"The attacker by linear programs, on {len(chosen)} sensitive cells: {exposed} exposed.",
            flush=True,
        )
        narrow += exposed
    return not narrow


def limits(table: Table, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest that each cell can be, as far as one sum after the other says."""
    low = np.where(hidden, 0, table.counts)
    high = np.where(hidden, table.counts.max(), table.counts)
    for _ in range(ROUNDS):
        for axis, of in enumerate(table.dimensions):
            least, greatest = np.moveaxis(low, axis, 0), np.moveaxis(high, axis, 0)
            for parent, below in of.families:
                parts = list(below)
                least[parent] = np.maximum(least[parent], least[parts].sum(axis=0))
                greatest[parent] = np.minimum(greatest[parent], greatest[parts].sum(axis=0))
                others_low = least[parts].sum(axis=0) - least[parts]
                others_high = greatest[parts].sum(axis=0) - greatest[parts]
                greatest[parts] = np.minimum(greatest[parts], greatest[parent] - others_low)
                least[parts] = np.maximum(least[parts], least[parent] - others_high)
    return low, high


def _width(table: Table, hidden: np.ndarray, cell: int) -> float:
    """The width of a cell, by a linear program over the innermost cells."""
    leaves = tuple(of.leaves for of in table.dimensions)
    numbers = np.arange(np.prod(leaves)).reshape(leaves)
    members = [of.members.astype(bool) for of in table.dimensions]
    program = Program("GLOP")
    for _ in range(numbers.size):
        program.whole(0, None)

    def inside(of: int) -> list[int]:
        at = np.unravel_index(of, table.shape)
        chosen = [np.flatnonzero(part[node]) for part, node in zip(members, at, strict=True)]
        return numbers[np.ix_(*chosen)].ravel().tolist()

    for shown in np.flatnonzero(~hidden.ravel()).tolist():
        program.equal(dict.fromkeys(inside(shown), 1), int(table.counts.flat[shown]))
    weights = np.zeros(numbers.size)
    weights[inside(cell)] = 1
    ends = []
    for sign in (1, -1):
        program.greatest((sign * weights).tolist(), 60)
        ends.append(program.value)
    return sum(ends) + 1e-6


def ten_years() -> bool:
    """Release tables of one and two dimensions of a fixed grid, each attacked together with all before it."""
    sizes = {"block": 3, "area": AREAS, "age": 3, "origin": 3, "form": 4}
    values = {name: [f"{name} {at}" for at in range(size)] for name, size in sizes.items()}
    dimensions = {name: {"values": of} for name, of in values.items()}
    parts = np.array_split(np.array(values["area"]), 3)
    dimensions["area"]["groups"] = {f"county {at}": part.tolist() for at, part in enumerate(parts)}  # type: ignore[assignment]
    grid = grid_of({"dimensions": dimensions, "rules": {"group_percent": 100}, "seconds": 60})
    people = np.random.default_rng(3).poisson(PEOPLE / np.prod(list(sizes.values())), tuple(sizes.values()))
    releases: list[Release] = []
    refused, longest = 0, 0.0
    for names in [of for many in (1, 2) for of in combinations(sizes, many)]:
        asked = _asked(people, values, list(names), grid)
        clock = time.monotonic()
        verdict = check(asked, releases, grid)
        longest = max(longest, time.monotonic() - clock)
        if verdict.release:
            releases.append(verdict.release)
        else:
            refused += 1
    said = sum(len(of.statements) for of in releases)
    print(
        f"Ten years of a grid, {people.sum():,} people: {len(releases)} tables published with {said:,} figures, "
        f"{refused} refused; the longest check took {longest:.1f} s.",
        flush=True,
    )
    return longest <= grid.seconds * 1.5


def _asked(people: np.ndarray, values: dict[str, list[str]], names: list[str], grid: Grid) -> Asked:
    left_out = tuple(axis for axis, name in enumerate(values) if name not in names)
    table = Table.of([dimension_of(grid, name, values[name]) for name in names], people.sum(axis=left_out))
    return Asked(" by ".join(names), "people", table, None, ())


def main() -> None:
    """Run both, and fail where one fails."""
    cells = int(sys.argv[1]) if len(sys.argv) > 1 else 10206
    good = [one_table(cells), ten_years()]
    if not all(good):
        raise SystemExit("The release gate missed what is demanded of it.")


if __name__ == "__main__":
    main()
