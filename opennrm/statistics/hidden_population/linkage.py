"""Carry doubt about which records are the same person through to the estimate.

Sampled links, estimated again (Sadinle 2018, Annals of Applied Statistics 12): every sample of the links
gives another capture table, every table another estimate with its own sampling error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import LEVELS, quantiles, resampled
from opennrm.statistics.hidden_population.sentences import gettext_noop
from opennrm.statistics.hidden_population.stepwise import select
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused, check_names


@dataclass(frozen=True)
class LinkageUncertainty:
    """What doubt about the links does; quantiles in the order of `LEVELS`.

    `estimates` one size for each sample of the links; `between` their quantiles, doubt about links alone;
    `total` with sampling error as well; `observed` the least and the most different people; `infinite`
    samples without an estimate.
    """

    estimates: tuple[float, ...]
    between: tuple[float, ...]
    total: tuple[float, ...]
    observed: tuple[int, int]
    infinite: int


def propagate(
    tables: Iterable[CaptureTable], *, threshold: float = 0.02, replications: int = 20, seed: int = 1
) -> LinkageUncertainty:
    """Estimate each sampled table by stepwise selection, with some bootstrap replicates of each.

    `tables` capture tables over the same lists, one a sample of the links; `replications` of each for the
    total.

    :raises TableRefused: there are no tables.
    """
    random = np.random.default_rng(seed)
    sizes, spread, observed = [], [], []
    for table in tables:
        canonical = table.canonical()
        sizes.append(select(canonical.counts, threshold=threshold).estimates)
        spread.append(
            select(resampled(canonical.counts, replications, random), threshold=threshold).estimates
        )
        observed.append(table.observed)
    if not sizes:
        raise TableRefused(
            gettext_noop("There are no sampled tables; give at least one sample of the links.")
        )
    estimates, shares = np.concatenate(sizes), np.array(LEVELS) / 100.0
    return LinkageUncertainty(
        estimates=tuple(float(size) for size in estimates),
        between=quantiles(estimates, shares),
        total=quantiles(np.concatenate(spread), shares),
        observed=(min(observed), max(observed)),
        infinite=int((~np.isfinite(estimates)).sum()),
    )


def sample_tables(
    record_lists: Sequence[int],
    names: Sequence[str],
    pairs: Sequence[tuple[int, int, float]],
    *,
    samples: int,
    seed: int,
) -> Iterator[CaptureTable]:
    """Capture tables under links drawn at random, each pair by its own probability.

    `record_lists` (r,) the number of the list of each record; `names` of the lists; `pairs` (first record,
    second record, probability that they are one person). Records joined through others are one person too.

    :raises TableRefused: a probability outside 0 to 1, a record or list that is not there, or names that will
    not do.
    """
    names = check_names(names)
    owners = np.asarray(record_lists, dtype=np.int64)
    if owners.size and not (owners.min() >= 0 and owners.max() < len(names)):
        raise TableRefused(
            gettext_noop("A record belongs to a list that has no name; give each list a name.")
        )
    for first, second, probability in pairs:
        if not (0 <= first < owners.size and 0 <= second < owners.size and 0.0 <= probability <= 1.0):
            raise TableRefused(
                gettext_noop("The pair {pair} does not name two records and a probability from 0 to 1."),
                pair=f"({first}, {second}, {probability})",
            )
    random = np.random.default_rng(seed)
    chances = np.array([probability for _, _, probability in pairs])
    for _ in range(samples):
        drawn = np.flatnonzero(random.random(len(chances)) < chances)
        yield _joined(owners, names, [pairs[int(place)][:2] for place in drawn])


def _joined(owners: np.ndarray, names: tuple[str, ...], links: Sequence[tuple[int, int]]) -> CaptureTable:
    """The table of the people that these links make of the records."""
    root = list(range(owners.size))

    def find(record: int) -> int:
        while root[record] != record:
            root[record] = root[root[record]]
            record = root[record]
        return record

    for first, second in links:
        root[find(first)] = find(second)
    histories: dict[int, int] = {}
    for record, owner in enumerate(owners):
        person = find(record)
        histories[person] = histories.get(person, 0) | 1 << int(owner)
    counts = np.zeros(1 << len(names), dtype=np.int64)
    np.add.at(counts, list(histories.values()), 1)
    return CaptureTable(names, counts)
