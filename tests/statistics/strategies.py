"""Invented capture tables for properties."""

import numpy as np
from hypothesis import strategies

from opennrm.statistics.hidden_population import CaptureTable

NAMES = ("Charities", "Councils", "Hotline", "Hospitals", "Police")


@strategies.composite
def tables(draw, least_lists=3, most_lists=4, most_people=40):
    """Tables whose every list holds somebody and in which somebody is on two lists."""
    lists = draw(strategies.integers(least_lists, most_lists))
    counts = np.zeros(1 << lists, dtype=np.int64)
    cells = range(1, 1 << lists)
    counts[1:] = draw(
        strategies.lists(strategies.integers(0, most_people), min_size=len(cells), max_size=len(cells))
    )
    for number in range(lists):
        counts[1 << number] += 1
    counts[3] += 1
    return CaptureTable(NAMES[:lists], counts)
