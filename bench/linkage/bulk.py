"""What `opennrm link` takes for a whole list, and how many pairs of the same person it finds.

python -m bench.linkage.bulk                                                our own engine
python -m bench.linkage.bulk --engine own --engine duckdb --engine spark     with the extra “linkage”

The people are those of `opennrm demo people`. Each engine runs as a process of its own, and is a row of a table.
"""

import csv
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from bench.linkage.accuracy import PACK, best_f1
from opennrm.invented.crowd import files

SEED = 9100
HEADINGS = (
    "| people | records | engine | CPU-s | clock, s | peak, MB | pairs | precision / recall of likely | best F1 |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of the processor with its children, seconds of the clock, and megabytes at the most."""

    processor: float
    clock: float
    memory: float


def run(people: Path, out: Path, engine: str) -> Cost:
    """Link a list, and tell what it took."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "opennrm.cli.main",
        "link",
        str(people),
        "--out",
        str(out),
        "--pack",
        str(PACK),
    ]
    subprocess.run(
        [*command, "--engine", engine, "--work", str(out.parent / "work")], check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(processor, time.perf_counter() - begun, after.ru_maxrss / 1000)


def quality(out: Path, truth: Path) -> tuple[int, float, float, float]:
    """How many pairs were found; precision and recall of those that are likely at least; the best F1."""
    numbers: dict[str, int] = {}
    with truth.open(encoding="utf-8", newline="") as file:
        person = {row["id"]: numbers.setdefault(row["person"], len(numbers)) for row in csv.DictReader(file)}
    persons = np.array(list(person.values()))
    place = {identity: number for number, identity in enumerate(person)}
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (place[row["id_1"]], place[row["id_2"]], float(row["bits"]), "likely" in row["same_person"])
            for row in csv.DictReader(file)
        ]
    left, right = (np.array([row[side] for row in rows]) for side in (0, 1))
    sums, likely = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    true = persons[left] == persons[right]
    sizes = np.unique(persons, return_counts=True)[1]
    right_ones = int((true & likely).sum())
    return (
        len(rows),
        right_ones / max(int(likely.sum()), 1),
        right_ones / int((sizes * (sizes - 1) // 2).sum()),
        best_f1(sums, left, right, persons).f1,
    )


@click.command()
@click.option("--records", type=int, multiple=True, default=(100_000,))
@click.option("--errors", type=click.Choice(list(files.RATES)), multiple=True, default=("hard", "moderate"))
@click.option("--engine", type=click.Choice(["own", "duckdb", "spark"]), multiple=True, default=("own",))
def main(records: tuple[int, ...], errors: tuple[str, ...], engine: tuple[str, ...]) -> None:
    """Print what linking takes, and what it finds."""
    click.echo(
        f"{os.cpu_count()} processors ({platform.machine()}), load {os.getloadavg()[0]:.0f}\n\n{HEADINGS}"
    )
    for number in records:
        for rate in errors:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                people, truth = folder / "people.csv", folder / "truth.csv"
                files.write(number, seed=SEED, errors=rate, out=people, truth=truth)
                for each in engine:
                    out = folder / f"{each}.csv"
                    cost = run(people, out, each)
                    pairs, precision, recall, f1 = quality(out, truth)
                    click.echo(
                        f"| {rate} | {number:,} | {each} | {cost.processor:.0f} | {cost.clock:.0f} | "
                        f"{cost.memory:.0f} | {pairs:,} | {precision:.3f} / {recall:.3f} | {f1:.3f} |"
                    )


if __name__ == "__main__":
    main()
