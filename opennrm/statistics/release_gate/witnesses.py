"""A pair of tables that agree with everything published, kept as what each changes of the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Witness:
    """Two tables: the truth changed by `low_changes` in `low_cells`, and by `high_changes` in `high_cells`."""

    low_cells: NDArray[np.int64]
    low_changes: NDArray[np.int64]
    high_cells: NDArray[np.int64]
    high_changes: NDArray[np.int64]

    @classmethod
    def of(cls, low: NDArray[np.int64], high: NDArray[np.int64]) -> Witness:
        """The pair, from the changes of all cells."""
        below, above = np.flatnonzero(low), np.flatnonzero(high)
        return cls(below, low[below], above, high[above])

    def widths(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The cells in which the two tables may differ, and by how much they do."""
        if self.low_cells is self.high_cells:
            return self.low_cells, np.abs(self.high_changes - self.low_changes)
        cells = np.union1d(self.low_cells, self.high_cells)
        wide = np.zeros(len(cells), dtype=np.int64)
        wide[np.searchsorted(cells, self.high_cells)] += self.high_changes
        wide[np.searchsorted(cells, self.low_cells)] -= self.low_changes
        return cells, np.abs(wide)

    def touches(self, cell: int) -> bool:
        """Whether one of the two tables differs from the truth in this cell."""
        return bool((self.low_cells == cell).any() or (self.high_cells == cell).any())
