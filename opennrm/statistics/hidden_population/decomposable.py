"""Bayesian averaging over decomposable graphs (Madigan & York 1997; Johndrow, Lum & Ball 2015).

Lists are the vertices; an edge lets two lists depend on each other. Where the graph is decomposable and the
cell probabilities have a hyper-Dirichlet prior, the probability of the table with a supposed hidden number
has a closed form, a product over cliques divided by a product over separators. Summing over all graphs gives
the posterior of the size. The prior of the size is proportional to its reciprocal up to a bound, and how much
of the posterior sits at that bound is always reported, because the upper limits depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import LEVELS
from opennrm.statistics.hidden_population.sentences import gettext_noop
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused
from opennrm.statistics.hidden_population.transforms import log_gamma, pairs_of

MOST_LISTS = 6
BOUND_FACTOR = 10
# Sizes that the posterior is worked out at: fewer where six lists have eighteen thousand graphs.
MANY_GRID_POINTS, FEW_GRID_POINTS = 1200, 400
GRID_PART = 60
# A posterior that puts more than this on the last tenth below the bound is cut off, not finished.
MOST_AT_BOUND = 0.01


@dataclass(frozen=True)
class GraphAverage:
    """Posterior of the size of the whole population.

    `median` and `limits` (in the order of `LEVELS`); `graphs` how many were averaged; `best_graph` the
    likeliest graph's pairs as "A:B" and `best_weight` its posterior probability; `bound` the largest size
    allowed and `mass_at_bound` the posterior probability of the last tenth below it.
    """

    median: float
    limits: tuple[float, ...]
    graphs: int
    best_graph: tuple[str, ...]
    best_weight: float
    bound: int
    mass_at_bound: float

    @property
    def cut_off(self) -> bool:
        """Whether the bound, not the lists, sets the upper limits."""
        return self.mass_at_bound > MOST_AT_BOUND

    @property
    def note(self) -> str:
        """What to say beside the limits, if anything."""
        return f"cut off at {self.bound:,}" if self.cut_off else ""


def average_over_graphs(
    table: CaptureTable, *, largest_hidden: int | None = None, order: tuple[str, ...] | None = None
) -> GraphAverage:
    """Average over all decomposable graphs of up to six lists.

    `largest_hidden` bounds the hidden number, by default ten times the observed.

    :raises TableRefused: more than six lists.
    """
    if table.lists > MOST_LISTS:
        raise TableRefused(
            gettext_noop(
                "Graphs can be averaged for up to {most} lists, and there are {lists} here; merge lists."
            ),
            most=MOST_LISTS,
            lists=table.lists,
        )
    largest = largest_hidden or BOUND_FACTOR * table.observed
    hidden, widths = _grid(largest, points=FEW_GRID_POINTS if table.lists == MOST_LISTS else MANY_GRID_POINTS)
    edges, cliques = decomposable_graphs(table.lists)
    parts = _subset_scores(table, hidden)
    by_size, by_graph = _posterior(cliques, parts, _common(table, hidden) + np.log(widths))
    cumulated = by_size.cumsum()
    sizes = table.observed + hidden
    limits = tuple(float(np.interp(level / 100.0, cumulated - 0.5 * by_size, sizes)) for level in LEVELS)
    best = int(by_graph.argmax())
    return GraphAverage(
        median=limits[LEVELS.index(50.0)],
        limits=limits,
        graphs=len(edges),
        best_graph=tuple(
            table.label(pair, order)
            for place, pair in enumerate(pairs_of(table.lists))
            if int(edges[best]) >> place & 1
        ),
        best_weight=float(by_graph[best]),
        bound=table.observed + largest,
        mass_at_bound=float(by_size[hidden > 0.9 * largest].sum()),
    )


@cache
def decomposable_graphs(lists: int) -> tuple[np.ndarray, np.ndarray]:
    """All decomposable graphs: (G,) edges as bits in the order of `pairs_of`, and (G, 2**t) their factors.

    A graph is decomposable where vertices can be taken away one by one, each with neighbours that all know
    each other; each step multiplies by the vertex with its neighbours and divides by the neighbours alone.
    """
    pairs = pairs_of(lists)
    edges = np.arange(1 << len(pairs))
    neighbours = np.zeros((lists, len(edges)), dtype=np.int64)
    for place, pair in enumerate(pairs):
        first, second = (number for number in range(lists) if pair >> number & 1)
        neighbours[first] |= (edges >> place & 1) << second
        neighbours[second] |= (edges >> place & 1) << first
    left = np.full(len(edges), (1 << lists) - 1)
    factors = np.zeros((len(edges), 1 << lists), dtype=np.int8)
    for _ in range(lists):
        waiting = np.ones(len(edges), dtype=bool)
        for vertex in range(lists):
            around = neighbours[vertex] & left
            simplicial = waiting & (left >> vertex & 1 == 1)
            for other in range(lists):
                beside = around >> other & 1 == 1
                simplicial &= ~beside | (around & ~(neighbours[other] | 1 << other) == 0)
            taken = np.flatnonzero(simplicial)
            factors[taken, around[taken] | 1 << vertex] += 1
            factors[taken, around[taken]] -= 1
            left[taken] &= ~(1 << vertex)
            waiting[taken] = False
    complete = left == 0
    return edges[complete], factors[complete]


def _grid(largest: int, *, points: int) -> tuple[np.ndarray, np.ndarray]:
    """Hidden numbers (K,) from one to the bound, denser at the low end, and how many each stands for."""
    grid = np.array(sorted(set(np.round(np.geomspace(1, largest, points)).tolist())))
    middles = np.concatenate([[0.5], (grid[1:] + grid[:-1]) / 2.0, [largest + 0.5]])
    return grid, np.diff(middles)


def _common(table: CaptureTable, hidden: np.ndarray) -> np.ndarray:
    """The part (K,) that all graphs share: ways to have this table, and the prior 1 / size."""
    size = table.observed + hidden
    return log_gamma(size + 1.0) - log_gamma(hidden + 1.0) - np.log(size)


def _subset_scores(table: CaptureTable, hidden: np.ndarray) -> np.ndarray:
    """(2**t, K): for each set of lists the log Dirichlet-multinomial of the table over those lists alone.

    The prior weight of one person is shared out evenly over the cells, 2**-t each, so a table over c lists
    has 2**-c.
    """
    cells = np.arange(len(table.counts))
    total = log_gamma(np.array(1.0)) - log_gamma(table.observed + hidden + 1.0)
    scores = np.zeros((len(cells), len(hidden)))
    for subset in cells:
        margin = np.zeros(len(cells))
        np.add.at(margin, cells & subset, table.counts)
        prior = 1.0 / (1 << int(subset).bit_count())
        inside = np.flatnonzero(cells & ~subset == 0)
        held = margin[inside[inside > 0]]
        known = (log_gamma(held + prior) - log_gamma(np.array(prior))).sum()
        scores[subset] = known + log_gamma(margin[0] + hidden + prior) - log_gamma(np.array(prior)) + total
    return scores


def _posterior(factors: np.ndarray, parts: np.ndarray, common: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Posterior of the hidden number (K,) over all graphs, and of the graph (G,) over all numbers."""
    weights = factors.astype(float)
    by_size, by_graph = np.zeros(len(common)), np.zeros(len(factors))
    highest = -np.inf
    for start in range(0, len(common), GRID_PART):
        part = slice(start, start + GRID_PART)
        joint = weights @ parts[:, part] + common[part]
        peak = float(joint.max())
        if peak > highest:
            shrink = np.exp(highest - peak)
            by_size *= shrink
            by_graph *= shrink
            highest = peak
        shares = np.exp(joint - highest)
        by_size[part] = shares.sum(axis=0)
        by_graph += shares.sum(axis=1)
    return by_size / by_size.sum(), by_graph / by_graph.sum()
