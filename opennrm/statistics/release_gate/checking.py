"""The gate itself: whether a table may be published after everything that is published already, and with which cells.

Whoever asks is told the rule and what to coarsen, never what is in a cell, and the same for nobody as for ten.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from .attack import Question, attack
from .releases import Release
from .sensitive import Sensitive, of_people
from .small_country import Form, proposal
from .statements import between, exact
from .suppression import suppress
from .system import TooLarge, system_of
from .verifying import faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .attack import Found
    from .grid import Grid
    from .reading import Asked
    from .statements import Region, Statement
    from .system import System

EXPOSES = "together with what is published already it would show a group of fewer than {threshold} {unit}."
ALONE = (
    "its cells cannot be hidden in such a way that nobody works out a group of fewer than {threshold} {unit}."
)
CONTRADICTS = "a figure in it differs from what is published already. A corrected figure shows who was added."
NO_PROOF = (
    "no proof of safety was found within {seconds:g} seconds. A table with fewer dimensions can be checked."
)
KNOWS = "an agency that knows its own {unit} could work out those of the others."


@dataclass(frozen=True)
class Verdict:
    """Whether a table passed. `reason` is for everybody; `cells` only for whoever may see small counts."""

    asked: Asked
    reason: str = ""
    cells: tuple[str, ...] = ()
    hidden: NDArray[np.bool_] | None = None
    release: Release | None = None

    @property
    def passes(self) -> bool:
        return self.release is not None

    @property
    def people_shown(self) -> int:
        """How many people stand in innermost cells that are shown."""
        if self.hidden is None:
            return 0
        leaves = tuple(slice(of.leaves) for of in self.asked.table.dimensions)
        return int(self.asked.table.counts[leaves][~self.hidden[leaves]].sum())


def check(asked: Asked, releases: Sequence[Release], grid: Grid) -> Verdict:
    """Check one table against all releases of its unit."""
    proposed = proposal(asked, grid.rules)
    if proposed.form is not Form.TABLE:
        return Verdict(asked, proposed.sentence)
    check_of = _Check(asked, releases, grid)
    return (
        check_of.contradiction()
        or check_of.alone()
        or check_of.together()
        or check_of.for_agencies()
        or check_of.passed()
    )


class _Check:
    def __init__(self, asked: Asked, releases: Sequence[Release], grid: Grid) -> None:
        self.asked, self.releases, self.grid = asked, releases, grid
        self.until = time.monotonic() + grid.seconds
        self.regions = _regions(asked, grid)
        self.counts = asked.table.counts.ravel()
        self.statements: list[Statement] = [exact(of, 0) for of in grid.impossible]
        self.statements += [said for of in releases for said in of.statements]
        self.published = {said.parts[0][0]: said.low for said in self.statements if said.exact}
        self.hidden = np.zeros(asked.table.shape, dtype=bool)
        self.sensitive: Sensitive

    def contradiction(self) -> Verdict | None:
        """Refuse a figure that was published with another value."""
        differing = [
            cell
            for cell, where in enumerate(self.regions)
            if self.published.get(where, self.counts[cell]) != self.counts[cell]
        ]
        return self._refused(CONTRADICTS, differing) if differing else None

    def alone(self) -> Verdict | None:
        """Hide what must be hidden for the table alone, and verify the proofs."""
        shape = self.asked.table.shape
        fixed = np.array([of in self.published for of in self.regions]).reshape(shape)
        earlier = {where for of in self.releases for where in of.hidden}
        already = np.array([of in earlier for of in self.regions]).reshape(shape)
        impossible = np.array([_within(of, self.grid.impossible) for of in self.regions]).reshape(shape)
        found = of_people(
            self.asked.table, self.grid.rules, by_agency=self.asked.by_agency, impossible=impossible
        )
        self.sensitive = Sensitive(found.cells & ~fixed, found.widths, found.impossible)
        result = suppress(
            self.asked.table,
            self.sensitive,
            fixed=fixed,
            already_hidden=already,
            seconds=self.grid.seconds / 2,
        )
        self.hidden = result.hidden
        wrong = faults(
            self.asked.table, self.sensitive.cells, self.sensitive.widths, result.hidden, result.witnesses
        )
        if wrong:
            return self._refused(ALONE if time.monotonic() < self.until else NO_PROOF, wrong)
        return None

    def together(self) -> Verdict | None:
        """Attack the table together with everything published."""
        if not any(of.statements for of in self.releases):
            return None
        new = self._new_statements()
        protected = self._protected() + [pair for of in self.releases for pair in of.protected]
        return self._attacked(new, protected, EXPOSES, atoms=True)

    def for_agencies(self) -> Verdict | None:
        """Attack it as each agency could that knows its own part."""
        if self.asked.by_agency is None:
            return None
        leaves = tuple(slice(of.leaves) for of in self.asked.table.dimensions)
        numbers = np.arange(self.asked.table.cells).reshape(self.asked.table.shape)[leaves].ravel()
        protected = [(where, self.grid.rules.own_width) for where, _ in self._protected()]
        for own in self.asked.by_agency:
            known = [
                between(self.regions[cell], count, None)
                for cell, count in zip(numbers.tolist(), own.ravel().tolist(), strict=True)
                if count
            ]
            refused = self._attacked([*self._new_statements(), *known], protected, KNOWS, atoms=False)
            if refused:
                return refused
        return None

    def passed(self) -> Verdict:
        """The verdict, with what the log is to keep."""
        hidden = tuple(self.regions[cell] for cell in np.flatnonzero(self.hidden).tolist())
        release = Release(
            self.asked.title, self.asked.unit, tuple(self._new_statements()), hidden, tuple(self._protected())
        )
        return Verdict(self.asked, hidden=self.hidden, release=release)

    def _new_statements(self) -> list[Statement]:
        shown = np.flatnonzero(~self.hidden).tolist()
        return [exact(self.regions[cell], int(self.counts[cell])) for cell in shown]

    def _protected(self) -> list[tuple[Region, int]]:
        widths = self.sensitive.widths.ravel()
        return [
            (self.regions[cell], int(widths[cell])) for cell in np.flatnonzero(self.sensitive.cells).tolist()
        ]

    def _attacked(
        self, new: Sequence[Statement], protected: Sequence[tuple[Region, int]], reason: str, *, atoms: bool
    ) -> Verdict | None:
        try:
            system = system_of(
                [*self.statements, *new],
                self.grid.values,
                also=[*(where for where, _ in protected), *self.grid.impossible],
            )
        except TooLarge:
            return self._refused(NO_PROOF, ())
        questions = [Question(system.regions[where], width, always=True) for where, width in protected]
        empty = _atoms_in(system, self.grid.impossible)
        if atoms:
            width = self.grid.rules.width
            questions += [Question(np.array([atom]), width, always=False) for atom in range(system.atoms)]
        found = attack(
            system,
            questions,
            before=system.first(len(dict.fromkeys(self.statements))),
            new=[of.parts[0][0] for of in new if of.exact and of.parts[0][0] not in self.published]
            if atoms
            else (),
            empty=empty,
            threshold=self.grid.rules.threshold,
            seconds=max(1.0, self.until - time.monotonic()),
        )
        return None if found.safe else self._refused_by(found, protected, reason)

    def _refused_by(self, found: Found, protected: Sequence[tuple[Region, int]], reason: str) -> Verdict:
        if found.contradictory:
            return self._refused(CONTRADICTS, ())
        if found.unproven:
            reason = NO_PROOF
        regions = [protected[at][0] for at in (*found.exposed, *found.unproven) if at < len(protected)]
        said = [_words(of) for of in regions]
        said += [f"{_words(large)} less {_words(small)}" for large, small in found.differences]
        return self._refused(reason, (), said)

    def _refused(self, reason: str, cells: Sequence[int], said: Sequence[str] = ()) -> Verdict:
        rules = self.grid.rules
        words = reason.format(threshold=rules.threshold, unit=self.asked.unit, seconds=self.grid.seconds)
        named = tuple(", ".join(self.asked.table.named(cell)) for cell in cells)
        return Verdict(self.asked, f"“{self.asked.title}” cannot be published: {words}", (*named, *said))


def _regions(asked: Asked, grid: Grid) -> list[Region]:
    """The region of each cell, margins too."""
    sides = []
    for of in asked.table.dimensions:
        scale = grid.scale(of.name)
        leaves = [scale.values_of(category) for category in of.categories[: of.leaves]]
        sides.append([frozenset().union(*(leaves[at] for at in np.flatnonzero(row))) for row in of.members])
    names = [of.name for of in asked.table.dimensions]
    return [grid.region(dict(zip(names, values, strict=True))) for values in product(*sides)]


def _within(where: Region, impossible: Sequence[Region]) -> bool:
    named = dict(where)
    return any(all(name in named and named[name] <= of for name, of in nobody) for nobody in impossible)


def _atoms_in(system: System, regions: Sequence[Region]) -> NDArray[np.int64]:
    parts = [system.regions[of] for of in regions]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


def _words(where: Region) -> str:
    return "; ".join(f"{name}: {', '.join(sorted(of))}" for name, of in where) or "everybody"
