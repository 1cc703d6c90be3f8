"""Latent classes of people who are alike in how they are found (Manrique-Vallier 2016, Biometrics 72).

A Dirichlet-process mixture, cut off at ten classes: within a class the lists are independent, so that
dependence between lists comes from people differing. Gibbs sampling with the hidden people as missing data;
the prior of the size is proportional to its reciprocal. People with the same history are allotted to classes
together, by a multinomial draw, which makes a step as cheap as the number of histories. Chains start far
apart, at least eight run side by side, and what has not converged is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import LEVELS, Progress
from opennrm.statistics.hidden_population.convergence import Convergence, convergence_of
from opennrm.statistics.hidden_population.sentences import Sentence, gettext_noop
from opennrm.statistics.hidden_population.tables import CaptureTable

CLASSES = 10
LEAST_CHAINS = 8
# Gamma prior of the concentration, as in the article.
CONCENTRATION_SHAPE = CONCENTRATION_RATE = 0.25
SMALLEST_SHARE = 1e-12
LEAST_START, MOST_START = 1.3, 15.0
DRAWS_BETWEEN_REPORTS = 200


class NotConverged(RuntimeError):
    """The chains disagree or are too short, so there is no posterior to report.

    The figures say how far off.
    """

    def __init__(self, convergence: Convergence) -> None:
        self.convergence = convergence
        self.sentence = Sentence(
            gettext_noop(
                "The latent-class chains have not converged (R-hat {r_hat}, effective draws {draws}); "
                "ask for more draws, or rely on the other methods."
            ),
            {"r_hat": f"{convergence.r_hat:.2f}", "draws": f"{convergence.effective:.0f}"},
        )
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class LatentClasses:
    """Posterior of the size: `median`, `limits` in the order of `LEVELS`, and how well the chains agree."""

    median: float
    limits: tuple[float, ...]
    convergence: Convergence

    @property
    def note(self) -> str:
        """The convergence figures, to stand beside the limits."""
        first, second = self.convergence.halves
        return (
            f"R-hat {self.convergence.r_hat:.3f}, {self.convergence.effective:,.0f} effective draws, "
            f"medians of the halves {first:,.0f} and {second:,.0f}"
        )


@dataclass
class _Chains:
    """The state of M chains over K classes and t lists, all drawn in step."""

    logarithms: np.ndarray  # (M, K) of the classes' shares
    capture: np.ndarray  # (M, K, t) chance that a list holds a person of the class
    concentration: np.ndarray  # (M,)


def latent_classes(
    table: CaptureTable,
    *,
    seed: int,
    chains: int = LEAST_CHAINS,
    draws: int = 10_000,
    burn_in: int = 3000,
    progress: Progress | None = None,
) -> LatentClasses:
    """Sample the size of the whole population.

    `draws` a chain are kept after `burn_in`; `chains` at least eight.

    :raises ValueError: fewer chains than eight.
    :raises NotConverged: R-hat above 1.05, fewer than 400 effective draws, or halves that differ by more than
    5 %.
    """
    if chains < LEAST_CHAINS:
        raise ValueError(f"Run at least {LEAST_CHAINS} chains; fewer cannot show whether they agree.")
    random = np.random.default_rng(seed)
    marks = (table.histories[:, None] >> np.arange(table.lists) & 1).astype(float)
    counts = table.counts[table.histories]
    state = _start(table, chains, random)
    sizes = np.empty((chains, draws))
    for number in range(burn_in + draws):
        hidden = _step(state, marks, counts, random)
        if number >= burn_in:
            sizes[:, number - burn_in] = table.observed + hidden
        if progress is not None and number % DRAWS_BETWEEN_REPORTS == 0:
            progress(number, burn_in + draws)
    convergence = convergence_of(sizes)
    if not convergence.reached:
        raise NotConverged(convergence)
    limits = tuple(float(value) for value in np.quantile(sizes, [level / 100.0 for level in LEVELS]))
    return LatentClasses(limits[LEVELS.index(50.0)], limits, convergence)


def _start(table: CaptureTable, chains: int, random: np.random.Generator) -> _Chains:
    """Starts far apart in the size, from little above the observed to many times it.

    Most people begin in one class. Chains that start with them spread over all classes at random stay for
    very long where a class holds the people of a single list and hardly anybody is hidden.
    """
    sizes = table.observed * np.geomspace(LEAST_START, MOST_START, chains)
    on_list = table.shared[1 << np.arange(table.lists)]
    departures = random.normal(0.0, 0.5, size=(chains, CLASSES, table.lists))
    departures[:, 0] = 0.0
    shares = np.full((chains, CLASSES), 0.1 / (CLASSES - 1))
    shares[:, 0] = 0.9
    return _Chains(
        logarithms=np.log(shares),
        capture=np.clip((on_list / sizes[:, None])[:, None, :] * np.exp(departures), SMALLEST_SHARE, 0.9),
        concentration=np.full(chains, 0.2),
    )


def _step(state: _Chains, marks: np.ndarray, counts: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """One sweep of all chains, in place; gives the hidden numbers (M,)."""
    caught, missed = np.log(state.capture), np.log1p(-state.capture)
    unseen = state.logarithms + missed.sum(axis=2)
    joint = unseen[:, None, :] + np.einsum("cj,mkj->mck", marks, caught - missed)
    allotted = random.multinomial(counts[None, :], _shares(joint))
    escape = np.clip(np.exp(unseen).sum(axis=1), SMALLEST_SHARE, 1.0 - 1e-9)
    hidden = random.negative_binomial(counts.sum(), 1.0 - escape)
    people = allotted.sum(axis=1) + random.multinomial(hidden, _shares(unseen))
    on_list = np.einsum("mck,cj->mkj", allotted, marks)
    capture = random.beta(1.0 + on_list, 1.0 + people[:, :, None] - on_list)
    state.capture = np.clip(capture, SMALLEST_SHARE, 1.0 - SMALLEST_SHARE)
    _draw_shares(state, people, random)
    return hidden


def _shares(logarithms: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis from their logarithms."""
    values = np.exp(logarithms - logarithms.max(axis=-1, keepdims=True))
    return values / values.sum(axis=-1, keepdims=True)


def _draw_shares(state: _Chains, people: np.ndarray, random: np.random.Generator) -> None:
    """Break the stick anew given how many people each class holds, then draw the concentration."""
    beyond = people[:, ::-1].cumsum(axis=1)[:, ::-1] - people
    pieces = random.beta(1.0 + people[:, :-1], state.concentration[:, None] + beyond[:, :-1])
    pieces = np.clip(pieces, SMALLEST_SHARE, 1.0 - SMALLEST_SHARE)
    rest = np.log1p(-pieces).cumsum(axis=1)
    state.logarithms[:, 0] = np.log(pieces[:, 0])
    state.logarithms[:, 1:-1] = np.log(pieces[:, 1:]) + rest[:, :-1]
    state.logarithms[:, -1] = rest[:, -1]
    rate = CONCENTRATION_RATE - rest[:, -1]
    state.concentration = random.gamma(CONCENTRATION_SHAPE + CLASSES - 1.0, 1.0 / rate)
