"""Writes what was found in lists: pairs, clusters, and the rows that could not be read. For their owner alone."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opennrm.country.linkage import LEVELS
from opennrm.linkage.encodings.files import create_private
from opennrm.linkage.rules import Agreement, Word

from .linking import WORDS, Found
from .reading import Problem
from .reasons import reasons_of

IN_WORDS = {Word.VERY_LIKELY: "very likely", Word.LIKELY: "likely", Word.POSSIBLE: "possibly"}
"""What people read: “very likely the same person”."""
_SIDE = ("list", "line", "id", "given_names", "family_name", "born")
_PAIR_HEADINGS = (
    "pair", "probability", "bits", "same_person", *(f"{name}_1" for name in _SIDE), *(f"{name}_2" for name in _SIDE),
    "cluster_1", "cluster_2", "agrees", "nearly_agrees", "differs", "note",
)  # fmt: skip
_CLUSTER_HEADINGS = ("cluster", "records", "weakest_probability", *_SIDE)
_PROBLEM_HEADINGS = ("list", "line", "what_happened", "reason")
_SAME_DAY = LEVELS["birth_date"].index("same_day")
_FORMULA = re.compile("[\ufeff\x00-\x20\x7f\xa0]*[=+\\-@|%\uff0b\uff0d\uff1d\uff20]|[\t\r\n]")
"""How what a spreadsheet would run begins, also after what it passes over."""


@dataclass(frozen=True)
class Files:
    """Where everything is written."""

    pairs: Path

    @property
    def clusters(self) -> Path:
        """Who belongs together."""
        return self._beside(".clusters.csv")

    @property
    def report(self) -> Path:
        """The report, to be opened in a browser."""
        return self._beside(".report.html")

    @property
    def problems(self) -> Path:
        """The rows that could not be read, with the reason."""
        return self._beside(".problems.csv")

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that may be written."""
        return self.pairs, self.clusters, self.report, self.problems

    def _beside(self, ending: str) -> Path:
        return self.pairs.with_name(self.pairs.stem + ending)


def write(found: Found, files: Files) -> None:
    """Write clusters and problems, and last the pairs: where they are, the others are too.

    :raises EncodingProblem: a file cannot be written, or is there already.
    """
    create_private(files.clusters, _csv(_CLUSTER_HEADINGS, _clusters(found)))
    if found.lists.problems:
        create_private(files.problems, _csv(_PROBLEM_HEADINGS, map(_problem, found.lists.problems)))
    create_private(files.pairs, _csv(_PAIR_HEADINGS, _pairs(found)))


def _pairs(found: Found) -> Iterator[Sequence[Any]]:
    pairs, clusters = found.pairs, found.clusters
    told = zip(
        pairs.left.tolist(),
        pairs.right.tolist(),
        found.probabilities.tolist(),
        pairs.sums.tolist(),
        found.words.tolist(),
        found.household.tolist(),
        (pairs.levels["birth_date"] == _SAME_DAY).tolist(),
        reasons_of(pairs.levels),
        strict=True,
    )
    for number, (left, right, probability, bits, word, household, same_day, reasons) in enumerate(
        told, start=1
    ):
        note = "" if not household else "perhaps twins" if same_day else "perhaps of one household"
        yield (
            number,
            f"{probability:.6f}",
            f"{bits:.2f}",
            IN_WORDS[WORDS[word]],
            *_side(found, left),
            *_side(found, right),
            clusters[left] or "",
            clusters[right] or "",
            reasons.get(Agreement.AGREES, ""),
            reasons.get(Agreement.NEARLY, ""),
            reasons.get(Agreement.DIFFERS, ""),
            note,
        )


def _side(found: Found, record: int) -> tuple[Any, ...]:
    place = found.lists.list_of(record)
    written = found.lists.table.written
    return (
        found.lists.each[place].path.name,
        found.lists.line_of(record),
        found.lists.ids[record],
        *(written(column, record) for column in _SIDE[3:]),
    )


def _clusters(found: Found) -> Iterator[Sequence[Any]]:
    clusters = found.clusters
    sizes = found.sizes
    members = found.members()
    for record in members.tolist():
        number = int(clusters[record])
        yield number, int(sizes[number]), f"{found.weakest[number]:.6f}", *_side(found, record)


def _problem(problem: Problem) -> Sequence[Any]:
    return problem.path.name, problem.line, "left out" if problem.is_left_out else "compared", problem.reason


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    # The mark by which spreadsheets know the encoding.
    text.write("\ufeff")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        if text.tell() > 1 << 16:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _cell(value: Any) -> Any:
    # A spreadsheet would run a name that begins like a formula.
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
