"""The attacker: works out, from everything published together, what is closer to a person than it may be.

Cheap tests come first: published figures inside one another, then limits that follow statement by statement. Then
tables are sought that agree with everything published. They are kept in a pool, and two that differ enough in a
region prove it safe. A bound of the linear program that is too narrow refuses; what is not proven in time is refused.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .system import bounds_of, nested_differences
from .tables_sought import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from .statements import Region
    from .system import System

RANDOM_ROUNDS = 6


@dataclass(frozen=True)
class Question:
    """A set of atoms that nobody may work out more closely than `width`.

    Unless it is to be asked `always`, a group may be known exactly where it is known to be large.
    """

    atoms: NDArray[np.int64]
    width: int
    always: bool


@dataclass(frozen=True)
class Found:
    """What the attacker found: which questions are exposed, and for which no proof of safety was found."""

    exposed: tuple[int, ...] = ()
    unproven: tuple[int, ...] = ()
    differences: tuple[tuple[Region, Region], ...] = ()
    contradictory: bool = False
    pairs: Mapping[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)

    @property
    def safe(self) -> bool:
        """Whether nothing was found."""
        return not (self.exposed or self.unproven or self.differences or self.contradictory)


def attack(
    system: System,
    questions: Sequence[Question],
    *,
    before: System | None = None,
    new: Iterable[Region] = (),
    empty: NDArray[np.int64] | None = None,
    threshold: int,
    seconds: float = 60.0,
) -> Found:
    """Attack a system of statements. Stops at the first cheap test that finds something.

    The `new` regions are compared with all others, without the atoms that are `empty` by their meaning.
    `before` is the system without what is new. What it already gives away as closely is not held against the rest.
    """
    nobody = np.zeros(0, dtype=np.int64) if empty is None else empty
    known = bounds_of(before, most_people(before)) if before else None
    differences = tuple(
        (large, small)
        for large, small in nested_differences(system, new, threshold, nobody)
        if not _is_known(known, np.setdiff1d(system.regions[large], system.regions[small]))
    )
    if differences:
        return Found(differences=differences)
    search = _Search(system, before, questions, threshold, time.monotonic() + seconds)
    return search.by_bounds() or search.by_tables()


def _is_known(limits: tuple[NDArray[np.int64], NDArray[np.int64]] | None, atoms: NDArray[np.int64]) -> bool:
    """Whether limits that held before say exactly how many people are in these atoms."""
    return limits is not None and bool((limits[0][atoms] == limits[1][atoms]).all())


class _Search:
    """Gathers tables until each question has two that differ enough, or is found to be exposed."""

    def __init__(
        self,
        system: System,
        before: System | None,
        questions: Sequence[Question],
        threshold: int,
        until: float,
    ) -> None:
        self.system, self.before, self.questions = system, before, questions
        self.threshold, self.until = threshold, until
        self.most = most_people(system)
        self.settled: set[int] = set()
        self.pool: list[NDArray[np.int64]] = []

    def by_bounds(self) -> Found | None:
        """Whether limits that follow statement by statement are too narrow already."""
        low, high = bounds_of(self.system, self.most)
        if (low > high).any():
            return Found(contradictory=True)
        known = bounds_of(self.before, self.most) if self.before else None
        for number, of in enumerate(self.questions):
            least, greatest = int(low[of.atoms].sum()), int(high[of.atoms].sum())
            if not of.always and least >= self.threshold:
                self.settled.add(number)
            elif greatest - least < of.width:
                if known is None or self._wider(known, of.atoms, greatest - least):
                    return Found(exposed=(number,))
                self.settled.add(number)
        return None

    @staticmethod
    def _wider(
        limits: tuple[NDArray[np.int64], NDArray[np.int64]], at: NDArray[np.int64], width: int
    ) -> bool:
        return int(limits[1][at].sum()) - int(limits[0][at].sum()) > width

    def by_tables(self) -> Found:
        """Seek tables for all questions together, then for each that is left."""
        tables = Tables(self.system, self.most)
        self._add(tables, np.zeros(self.system.atoms))
        if not self.pool:
            return Found(unproven=tuple(self._open()))
        random = np.random.default_rng(1)
        for _ in range(RANDOM_ROUNDS):
            weights = np.zeros(self.system.atoms)
            for number in self._open():
                weights[self.questions[number].atoms] += random.choice([-1.0, 1.0])
            if not weights.any() or time.monotonic() > self.until:
                break
            self._add(tables, weights)
            self._add(tables, -weights)
        return self._one_by_one(tables)

    def _add(self, tables: Tables, weights: NDArray[np.float64]) -> None:
        table = tables.extreme(weights, self.until)
        if table is not None:
            self.pool.append(table)

    def _one_by_one(self, tables: Tables) -> Found:
        unproven: set[int] = set()
        while (rest := [at for at in self._open() if at not in unproven]) and time.monotonic() < self.until:
            number = rest[0]
            of = self.questions[number]
            weights = np.zeros(self.system.atoms)
            weights[of.atoms] = 1.0
            least, greatest = self._limits(tables, weights)
            if least is not None and greatest is not None and self._decided(number, least, greatest):
                if number not in self.settled:
                    return Found(exposed=(number,))
                continue
            self._add(tables, weights)
            self._add(tables, -weights)
            unproven.add(number)
        return Found(unproven=tuple(self._open()), pairs=self._pairs())

    def _limits(self, tables: Tables, weights: NDArray[np.float64]) -> tuple[int | None, int | None]:
        greatest, least = tables.limit(weights, self.until), tables.limit(-weights, self.until)
        return None if least is None else -least, greatest

    def _decided(self, number: int, least: int, greatest: int) -> bool:
        """Whether the limits settle the question: it is about many people, was known before, or is exposed."""
        of = self.questions[number]
        if not of.always and least >= self.threshold:
            self.settled.add(number)
            return True
        if greatest - least >= of.width:
            return False
        if self.before is not None:
            weights = np.zeros(self.system.atoms)
            weights[of.atoms] = 1.0
            low, high = self._limits(Tables(self.before, self.most), weights)
            if low is not None and high is not None and high - low <= greatest - least:
                self.settled.add(number)
        return True

    def _open(self) -> list[int]:
        """The questions for which no two tables of the pool differ enough."""
        if not self.pool:
            return [number for number in range(len(self.questions)) if number not in self.settled]
        tables = np.array(self.pool)
        return [
            number
            for number, of in enumerate(self.questions)
            if number not in self.settled and np.ptp(tables[:, of.atoms].sum(axis=1)) < of.width
        ]

    def _pairs(self) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """For each question the two tables of the pool that differ most in it."""
        found = {}
        for number, of in enumerate(self.questions):
            if number not in self.settled:
                sums = np.array([table[of.atoms].sum() for table in self.pool])
                found[number] = self.pool[int(sums.argmin())], self.pool[int(sums.argmax())]
        return found


def most_people(system: System) -> int:
    """More people than any statement speaks of: so many are taken to be where nothing says how many there are."""
    said = [high for _, weights, _, high in system.rows if high is not None and (weights == 1).all()]
    return 1_000 + max(said, default=0)
