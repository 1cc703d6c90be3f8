"""`opennrm learn-weights`: better weights for finding the same child again, learned from a list."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from opennrm.linkage.learning import Learned
    from opennrm.linkage.model import Model


@click.command(name="learn-weights")
@click.argument("people", metavar="LIST", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--decided",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Pairs that people decided: a CSV file with the columns left, right and verdict (same or different).",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file for the weights. The frequencies of names go into a file beside it.",
)
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="OPENNRM_COUNTRY_PACK",
    required=True,
    help="The folder of the country pack, with the weights to start from.  [or: OPENNRM_COUNTRY_PACK]",
)
@click.option("--version", "name", help="The name of the version. Without it, the day and a few letters.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same weights.",
)
def command(people: Path, decided: Path | None, out: Path, folder: Path, name: str | None, seed: int) -> None:
    """Learn the weights of the comparison model from LIST.

    LIST is a CSV file of people, with the columns that `opennrm demo people` writes. The column `id` has to be
    there, and at least one of the others. With fewer than 50 decided pairs that are the same, the weights are learned
    from the list alone. From 50 on, they are counted in the decided pairs.

    The files that are written contain how frequent names are in your list. Only you can read them. Do not publish
    them, and do not put them into a country pack.
    """
    from opennrm.country.linkage import NAME_OF_VERSION
    from opennrm.country.problems import PackInvalid
    from opennrm.linkage import versions
    from opennrm.linkage.lists import ListRefused

    if name and not re.fullmatch(NAME_OF_VERSION, name):
        raise click.ClickException(
            f"“{name}” cannot name a version. Use small letters, digits, full stops and hyphens, 40 at most."
        )
    if {out.resolve(), versions.beside(out).resolve()} & {
        path.resolve() for path in (people, decided) if path
    }:
        raise click.UsageError("The weights would be written over a list. Name another file.")
    try:
        learned = _learn(people, decided, _start(folder), name, seed)
        beside = versions.write(learned, out, on=date.today())  # noqa: DTZ011 - the day where the command runs
    except (ListRefused, PackInvalid) as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}. Choose another file.") from None
    click.echo(_summary(learned, out, beside))


def _start(folder: Path) -> Model:
    from opennrm.contexts import vocabulary
    from opennrm.country.pack import load
    from opennrm.linkage.model import Model

    return Model.of(load(folder, vocabulary()).linkage)


def _learn(people: Path, decided: Path | None, start: Model, name: str | None, seed: int) -> Learned:
    from dataclasses import replace

    from opennrm.linkage import learning, lists, versions
    from opennrm.linkage.columns import columns_of

    places: dict[str, int] = {}

    def records():
        for place, (identity, record) in enumerate(lists.read_list(people)):
            places[identity] = place
            yield record

    columns = columns_of(records(), start.variants)
    if len(columns) < 2:
        raise lists.ListRefused(
            f"{people}: There are fewer than two people in the list. Choose a longer one."
        )
    pairs = []
    for pair in lists.read_decided(decided) if decided else []:
        for identity in (pair.left, pair.right):
            if identity not in places:
                raise lists.ListRefused(
                    f"{decided}: “{identity}” is not in the list. Remove the pair, or correct the id."
                )
        pairs.append((places[pair.left], places[pair.right], pair.is_same))
    learned = learning.learn(columns, start, version=name or "unnamed", seed=seed, decided=pairs)
    if name is None:
        named = replace(learned.model.weights, version=versions.name_of_version(learned, date.today()))  # noqa: DTZ011
        learned = replace(learned, model=replace(learned.model, weights=named))
    return learned


def _summary(learned: Learned, out: Path, beside: Path) -> str:
    from opennrm.linkage.learning import ENOUGH_DECIDED

    if learned.way == "decided":
        way = f"counted in {learned.decided:,} decided pairs"
    else:
        way = f"learned from the list alone, since fewer than {ENOUGH_DECIDED} decided pairs are the same"
    return (
        f"Version {learned.model.version}: {way}, from {learned.records:,} people.\n"
        f"Written to {out} and {beside}. Only you can read them. Keep them in the country."
    )
