"""CPU time against the number of lists (3 to 10) and of replications; writes growth.svg and prints a table.

Run: python bench/hidden_population/growth.py
"""

import sys

from measure import DATA, HERE, least_seconds

sys.path.insert(0, str(DATA.parents[2]))

import numpy as np

from opennrm.statistics import hidden_population

NAMES = "ABCDEFGHIJ"
PEOPLE = 6000
REPLICATIONS = (100, 300, 1000, 3000)


def invented_table(lists: int) -> hidden_population.CaptureTable:
    """People of whom a list holds 4 to 13 in a hundred; some lists lean on their neighbour."""
    random = np.random.default_rng(lists)
    marks = random.random((PEOPLE, lists)) < np.linspace(0.13, 0.04, lists)
    for first in range(0, lists - 1, 3):
        marks[:, first + 1] |= marks[:, first] & (random.random(PEOPLE) < 0.15)
    counts = np.bincount(marks @ (1 << np.arange(lists)), minlength=1 << lists)
    counts[0] = 0
    return hidden_population.CaptureTable(tuple(NAMES[:lists]), counts).canonical()


def seconds_of(table: hidden_population.CaptureTable, replications: int) -> float:
    estimator = hidden_population.stepwise_estimator(0.02)
    return least_seconds(
        lambda: hidden_population.bootstrap(table, estimator, replications=replications, seed=1), repeats=3
    )


def plot(found: dict[int, dict[int, float]]) -> str:
    """Lines of seconds over lists, both on even steps of their logarithm or number."""
    left, top, width, height = 70, 20, 420, 260
    low, high = 1e-4, 10.0

    def place(lists: int, seconds: float) -> tuple[float, float]:
        share = (np.log10(seconds) - np.log10(low)) / (np.log10(high) - np.log10(low))
        return left + width * (lists - 3) / 7, top + height * (1 - share)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 640 350" width="640" height="350" '
        'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">',
        "<title>CPU seconds of a stepwise BCa run by number of lists</title>",
        "<desc>One line for each number of replications; the table in the README says the same.</desc>",
    ]
    for power in range(-4, 2):
        y = place(3, 10.0**power)[1]
        parts.append(
            f'<line x1="{left}" y1="{y:.0f}" x2="{left + width}" y2="{y:.0f}" stroke="currentColor" '
            'stroke-opacity="0.2"/>'
        )
        parts.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
    for lists in found:
        x = place(lists, low)[0]
        parts.append(f'<text x="{x:.0f}" y="{top + height + 20}" text-anchor="middle">{lists}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">lists</text>')
    for replications in REPLICATIONS:
        points = [place(lists, row[replications]) for lists, row in found.items()]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="1.5"/>')
        x, y = points[-1]
        parts.append(f'<text x="{x + 8:.0f}" y="{y + 4:.0f}">{replications} replications</text>')
    return "".join(parts) + "</svg>\n"


def main() -> None:
    found: dict[int, dict[int, float]] = {}
    print("| lists | " + " | ".join(f"{replications} replications" for replications in REPLICATIONS) + " |")
    print("|---" * (len(REPLICATIONS) + 1) + "|")
    for lists in range(3, 11):
        table = invented_table(lists)
        found[lists] = {replications: seconds_of(table, replications) for replications in REPLICATIONS}
        print(f"| {lists} | " + " | ".join(f"{seconds:.4f} s" for seconds in found[lists].values()) + " |")
    (HERE / "growth.svg").write_text(plot(found))


if __name__ == "__main__":
    main()
