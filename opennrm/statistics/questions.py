"""What an estimate is asked of: the lists with their counts, and how to estimate."""

import json
from dataclasses import asdict, dataclass

import numpy as np

from opennrm.statistics.hidden_population import CaptureTable


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to estimate; see `hidden_population.report_on` for each."""

    method: str = "all"
    replications: int = 1000
    threshold: float = 0.02
    seed: int = 1
    calibrate: bool = False
    draw_observed: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One estimate to be worked out. Of people who were listed one by one only the counts are left."""

    title: str
    table: CaptureTable
    options: Options

    def as_text(self) -> str:
        """The question as one text, to be sealed."""
        counts = [[int(history), int(self.table.counts[history])] for history in self.table.histories]
        return json.dumps(
            {
                "title": self.title,
                "names": self.table.names,
                "counts": counts,
                "options": asdict(self.options),
            }
        )


def question_of(text: str) -> Question:
    """The question that `Question.as_text` wrote."""
    kept = json.loads(text)
    counts = np.zeros(1 << len(kept["names"]), dtype=np.int64)
    for history, count in kept["counts"]:
        counts[history] = count
    table = CaptureTable(tuple(kept["names"]), counts)
    return Question(title=kept["title"], table=table, options=Options(**kept["options"]))
