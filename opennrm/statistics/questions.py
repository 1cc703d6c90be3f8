"""What an estimate is asked of: the lists with their counts, and how to estimate."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from opennrm.statistics.hidden_population import CaptureTable, Sentence


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
    """One estimate to be worked out. Of people who were listed one by one only the counts are left.

    `notes` say how the file was read, where that was not plain.
    """

    title: str
    table: CaptureTable
    options: Options
    notes: tuple[Sentence, ...] = ()

    def as_text(self) -> str:
        """The question as one text, to be sealed."""
        lists = {**lists_as_data(self.table), "notes": [asdict(note) for note in self.notes]}
        return json.dumps({"title": self.title, **lists, "options": asdict(self.options)})


def question_of(text: str) -> Question:
    """The question that `Question.as_text` wrote."""
    kept = json.loads(text)
    return Question(
        title=kept["title"],
        table=table_of(kept),
        options=Options(**kept["options"]),
        notes=notes_of(kept),
    )


def lists_as_data(table: CaptureTable) -> dict[str, Any]:
    """Names and counts of a table, for JSON."""
    counts = [[int(history), int(table.counts[history])] for history in table.histories]
    return {"names": list(table.names), "counts": counts}


def table_of(kept: dict[str, Any]) -> CaptureTable:
    """The table that `lists_as_data` wrote."""
    counts = np.zeros(1 << len(kept["names"]), dtype=np.int64)
    for history, count in kept["counts"]:
        counts[history] = count
    return CaptureTable(tuple(kept["names"]), counts)


def notes_of(kept: dict[str, Any]) -> tuple[Sentence, ...]:
    """The notes beside the lists; questions of earlier versions have none."""
    return tuple(Sentence(**note) for note in kept.get("notes", []))
