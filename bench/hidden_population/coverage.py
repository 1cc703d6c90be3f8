"""Ten thousand populations of known size: how often do the intervals hold it?

Each population is drawn from a known model, its lists from the population, and the whole procedure is run:
stepwise selection at 0.02, 1,000 bootstrap replications with the selection repeated, jackknife. One thread.

Run: python bench/hidden_population/coverage.py [populations a scenario]
"""

import sys
from time import process_time

from measure import DATA

sys.path.insert(0, str(DATA.parents[2]))

import numpy as np

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import LEVELS
from opennrm.statistics.hidden_population.models import fit_interactions
from opennrm.statistics.hidden_population.transforms import subset_sums

REPLICATIONS = 1000
KINDS = ("BCa", "percentile", "BCa, n drawn", "percentile, n drawn")
LEVEL_PAIRS = {"95": (2.5, 97.5), "80": (10.0, 90.0)}


def independent(chances: list[float]) -> np.ndarray:
    """Shares (2**t,) of the population on exactly each set of lists, the lists independent."""
    shares = np.ones(1)
    for chance in chances:
        shares = np.concatenate([shares * (1 - chance), shares * chance])
    return shares


def fitted(name: str) -> tuple[np.ndarray, int]:
    """Shares and size of the population that stepwise selection finds in a published table."""
    table = hidden_population.read_file(DATA / f"{name}.csv")
    answer = hidden_population.estimate(table.canonical(), replications=20)
    fits = fit_interactions(table.canonical().counts, answer.model.interactions)
    linear = np.zeros(len(fits.observed))
    for term, value in zip(fits.terms[:, 0], fits.coefficients[:, 0], strict=True):
        linear[term] += value
    means = np.exp(subset_sums(linear))
    return means / means.sum(), round(means.sum())


def scenarios() -> dict[str, tuple[np.ndarray, int, float]]:
    """Shares, true size and threshold of each; a threshold of nought takes the model, independence, as known."""
    three, four = independent([0.3, 0.25, 0.2]), independent([0.2, 0.2, 0.15, 0.1])
    return {
        "3 independent lists, model known": (three, 1000, 0.0),
        "3 independent lists": (three, 1000, 0.02),
        "4 independent lists": (four, 2000, 0.02),
        "5 lists, as fitted to UKdat_5": (*fitted("UKdat_5"), 0.02),
        "6 lists, as fitted to UKdat": (*fitted("UKdat"), 0.02),
    }


def study(shares: np.ndarray, size: int, threshold: float, populations: int) -> dict[str, float]:
    """Shares of the populations whose size lies within each interval, and the error of the estimate."""
    random = np.random.default_rng(1)
    names = tuple("ABCDEFGHIJ"[: len(shares).bit_length() - 1])
    estimator = hidden_population.stepwise_estimator(threshold)
    held = {f"{kind} {level}": 0 for kind in KINDS for level in LEVEL_PAIRS}
    errors = []
    for number in range(populations):
        counts = random.multinomial(size, shares)
        counts[0] = 0
        table = hidden_population.CaptureTable(names, counts).canonical()
        fixed, drawn = (
            hidden_population.bootstrap(
                table, estimator, replications=REPLICATIONS, seed=number, draw_observed=draw_observed
            )
            for draw_observed in (False, True)
        )
        limits = fixed.limits, fixed.percentile_limits, drawn.limits, drawn.percentile_limits
        for kind, values in zip(KINDS, limits, strict=True):
            for level, (low, high) in LEVEL_PAIRS.items():
                held[f"{kind} {level}"] += values[LEVELS.index(low)] <= size <= values[LEVELS.index(high)]
        errors.append(np.log(estimator(table.counts[None, :].astype(float))[0] / size))
    finite = np.array(errors)[np.isfinite(errors)]
    found = {name: 100.0 * count / populations for name, count in held.items()}
    return found | {"bias of log": float(finite.mean()), "RMSE of log": float(np.sqrt((finite**2).mean()))}


def main() -> None:
    populations = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    started = process_time()
    heading = None
    for name, (shares, size, threshold) in scenarios().items():
        found = study(shares, size, threshold, populations)
        if heading is None:
            heading = ["true population", "size", *found, "CPU so far, s"]
            print("| " + " | ".join(heading) + " |")
            print("|---" * len(heading) + "|")
        figures = [f"{value:.1f}" if "log" not in key else f"{value:+.3f}" for key, value in found.items()]
        print(
            f"| {name} | {size:,} | " + " | ".join(figures) + f" | {process_time() - started:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
