"""Draw the pictures of docs/guide/estimates.md from the published tables.

Run: python bench/hidden_population/gallery.py
"""

import sys

from measure import DATA, ROOT

sys.path.insert(0, str(ROOT))

from opennrm.statistics import hidden_population
from opennrm.statistics.pictures import Interval, Overlap, interval_picture, overlap_picture

PICTURES = ROOT / "docs" / "guide" / "pictures"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in ("UKdat", "UKdat_5"):
        table = hidden_population.read_file(DATA / f"{name}.csv")
        report = hidden_population.report_on(table, method="all")
        intervals = [
            Interval(method.name, method.estimate, method.low, method.high, method.note)
            for method in report.methods
        ]
        drawn = interval_picture(intervals, observed=table.observed)
        (PICTURES / f"estimates-{name}.svg").write_text(drawn.svg + "\n")
    table = hidden_population.read_file(DATA / "UKdat.csv")
    overlaps = [
        Overlap(
            frozenset(number for number in range(table.lists) if history >> number & 1),
            int(table.counts[history]),
        )
        for history in map(int, table.histories)
    ]
    (PICTURES / "overlaps-UKdat.svg").write_text(overlap_picture(table.names, overlaps).svg + "\n")


if __name__ == "__main__":
    main()
