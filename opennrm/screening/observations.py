"""What somebody wrote beside an answer of a screening: what they saw or heard, and where it comes from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 2000
"""In characters."""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Words are free text, and always sealed. `source` is a code of the list `fact_sources`. Both may be empty."""

    words: str = ""
    source: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.words or self.source)


Observations = Mapping[str, Observation]
"""By the code of the question."""


def to_text(observations: Observations) -> str:
    """The text that is sealed; empty where nothing was written."""
    kept = {code: [each.words, each.source] for code, each in observations.items() if each.says_something}
    return json.dumps(kept, separators=(",", ":")) if kept else ""


def from_text(text: str) -> dict[str, Observation]:
    """The observations of a text that was opened."""
    kept = json.loads(text) if text else {}
    return {code: Observation(words=words, source=source) for code, (words, source) in kept.items()}
