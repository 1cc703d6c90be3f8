"""What the time of a check while typing tells: python -m bench.linkage.probe_time [--probes 500].

Somebody types a child whom 60 hidden children are like in name and date of birth, and one whom nobody is like, in
random order. The medians of both must not be further apart than 5 ms. Measured for a caseworker with 600 cases, for one
with few, and for a supervisor, who finds by tokens. A check is what a page does: it looks, records that it looked, and
notes what was typed. The limits for how often one may look are left out.
"""

import os
import random
import time
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import Any

import click
import psycopg

from bench import installation
from bench.search_time import CASES, HELD_BY_FEW, HELD_BY_MANY, auc, caseworker, hide_children, supervisor

HIDDEN, ABSENT = ("Zephaniah", "Quillonbury"), ("Ebenezer", "Quarrendale")
BORN = "2012-04-09"


def _known(names: tuple[str, str]) -> Any:
    from opennrm.people.known import Known

    given, family = names
    texts = {"given_names": given, "family_name": family, "birth_date": BORN}
    return Known(texts=texts, telephones=(), sex="", area="", age=None, on=date(2026, 1, 1))


def _keys_to_meet() -> Iterable[tuple[str, str]]:
    from opennrm.people import known

    return known.keys_to_meet(_known(HIDDEN))


def _probe(token: str, probes: int, dice: random.Random) -> tuple[list[float], list[float]]:
    from django.utils import timezone

    from bench.originals import entered
    from opennrm.linkage import duplicates
    from opennrm.linkage import probes as kept

    taken: dict[tuple[str, str], list[float]] = {HIDDEN: [], ABSENT: []}
    order = [HIDDEN, ABSENT] * probes
    dice.shuffle(order)
    for names in [*order[:10], *order]:
        start = time.perf_counter()
        with entered(token) as actor:
            found = duplicates.find(actor, _known(names))
            kept.note_typed(names, at=timezone.now())
        taken[names].append((time.perf_counter() - start) * 1000)
        if found.children:
            raise click.ClickException("A check found somebody whom it must not.")
    return taken[HIDDEN][-probes:], taken[ABSENT][-probes:]


@click.command()
@click.option(
    "--probes", default=500, show_default=True, type=click.IntRange(10), help="Checks of each kind."
)
@click.option(
    "--most-apart", default=5.0, show_default=True, help="Fail if medians are further apart, in ms."
)
def main(probes: int, most_apart: float) -> None:
    """Try to learn from the time of a check that hidden children are like the one who is typed."""
    apart = []
    with installation.installed(None, pages=False):
        import django

        django.setup()
        from bench import copies

        with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
            copies.generate(connection, cases=CASES, seed=1)
            hide_children(connection, _keys_to_meet())
            who = {f"a caseworker with {held} cases": caseworker(connection, held)
                   for held in (HELD_BY_MANY, HELD_BY_FEW)} | {"a supervisor": supervisor()}  # fmt: skip
        click.echo("| who types | hidden, p50 ms | absent, p50 ms | apart, ms | AUC |\n" + "|---" * 5 + "|")
        for name, token in who.items():
            hidden, absent = _probe(token, probes, random.Random(name))
            apart.append(abs(median(hidden) - median(absent)))
            medians = f"{median(hidden):.1f} | {median(absent):.1f} | {apart[-1]:.1f}"
            click.echo(f"| {name} | {medians} | {auc(hidden, absent):.3f} |")
    click.echo(f"\nLoad of the machine {os.getloadavg()[0]:.1f}, {probes} checks of each kind.")
    if max(apart) > most_apart:
        raise click.ClickException("The time of a check tells of hidden children.")


if __name__ == "__main__":
    main()
