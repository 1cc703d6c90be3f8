"""Finds who is several times on lists: the pairs with their probabilities, and who belongs together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.clusters import clusters_of
from opennrm.linkage.columns import Columns, Ints
from opennrm.linkage.frequencies import frequencies_of
from opennrm.linkage.model import Model
from opennrm.linkage.rules import Word
from opennrm.linkage.scoring import Bools, Floats, household_of

from .join import Pairs, Progress, pairs_of
from .reading import Lists

ENOUGH_TO_COUNT = 20_000
"""Records. How frequent names are is counted in a list from here on; a shorter one tells too little of rare names."""
WORDS = (Word.VERY_LIKELY, Word.LIKELY, Word.POSSIBLE)
"""From the surest."""
Finder = Callable[[Lists, Model, float, bool], tuple[Model, Pairs]]
"""Finds the pairs of lists that reach a sum, also within each list or not. Gives the model with what it counted."""


@dataclass(frozen=True)
class Found:
    """What was found in lists: pairs from the surest on, and the cluster of each record."""

    lists: Lists
    model: Model
    pairs: Pairs

    @cached_property
    def household(self) -> Bools:
        """Which pairs may be two children of one household."""
        return household_of(self.pairs.levels)

    @cached_property
    def probabilities(self) -> Floats:
        """How probable it is that the two records of each pair are one person."""
        return 1 / (1 + 2.0 ** -(self.pairs.sums - self.model.by_chance))

    @cached_property
    def words(self) -> NDArray[np.int8]:
        """The place in `WORDS` of the word for each pair, as `opennrm.linkage.rules.word_of` says."""
        above, thresholds = self.pairs.sums - self.model.by_chance, self.model.thresholds
        very, likely = above >= thresholds.very_likely, above >= thresholds.likely
        return np.where(likely & ~self.household, np.where(very, 0, 1), 2).astype(np.int8)

    @cached_property
    def clusters(self) -> Ints:
        """For each record the number of its cluster, from 1 on; 0 if it is alone.

        Pairs that are likely at least hold clusters together. Within them two records need not be a pair.
        """
        tied = self.words < WORDS.index(Word.POSSIBLE)
        first = clusters_of(len(self.lists), self.pairs.left[tied], self.pairs.right[tied])
        sizes = np.bincount(first, minlength=len(first))
        several = np.flatnonzero(sizes > 1)
        numbers = np.zeros(len(first), dtype=np.int64)
        numbers[several] = np.arange(1, len(several) + 1)
        return numbers[first]

    @cached_property
    def sizes(self) -> Ints:
        """How many records each cluster has, by its number."""
        return np.bincount(self.clusters, minlength=1)

    def counts(self) -> tuple[int, ...]:
        """How many pairs have each of the words."""
        return tuple(np.bincount(self.words, minlength=len(WORDS)).tolist())

    def members(self) -> Ints:
        """All records that are in a cluster, cluster by cluster."""
        order = np.argsort(self.clusters, kind="stable")
        return order[self.clusters[order] > 0]

    @cached_property
    def weakest(self) -> Floats:
        """The lowest probability among the pairs that hold each cluster together, by its number."""
        tied = self.words < WORDS.index(Word.POSSIBLE)
        found = np.ones(int(self.clusters.max(initial=0)) + 1)
        np.minimum.at(found, self.clusters[self.pairs.left[tied]], self.probabilities[tied])
        return found


def link(
    lists: Lists,
    model: Model,
    *,
    within: bool,
    least: Word = Word.POSSIBLE,
    find: Finder | None = None,
    progress: Progress | None = None,
) -> Found:
    """Find the pairs of lists.

    :param within: also compare the records of one list with each other; a single list always is.
    :param least: the word that a pair has to be worth at least.
    :param find: another way to find the pairs than over arrays on this machine.
    :param progress: is called with how many of the pairs to look at are done.
    """
    model = model.among(max(len(lists), 2))
    within = within or len(lists.each) == 1
    enough = model.by_chance + bits_of(model, least)
    if find is None:
        model, pairs = own(lists, model, enough, within, progress)
    else:
        model, pairs = find(lists, model, enough, within)
    surest = np.lexsort((pairs.right, pairs.left, -np.round(pairs.sums, 6)))
    found = Found(lists, model, pairs.where(surest))
    # A household is possible at most, however high the sum.
    wanted = found.words <= WORDS.index(least)
    return found if wanted.all() else Found(lists, model, found.pairs.where(wanted))


def bits_of(model: Model, word: Word) -> float:
    """How far above chance a word begins, in bits."""
    thresholds = model.thresholds
    return (thresholds.very_likely, thresholds.likely, thresholds.possible)[WORDS.index(word)]


def own(
    lists: Lists, model: Model, enough: float, within: bool, progress: Progress | None = None
) -> tuple[Model, Pairs]:
    """The pairs, found over arrays on this machine."""
    columns, keys = lists.table.columns(model.variants)
    model = counted(columns, model)
    pairs = pairs_of(
        columns, keys, model, least=enough, lists=None if within else lists.numbers(), progress=progress
    )
    return model, pairs


def counted(columns: Columns, model: Model) -> Model:
    """The model with how frequent names are in a long list, unless its version says how frequent they are.

    Everybody is counted, also who is there several times: nobody is often enough to make a name frequent.
    """
    if model.frequencies.floors or len(columns) < ENOUGH_TO_COUNT:
        return model
    return replace(model, frequencies=frequencies_of(columns, np.ones(len(columns), dtype=bool)))
