"""What it costs to look for the same child while somebody types, and how often the child is found.

python -m bench.linkage.real_time                                    20,000 children, a few minutes
python -m bench.linkage.real_time --children 100000 --queries 300    the figures of docs/measurements.md

The children are those of `opennrm demo people`, of seeds that were never used to choose a weight. Each is a case of one
of five agencies, sealed and guarded as in service. Asked are: supervisors of a third and of a tenth of all cases, who
find by tokens, and caseworkers with 20 and with 600 cases, which are opened in memory. What is measured is the check
itself, `duplicates.find`, through both walls, with its event. Processor time is that of the web process and of its
database backend together.

A record that is asked for is another record of somebody whose record the asker sees. recall@10 is the share of them
that are among the ten that are shown; beside it stands what comparing with every record in sight would find.
"""

import os
import platform
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import click
import numpy as np
import psycopg

from bench import installation

if TYPE_CHECKING:
    from bench.linkage.children import Child
    from bench.mechanism import Mechanism, Worker

HELD_BY_MANY, HELD_BY_FEW = 600, 20
"""At most: of few records, one in six and one in sixty."""
SEED = 9003
ERRORS = ("moderate", "hard")


@dataclass(frozen=True)
class Asker:
    """Whoever asks, the token of their session, and whose records they see."""

    name: str
    token: str
    sees: Callable[["Child"], bool]


@dataclass(frozen=True)
class Asked:
    """What was measured of one asker: milliseconds of processor time and by the clock, and what was found."""

    cpu: list[float]
    wall: list[float]
    ranks: list[bool]
    everybody: list[bool]

    def row(self, name: str, errors: str, number: int, sees: int) -> str:
        """A row of the table."""
        cpu, wall = (np.percentile(each, [50, 95]) for each in (self.cpu, self.wall))
        return (
            f"| {errors} | {number:,} | {name} | {sees:,} | {len(self.cpu)} | {cpu[0]:.1f} / {cpu[1]:.1f} | "
            f"{wall[0]:.1f} / {wall[1]:.1f} | {np.mean(self.ranks):.3f} | {np.mean(self.everybody):.3f} |"
        )


def measure(errors: str, number: int, queries: int) -> list[str]:
    """Fill an empty installation with so many records, and ask; returns the rows of the table."""
    with installation.installed(None, pages=False):
        import django

        django.setup()
        return _measured(errors, number, queries)


def _measured(errors: str, number: int, queries: int) -> list[str]:
    from bench import mechanism
    from bench.linkage.children import Children

    made = mechanism.build(0)
    held_by_many, held_by_few = min(HELD_BY_MANY, number // 6), min(HELD_BY_FEW, number // 60)
    workers = {held: _caseworker(made, held) for held in (held_by_many, held_by_few)}
    with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
        children = Children(connection, made, {worker.caseload: held for held, worker in workers.items()})
        children.fill(number, seed=SEED, errors=errors)
        size = _tokens_a_child(connection, number)
    large = [child.case_id for child in children.listed if child.lead == "large"]
    # The first records of the largest agency went to its caseworkers, those of the last one in the list first.
    few, many = set(large[:held_by_few]), set(large[held_by_few : held_by_few + held_by_many])
    askers = [
        Asker("supervisor of a third", made.leads["large"].supervisor.sign_in(), lambda c: c.lead == "large"),
        Asker(
            "supervisor of a tenth", made.leads["middle"].supervisor.sign_in(), lambda c: c.lead == "middle"
        ),
        Asker("caseworker with many", workers[held_by_many].sign_in(), lambda c: c.case_id in many),
        Asker("caseworker with few", workers[held_by_few].sign_in(), lambda c: c.case_id in few),
    ]
    rows = []
    for asker in askers:
        in_sight = [child for child in children.listed if asker.sees(child)]
        asked = _ask(asker, children.listed, in_sight, queries)
        rows.append(asked.row(asker.name, errors, number, len(in_sight)))
    return [*rows, f"| {errors} | {number:,} | search tokens a child: {size:.1f} | | | | | | |"]


def _caseworker(made: "Mechanism", held: int) -> "Worker":
    """Somebody of the largest agency who sees nothing but what they hold."""
    from django.db import connections

    from bench.mechanism import _worker

    lead = made.leads["large"]
    worker = _worker(lead.agency, lead.caseworkers[0].membership.role, f"Holder of {held}")
    with connections["setup"].cursor() as cursor:
        cursor.execute("SET ROLE opennrm_owner")
        cursor.execute(
            "UPDATE agencies_membership SET takes_new_cases = false WHERE id = %s", [worker.membership.pk]
        )
        cursor.execute("RESET ROLE")
    return worker


def _tokens_a_child(connection: psycopg.Connection, number: int) -> float:
    row = connection.execute("SELECT count(*) FROM people_searchtoken").fetchone()
    return row[0] / number if row else 0.0


def _ask(asker: Asker, everybody: Sequence["Child"], in_sight: Sequence["Child"], queries: int) -> Asked:
    from bench.originals import entered
    from bench.timing import _backend_pids, _cpu_of
    from opennrm.linkage import duplicates

    dice = random.Random(asker.name)
    of_person: dict[int, set[UUID]] = defaultdict(set)
    for child in in_sight:
        of_person[child.person].add(child.case_id)
    # Another record of somebody in sight: what a colleague, or another agency, is told of the same child.
    again = [child for child in everybody if of_person[child.person] - {child.case_id}]
    asked = dice.sample(again, min(queries, len(again))) or dice.sample(list(everybody), 2)
    found, cpu, wall = [], [], []
    for child in [*asked[:3], *asked]:
        with entered(asker.token) as actor:
            pids = _backend_pids()
            started, own, backend = time.perf_counter(), time.process_time(), _cpu_of(pids) or 0
            shown = duplicates.find(actor, child.known, without=child.case_id).children
            cpu.append((time.process_time() - own) * 1e3 + ((_cpu_of(pids) or 0) - backend) / 1e6)
            wall.append((time.perf_counter() - started) * 1e3)
        found.append(bool({each.case.pk for each in shown} & of_person[child.person]))
    return Asked(cpu[3:], wall[3:], found[3:], _by_everybody(asked, in_sight, of_person))


def _by_everybody(
    asked: Sequence["Child"], in_sight: Sequence["Child"], of_person: dict[int, set[UUID]]
) -> list[bool]:
    """Whether comparing with every record in sight puts one of the same person among the ten best."""
    from opennrm.linkage import duplicates, opened
    from opennrm.linkage.columns import columns_of
    from opennrm.linkage.scoring import Scorer

    model = opened.model()
    columns = columns_of((opened.record_of(child.known) for child in [*in_sight, *asked]), model.variants)
    scorer, found = Scorer(columns, model), []
    for place, child in enumerate(asked, start=len(in_sight)):
        others = np.array(
            [number for number, other in enumerate(in_sight) if other.case_id != child.case_id],
            dtype=np.int64,
        )
        sums = scorer.scores(np.full(len(others), place), others).sums
        true = np.array([in_sight[number].case_id in of_person[child.person] for number in others])
        least = model.by_chance + model.thresholds.possible
        best = sums[true].max(initial=-np.inf)
        found.append(bool(best >= least and (sums[~true] >= best).sum() < duplicates.MOST_SHOWN))
    return found


@click.command()
@click.option("--children", type=click.IntRange(120), multiple=True, default=[20_000], show_default=True)
@click.option("--queries", type=click.IntRange(2), default=100, show_default=True, help="For each asker.")
@click.option(
    "--errors", type=click.Choice(ERRORS), multiple=True, default=ERRORS, help="How bad the records are."
)
def main(children: tuple[int, ...], queries: int, errors: tuple[str, ...]) -> None:
    """Print what a check costs and how often it finds the child."""
    click.echo(
        "| people | records | who asks | sees | checks | CPU p50 / p95 ms | clock p50 / p95 ms | recall@10 | "
        "comparing with everybody |\n" + "|---" * 9 + "|"
    )
    for number in children:
        for each in errors:
            click.echo("\n".join(measure(each, number, queries)))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    click.echo(
        f"\n{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}; load of the "
        f"machine {load}."
    )


if __name__ == "__main__":
    main()
