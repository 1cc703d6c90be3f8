"""Does the maximum of the likelihood exist, and is it only one? Decided exactly, in fractions.

Fienberg & Rinaldo (2012): with z a direction of the coefficients, the maximum fails to exist where the
likelihood rises for ever along some z, that is where the design's rows give nought on every cell that holds
people, nowhere more than nought on the empty cells, and less than nought on one. Whether there is such a z is
a linear program. The first condition leaves few dimensions (most often none), so the program is small enough
to be solved in fractions, without the tolerances of a solver in floating point.

Cells with a chosen term that nobody has are out of the model (see `fitting`), so they are left out here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from opennrm.statistics.hidden_population.tables import CaptureTable

Row = list[Fraction]
LARGE_PRIME = 2_147_483_647
FOUND = "The estimate exists and is the only one that fits best."
NO_MAXIMUM = (
    "The likelihood has no maximum: some overlaps are missing, so a term of the model has no finite best value, "
    "and its estimate cannot be used."
)
NOT_IDENTIFIABLE = (
    "Different numbers of hidden people fit the lists equally well: the model has more terms "
    "than the overlaps "
    "can tell apart."
)


@dataclass(frozen=True)
class Checks:
    """Findings on one model: `exists`, a finite maximum; `identifiable`, only one.

    `explanation` in plain words.
    """

    exists: bool
    identifiable: bool
    explanation: str


def check(table: CaptureTable, interactions: Sequence[int]) -> Checks:
    """Whether main effects with these interactions (bit sets of lists) have a finite and single maximum."""
    design, held = _design(table, interactions)
    endless = _recession_direction(design, held)
    if rank_of(design) < design.shape[1]:
        return Checks(exists=not endless, identifiable=False, explanation=NOT_IDENTIFIABLE)
    return Checks(exists=not endless, identifiable=True, explanation=NO_MAXIMUM if endless else FOUND)


def _design(table: CaptureTable, interactions: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Rows are the cells of the model, columns its finite terms; and which rows hold people."""
    singles = [1 << number for number in range(table.lists)]
    terms = [0, *singles, *interactions]
    empty = [term for term in terms if table.shared[term] == 0]
    finite = np.array([term for term in terms if table.shared[term] > 0])
    cells = np.array(
        [cell for cell in range(1, len(table.counts)) if not any(cell & term == term for term in empty)]
    )
    return (cells[:, None] & finite == finite).astype(np.int64), table.counts[cells] > 0


def rank_of(matrix: np.ndarray) -> int:
    """Rank of a matrix of whole numbers, exactly."""
    if _rank_modulo(matrix) == matrix.shape[1]:
        return matrix.shape[1]
    return matrix.shape[1] - len(_null_space(matrix))


def _rank_modulo(matrix: np.ndarray) -> int:
    """Rank over the integers modulo a large prime: never above the true rank, and quick."""
    rows = np.array(matrix, dtype=np.int64) % LARGE_PRIME
    rank = 0
    for column in range(rows.shape[1]):
        below = np.flatnonzero(rows[rank:, column])
        if not below.size:
            continue
        rows[[rank, rank + below[0]]] = rows[[rank + below[0], rank]]
        rows[rank] = rows[rank] * pow(int(rows[rank, column]), -1, LARGE_PRIME) % LARGE_PRIME
        rows[rank + 1 :] = (rows[rank + 1 :] - rows[rank + 1 :, column, None] * rows[rank]) % LARGE_PRIME
        rank += 1
        if rank == len(rows):
            break
    return rank


def _different(matrix: np.ndarray) -> list[tuple[int, ...]]:
    """Its rows, each once."""
    return sorted({tuple(row) for row in matrix.tolist()})


def _null_space(matrix: np.ndarray) -> list[Row]:
    """A basis of the vectors that the matrix takes to nought, in fractions."""
    columns = matrix.shape[1]
    rows = [[Fraction(value) for value in row] for row in _different(matrix)]
    pivots: list[int] = []
    for column in range(columns):
        place = len(pivots)
        found = next((number for number in range(place, len(rows)) if rows[number][column]), None)
        if found is None:
            continue
        rows[place], rows[found] = rows[found], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for number, row in enumerate(rows):
            if number != place and row[column]:
                factor = row[column]
                rows[number] = [value - factor * pivot for value, pivot in zip(row, rows[place], strict=True)]
        pivots.append(column)
    basis = []
    for free in (column for column in range(columns) if column not in pivots):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for place, pivot in enumerate(pivots):
            vector[pivot] = -rows[place][free]
        basis.append(vector)
    return basis


def _recession_direction(design: np.ndarray, held: np.ndarray) -> bool:
    """Whether some direction raises the likelihood without end."""
    inside = design[held]
    if len(inside) and _rank_modulo(inside) == design.shape[1]:
        return False
    basis = _null_space(inside)
    moves = {
        tuple(
            sum((mark * value for mark, value in zip(row, vector, strict=True)), Fraction(0))
            for vector in basis
        )
        for row in _different(design[~held])
    }
    return _can_fall([list(move) for move in sorted(moves) if any(move)])


def _can_fall(moves: list[Row]) -> bool:
    """Whether some u has every move . u at most nought and one below it: maximise the fall, to one a row.

    Simplex with Bland's rule from u = 0, which is feasible; u is split in two parts that are not negative.
    """
    if not moves:
        return False
    split = [[*move, *(-value for value in move)] for move in moves]
    rows = [[*move, Fraction(0)] for move in split] + [
        [*(-value for value in move), Fraction(1)] for move in split
    ]
    gains = [-sum(column, Fraction(0)) for column in zip(*split, strict=True)] + [Fraction(0)]
    width = len(gains) - 1
    outside, basic = list(range(width)), list(range(width, width + len(rows)))
    while True:
        entering = min(
            (place for place in range(width) if gains[place] > 0), key=lambda p: outside[p], default=None
        )
        if entering is None:
            return gains[-1] < 0
        limits = [(row[-1] / row[entering], basic[k], k) for k, row in enumerate(rows) if row[entering] > 0]
        if not limits:
            return True
        leaving = min(limits)[2]
        _pivot(rows, gains, leaving, entering)
        outside[entering], basic[leaving] = basic[leaving], outside[entering]


def _pivot(rows: list[Row], gains: Row, leaving: int, entering: int) -> None:
    """Exchange a basic variable (row) for one outside (column) in the condensed tableau, in place."""
    pivot = rows[leaving][entering]
    exchanged = [value / pivot for value in rows[leaving]]
    exchanged[entering] = 1 / pivot
    for row in [*(row for number, row in enumerate(rows) if number != leaving), gains]:
        factor = row[entering]
        if factor:
            row[entering] = Fraction(0)
            row[:] = [value - factor * share for value, share in zip(row, exchanged, strict=True)]
    rows[leaving] = exchanged
