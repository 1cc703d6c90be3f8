"""How many people has nobody found? Multiple systems estimation from the overlaps of lists.

    from opennrm.statistics import hidden_population

    table = hidden_population.table_from_counts(
        histories=[(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)],
        counts=[54, 463, 995, 15, 19, 62, 1],
        names=["Councils", "Charities", "Police"],
    )
    answer = hidden_population.estimate(table, seed=1)
    answer.size, answer.quantiles, answer.model.terms

    report = hidden_population.report_on(table, seed=1)
    report.reliable, report.methods, report.warnings

Arrays in, frozen records out; no framework, no files, no clock but for `Report.seconds`. Every method's
docstring names its paper. `report_as_data` and `report_as_text` give what the command `opennrm estimate`
prints.
"""

from opennrm.statistics.hidden_population.akaike import ForwardSelection, forward_by_akaike
from opennrm.statistics.hidden_population.bootstrap import LEVELS, BootstrapInterval, bootstrap
from opennrm.statistics.hidden_population.companions import TwoListEstimate, chao, chapman, independence
from opennrm.statistics.hidden_population.convergence import Convergence, convergence_of
from opennrm.statistics.hidden_population.decoding import decoded
from opennrm.statistics.hidden_population.decomposable import GraphAverage, average_over_graphs
from opennrm.statistics.hidden_population.estimation import METHODS, estimate
from opennrm.statistics.hidden_population.existence import Checks, check
from opennrm.statistics.hidden_population.hierarchical import Search, search
from opennrm.statistics.hidden_population.latent_class import LatentClasses, NotConverged, latent_classes
from opennrm.statistics.hidden_population.linkage import LinkageUncertainty, propagate, sample_tables
from opennrm.statistics.hidden_population.models import Model, fit_model
from opennrm.statistics.hidden_population.presentation import report_as_data
from opennrm.statistics.hidden_population.reading import Reading, read, read_bytes, read_file, read_text
from opennrm.statistics.hidden_population.report import REPORT_METHODS, report_on
from opennrm.statistics.hidden_population.results import (
    Estimate,
    Finding,
    MethodEstimate,
    Report,
    Sensitivity,
    SupportedModel,
)
from opennrm.statistics.hidden_population.sentences import Sentence
from opennrm.statistics.hidden_population.stepwise import Selections, select, stepwise_estimator
from opennrm.statistics.hidden_population.tables import (
    CaptureTable,
    TableRefused,
    table_from_counts,
    table_from_people,
)
from opennrm.statistics.hidden_population.text import report_as_text

__all__ = [
    "LEVELS",
    "METHODS",
    "REPORT_METHODS",
    "BootstrapInterval",
    "CaptureTable",
    "Checks",
    "Convergence",
    "Estimate",
    "Finding",
    "ForwardSelection",
    "GraphAverage",
    "LatentClasses",
    "LinkageUncertainty",
    "MethodEstimate",
    "Model",
    "NotConverged",
    "Reading",
    "Report",
    "Search",
    "Selections",
    "Sensitivity",
    "Sentence",
    "SupportedModel",
    "TableRefused",
    "TwoListEstimate",
    "average_over_graphs",
    "bootstrap",
    "chao",
    "chapman",
    "check",
    "convergence_of",
    "decoded",
    "estimate",
    "fit_model",
    "forward_by_akaike",
    "independence",
    "latent_classes",
    "propagate",
    "read",
    "read_bytes",
    "read_file",
    "read_text",
    "report_as_data",
    "report_as_text",
    "report_on",
    "sample_tables",
    "search",
    "select",
    "stepwise_estimator",
    "table_from_counts",
    "table_from_people",
]
