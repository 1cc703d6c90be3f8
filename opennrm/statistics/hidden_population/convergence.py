"""Whether Markov chains have reached the same place: R-hat, effective sample size, split halves.

Gelman & Rubin (1992) with split chains (Gelman et al. 2013) and the effective sample size of Geyer's initial
monotone positive sequence (1992) over several chains (Stan's form). A posterior that has not converged is not
reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_R_HAT = 1.05
LEAST_EFFECTIVE = 400.0
# The medians of the first and the second half of all chains may differ by this share.
MOST_HALVES_APART = 0.05


@dataclass(frozen=True)
class Convergence:
    """Figures of several chains.

    `r_hat` is one where they agree; `effective` independent draws that they are worth; `halves` the medians
    of the first and the second half of all; `chains` and `draws` a chain.
    """

    r_hat: float
    effective: float
    halves: tuple[float, float]
    chains: int
    draws: int

    @property
    def reached(self) -> bool:
        """Whether the draws may be reported."""
        first, second = self.halves
        return (
            self.r_hat <= MOST_R_HAT
            and self.effective >= LEAST_EFFECTIVE
            and abs(first - second) <= MOST_HALVES_APART * min(first, second)
        )


def convergence_of(draws: np.ndarray) -> Convergence:
    """Convergence figures of positive draws (chains, draws), judged on their logarithms."""
    chains, length = draws.shape
    half = length // 2
    split = np.log(np.concatenate([draws[:, :half], draws[:, length - half :]]))
    return Convergence(
        r_hat=_r_hat(split),
        effective=_effective(split),
        halves=(float(np.median(draws[:, :half])), float(np.median(draws[:, length - half :]))),
        chains=chains,
        draws=length,
    )


def _variances(chains: np.ndarray) -> tuple[float, float]:
    """Variance within the chains, and the pooled estimate from within and between."""
    length = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = float(chains.mean(axis=1).var(ddof=1))
    return within, within * (length - 1) / length + between


def _r_hat(chains: np.ndarray) -> float:
    within, pooled = _variances(chains)
    if within == 0.0:
        return 1.0 if pooled == 0.0 else float("inf")
    return float(np.sqrt(pooled / within))


def _effective(chains: np.ndarray) -> float:
    count, length = chains.shape
    within, pooled = _variances(chains)
    if pooled == 0.0:
        return float(count * length)
    centred = chains - chains.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * length, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :length].mean(axis=0) / length
    correlation = 1.0 - (within - covariance * length / (length - 1)) / pooled
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    positive = np.flatnonzero(pairs <= 0)
    kept = np.minimum.accumulate(pairs[: positive[0] if positive.size else len(pairs)])
    time = max(2.0 * kept.sum() - 1.0, 1.0 / np.log10(max(count * length, 10)))
    return float(count * length / time)
