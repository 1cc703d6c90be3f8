"""What an estimate consists of, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass

from opennrm.statistics.hidden_population.bootstrap import BootstrapInterval
from opennrm.statistics.hidden_population.companions import TwoListEstimate
from opennrm.statistics.hidden_population.existence import Checks
from opennrm.statistics.hidden_population.models import Model
from opennrm.statistics.hidden_population.sensitivity import OneCase, WithoutList
from opennrm.statistics.hidden_population.sentences import Sentence
from opennrm.statistics.hidden_population.tables import CaptureTable


@dataclass(frozen=True)
class Finding:
    """Something a reader has to know.

    `code` for programs and translations, `text` in plain words, `values` in it.
    """

    code: str
    text: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class MethodEstimate:
    """One method's answer in the table of all: `method` its key, `name` in words, size and 95 % limits.

    `estimate`, `low` and `high` are `None` where the method refuses, and `note` then says why. `source` is
    the paper.
    """

    method: str
    name: str
    source: str
    estimate: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True)
class SupportedModel:
    """A model that the lists support: terms as "A:B", size, BIC, and weight among all models."""

    terms: tuple[str, ...]
    estimate: float
    bic: float
    weight: float


@dataclass(frozen=True)
class Sensitivity:
    """How far the answer moves.

    A list left out, one overlapping case, and the odds of the cell nobody can see.
    """

    without_list: tuple[WithoutList, ...]
    one_case: tuple[OneCase, ...]
    odds: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Estimate:
    """One method's answer: sizes of the whole population, quantiles in the order of `LEVELS`.

    `size` is infinite where there is no finite estimate. `interval` is `None` for methods whose quantiles are
    a posterior's or a profile's; `model` and `checks` for methods without one model.
    """

    table: CaptureTable
    method: str
    threshold: float
    replications: int
    seed: int
    size: float
    quantiles: tuple[float, ...]
    interval: BootstrapInterval | None
    model: Model | None
    checks: Checks | None
    note: str

    @property
    def hidden(self) -> float:
        """How many more people there are than the lists hold."""
        return self.size - self.table.observed


@dataclass(frozen=True)
class Report:
    """An estimate with what qualifies it.

    `answer` the estimate; `method` as asked for, "all" included; `supported` the models that BIC cannot tell
    from the best; `methods` all side by side; `disagreement` the largest of their sizes divided by the
    smallest; `reliable` whether nothing disqualifies it; `notes` how the lists were read, where that was not
    plain; `seconds` the time it took, the one figure that differs from run to run.
    """

    answer: Estimate
    method: str
    supported: tuple[SupportedModel, ...]
    sensitivity: Sensitivity
    methods: tuple[MethodEstimate, ...]
    two_lists: tuple[TwoListEstimate, ...]
    disagreement: float
    reliable: bool
    warnings: tuple[Finding, ...]
    assumptions: tuple[Finding, ...]
    notes: tuple[Sentence, ...]
    seconds: float
