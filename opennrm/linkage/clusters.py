"""Who belongs together: the connected components of pairs."""

import numpy as np

from .columns import Ints


def clusters_of(count: int, left: Ints, right: Ints) -> Ints:
    """For each of so many records the least place that pairs connect it with, which is its own without a pair."""
    least = np.arange(count)
    while True:
        before = least[left], least[right]
        low = np.minimum(*before)
        for side in before:
            np.minimum.at(least, side, low)
        # Follow the chain: what points to a place points to where that points.
        while not np.array_equal(shorter := least[least], least):
            least = shorter
        if np.array_equal(least[left], least[right]):
            return least
