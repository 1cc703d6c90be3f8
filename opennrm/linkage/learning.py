"""Learns the weights of a model from a list: without labels by a strict EM, from 50 decided pairs on by counting.

u, the shares of levels among pairs of two different people, comes from random pairs. m, the shares among pairs of one
person, comes from expectation and maximisation (Dempster, Laird and Rubin 1977) over patterns of levels with their
counts, so that it takes as long as there are patterns. It runs on two strict sets of pairs: loose ones settle on
*household* instead of *child*, as the project measured before the product was built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from opennrm.country.linkage import HIGHEST, LEVELS, LOWEST, WITH_SHARES, Weights

from .candidates import pairs_within
from .columns import Columns, Ints
from .frequencies import frequencies_of, one_of_each
from .model import Model
from .scoring import Bools, Floats, Levels, chunks, levels_of

RANDOM_PAIRS = 1_000_000
ENOUGH_DECIDED = 50
"""Decided pairs of the same person: from here on they are counted, and no EM is needed."""
ADDED = 0.3
"""To the count of each level, so that one that was not seen is not impossible."""
SURE = 0.9
"""From this probability on, the rounds take two records for one person when they count how frequent names are."""
LARGEST_ROUND_BLOCK = 100
_MOST_ROUNDS, _SETTLED = 200, 1e-6
_LEAST_SHARE = 1e-7
_NOT_IN_FIRST = frozenset({"given_names", "family_name", "telephone"})
_NOT_IN_SECOND = frozenset({"birth_date"})

Shares = dict[str, Floats]
"""For each field the share of each level, in the order of `LEVELS`."""


@dataclass(frozen=True)
class Learned:
    """A new model, from how many records and pairs, and by which way: "em" or "decided"."""

    model: Model
    records: int
    decided: int
    way: str
    pairs_of_rounds: tuple[int, ...]


def learn(
    columns: Columns,
    start: Model,
    *,
    version: str,
    seed: int,
    decided: Sequence[tuple[int, int, bool]] = (),
    by_chance: Shares | None = None,
) -> Learned:
    """Learn a model from a list.

    :param start: what is not learned is taken from it, and where EM begins.
    :param decided: pairs of places in the list that somebody decided, and whether they are the same person.
    :param by_chance: what `counts_by_chance` says of the list, if it was asked before.
    :raises ValueError: there are fewer than two records.
    """
    if len(columns) < 2:
        raise ValueError("It takes two records to learn from.")
    by_chance = by_chance or counts_by_chance(columns, seed)
    u = shares(by_chance)
    same = [(one, other) for one, other, is_same in decided if is_same]
    m: Shares | None = None
    pairs: Sequence[tuple[int, int]] = same
    rounds: tuple[int, ...] = ()
    if len(same) < ENOUGH_DECIDED:
        m, pairs, rounds = strict_em(columns, start, u)
    of_one = _counts(columns, *np.array(pairs, dtype=np.int64).reshape(-1, 2).T)
    m = m or shares(of_one)
    seen = {field: (by_chance[field] > 0) | (of_one[field] > 0) for field in LEVELS}
    weights = _learned_weights(start, version, m, u, seen)
    return Learned(
        model=Model(weights, start.variants, frequencies_of(columns, one_of_each(len(columns), pairs))),
        records=len(columns),
        decided=len(same),
        way="decided" if len(same) >= ENOUGH_DECIDED else "em",
        pairs_of_rounds=rounds,
    )


def counts_by_chance(columns: Columns, seed: int) -> Shares:
    """How often each level is seen among random pairs, nearly none of which is of one person."""
    left, right = np.random.default_rng(seed).integers(0, len(columns), size=(2, RANDOM_PAIRS))
    apart = left != right
    return _counts(columns, left[apart], right[apart])


def strict_em(
    columns: Columns, start: Model, u: Shares
) -> tuple[Shares, list[tuple[int, int]], tuple[int, ...]]:
    """The shares among pairs of one person without labels; the pairs that are nearly sure; how many each round saw.

    One round takes pairs with the same given name and the same family name or its first word, for all that is no name.
    The other takes pairs with the birth date the same or swapped, for all else. Telephones are not estimated in the
    first, since people who share a name by chance may share a line. What both estimate is averaged.
    """
    first = [field for field in LEVELS if field not in _NOT_IN_FIRST]
    second = [field for field in LEVELS if field not in _NOT_IN_SECOND]
    begin = _shares_of(start, u)
    by_name, sure_by_name, count = _round(columns, _pairs_by_name(columns), first, start, u, begin)
    by_birth, sure_by_birth, count2 = _round(columns, _pairs_by_birth(columns), second, start, u, begin)
    m = {}
    for field in LEVELS:
        found = [shares[field] for shares in (by_name, by_birth) if field in shares]
        m[field] = _below_ceiling(field, np.mean(found, axis=0) if found else begin[field], start)
    return m, [*sure_by_name, *sure_by_birth], (count, count2)


def _round(
    columns: Columns, pairs: tuple[Ints, Ints], fields: Sequence[str], start: Model, u: Shares, begin: Shares
) -> tuple[Shares, list[tuple[int, int]], int]:
    left, right = pairs
    if not len(left):
        return {}, [], 0
    patterns, place, counts = _patterns(columns, left, right, fields)
    m, share = {field: begin[field] for field in fields}, 0.5
    probabilities = np.zeros(len(patterns))
    for _ in range(_MOST_ROUNDS):
        before = probabilities
        probabilities = _probabilities(patterns, fields, m, u, share)
        matches = probabilities * counts
        share = float(np.clip(matches.sum() / counts.sum(), 1e-6, 1 - 1e-6))
        for column, field in enumerate(fields):
            seen = np.bincount(patterns[:, column] + 1, matches, minlength=len(LEVELS[field]) + 1)[1:]
            if seen.sum() > 1:
                m[field] = _below_ceiling(field, (seen + ADDED) / (seen + ADDED).sum(), start)
        if np.abs(probabilities - before).max() < _SETTLED:
            break
    sure = np.flatnonzero(probabilities[place] >= SURE)
    return m, list(zip(left[sure].tolist(), right[sure].tolist(), strict=True)), len(left)


def _patterns(
    columns: Columns, left: Ints, right: Ints, fields: Sequence[str]
) -> tuple[Ints, Ints, NDArray[np.int64]]:
    """The different patterns of levels, which of them each pair has, and how many pairs have each."""
    codes = []
    for start, end in chunks(len(left)):
        levels = levels_of(columns, left[start:end], right[start:end])
        code = np.zeros(end - start, dtype=np.int64)
        for field in fields:
            code = code * (len(LEVELS[field]) + 1) + levels[field] + 1
        codes.append(code)
    different, place, counts = np.unique(np.concatenate(codes), return_inverse=True, return_counts=True)
    patterns = np.zeros((len(different), len(fields)), dtype=np.int64)
    for column in reversed(range(len(fields))):
        different, level = np.divmod(different, len(LEVELS[fields[column]]) + 1)
        patterns[:, column] = level - 1
    return patterns, place, counts


def _probabilities(patterns: Ints, fields: Sequence[str], m: Shares, u: Shares, share: float) -> Floats:
    """How probable it is that a pair of each pattern is of one person. What is missing says nothing."""
    odds = np.full(len(patterns), np.log(share / (1 - share)))
    for column, field in enumerate(fields):
        ratio = np.log(np.maximum(m[field], _LEAST_SHARE)) - np.log(np.maximum(u[field], _LEAST_SHARE))
        odds += np.r_[0.0, ratio][patterns[:, column] + 1]
    return 1 / (1 + np.exp(-np.clip(odds, -500, 500)))


def _pairs_by_name(columns: Columns) -> tuple[Ints, Ints]:
    """Pairs with the same given name, and the same family name or its first word."""
    names = columns.names
    given, family = columns.name["given"], columns.name["family"]
    known = np.flatnonzero((given > 0) & (family > 0))
    first = names.first[family[known]][:, 0]
    keys = names.bare[given[known]] * len(names.words) + np.where(first > 0, first, names.bare[family[known]])
    return pairs_within(keys, known, len(columns), LARGEST_ROUND_BLOCK)


def _pairs_by_birth(columns: Columns) -> tuple[Ints, Ints]:
    """Pairs with the same birth date, or with day and month swapped."""
    year, month, day = columns.born.T
    known = np.flatnonzero(~columns.is_estimated & (day > 0))
    low, high = np.minimum(month, day)[known], np.maximum(month, day)[known]
    return pairs_within((year[known] * 32 + low) * 32 + high, known, len(columns), LARGEST_ROUND_BLOCK)


def _counts(columns: Columns, left: Ints, right: Ints) -> Shares:
    totals = {field: np.zeros(len(levels)) for field, levels in LEVELS.items()}
    for start, end in chunks(len(left)):
        levels: Levels = levels_of(columns, left[start:end], right[start:end])
        for field, found in levels.items():
            totals[field] += np.bincount(found + 1, minlength=len(LEVELS[field]) + 1)[1:]
    return totals


def shares(counts: Shares) -> Shares:
    """The shares of levels that were counted. None is 0: what was never seen may still be there."""
    return {field: (count + ADDED) / (count + ADDED).sum() for field, count in counts.items()}


def _shares_of(start: Model, u: Shares) -> Shares:
    """The shares among pairs of one person that the weights to start from mean, where u is as it is."""
    found = {}
    for field, levels in LEVELS.items():
        m = u[field] * 2 ** np.array([start.weight(field, level) for level in levels])
        found[field] = _below_ceiling(field, m / m.sum(), start)
    return found


def _below_ceiling(field: str, m: Floats, start: Model) -> Floats:
    """The shares with that of "other" at its ceiling at most; the rest is shared out among the other levels."""
    other, ceiling = LEVELS[field].index("other"), start.weights.ceilings.get(field, 1.0)
    if m[other] <= ceiling:
        return m
    bounded = m * (1 - ceiling) / (1 - m[other])
    bounded[other] = ceiling
    return bounded


def _learned_weights(start: Model, version: str, m: Shares, u: Shares, seen: Mapping[str, Bools]) -> Weights:
    """The weights of a new version; what is not learned is that of the start."""
    return replace(
        start.weights,
        version=version,
        weights=MappingProxyType({field: _weights(field, m, u, seen, start) for field in LEVELS}),
        usual_shares=MappingProxyType({field: _usual(field, u) for field in WITH_SHARES}),
    )


def _weights(
    field: str, m: Shares, u: Shares, seen: Mapping[str, Bools], start: Model
) -> Mapping[str, float]:
    """log2(m / u) of each level, rounded; the weight to start from where a level was not seen at all."""
    bits = np.clip(
        np.log2(np.maximum(m[field], _LEAST_SHARE) / np.maximum(u[field], _LEAST_SHARE)), LOWEST, HIGHEST
    )
    learned = zip(LEVELS[field], bits.tolist(), seen[field].tolist(), strict=True)
    return MappingProxyType(
        {level: round(bit, 2) if was_seen else start.weight(field, level) for level, bit, was_seen in learned}
    )


def _usual(field: str, u: Shares) -> float:
    """The share of random pairs that agree on the levels on which the frequency of the value counts."""
    levels = LEVELS[field]
    places = [levels.index(level) for level in ("same", "variant") if level in levels]
    return max(round(float(u[field][places].sum()), 7), _LEAST_SHARE)
