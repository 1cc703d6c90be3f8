"""How far small changes of the lists move the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import Estimator
from opennrm.statistics.hidden_population.tables import CaptureTable
from opennrm.statistics.hidden_population.transforms import pairs_of

ODDS = (0.5, 2.0 / 3.0, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class WithoutList:
    """The estimate had one list never been kept.

    Its `name`, people still observed, and the size, infinite if none.
    """

    name: str
    observed: int
    estimate: float


@dataclass(frozen=True)
class OneCase:
    """The estimate had one overlapping case more or fewer.

    The capture `history` "A:B", `change` +1 or -1, the size.
    """

    history: str
    change: int
    estimate: float


def leave_each_list_out(
    table: CaptureTable, estimator: Callable[[CaptureTable], float]
) -> tuple[WithoutList, ...]:
    """Estimate again without each list; nothing with two lists, since one list has no overlap."""
    if table.lists < 3:
        return ()
    results = []
    for number, name in enumerate(table.names):
        smaller = table.without_list(number)
        results.append(WithoutList(name, smaller.observed, estimator(smaller.canonical())))
    return tuple(results)


def one_case_more_or_fewer(
    table: CaptureTable, estimator: Estimator, *, order: tuple[str, ...] | None = None
) -> tuple[OneCase, ...]:
    """Estimate again, selection repeated, with one person more or fewer on more than one list.

    Every overlapping history that occurs is tried both ways, and every pair of lists that nobody is on gets
    its first.
    """
    occurring = [int(history) for history in table.histories if int(history).bit_count() > 1]
    changes = [(history, change) for history in occurring for change in (-1, 1)]
    changes += [(pair, 1) for pair in pairs_of(table.lists) if table.counts[pair] == 0]
    tables = np.array([table.with_one_more(history, change=change).counts for history, change in changes])
    sizes = estimator(tables.astype(float))
    return tuple(
        OneCase(table.label(history, order), change, float(size))
        for (history, change), size in zip(changes, sizes, strict=True)
    )


def under_odds(observed: int, estimate: float) -> tuple[tuple[float, float], ...]:
    """Odds ratio of the unobserved cell and the size under it (Aleshin-Guendel, Sadinle & Wakefield 2021).

    No data can tell whether being on no list is as likely as the lists' observed dependence foretells. An
    odds ratio of two says that the hidden are twice as many as foretold.
    """
    return tuple((ratio, observed + ratio * (estimate - observed)) for ratio in ODDS)
