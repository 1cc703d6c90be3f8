"""Findings, methods and assumptions of estimates in plain words, by their codes in the library."""

from collections.abc import Callable
from math import floor, log10
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from opennrm.statistics.disclosure import Result
from opennrm.statistics.hidden_population import Sentence, TableRefused

METHODS = {
    "all": lazy("All methods side by side"),
    "stepwise": lazy("Stepwise selection"),
    "aic": lazy("Forward by AIC"),
    "bic": lazy("Best of all models"),
    "bic-averaged": lazy("All models, weighted"),
    "decomposable": lazy("Dependence graphs, averaged"),
    "latent-class": lazy("Latent classes"),
    "independence": lazy("Independent lists"),
    "chao": lazy("Chao's lower bound"),
}

ASSUMPTIONS = {
    "closed": lazy("Nobody came into or left the population in the period of the lists."),
    "same_definition": lazy("Every list uses the same definition of who belongs to the population."),
    "perfect_links": lazy(
        "The same person is recognised on all lists, and nobody is mistaken for somebody else."
    ),
    "everybody_reachable": lazy(
        "Everybody has some chance of being on a list. People who have none are not counted."
    ),
    "no_absorbing_list": lazy(
        "No list keeps people off other lists, or sends all its people on to another. Referrals between "
        "agencies can do that."
    ),
    "modelled_dependence": lazy(
        "The lists depend on each other only as the model says. No data can show whether that is so."
    ),
    "planning_only": lazy("The estimate is for planning. It says nothing about any one person or place."),
    "not_for_parts": lazy(
        "Do not scale an estimate for adults to children, and do not use an estimate for one period for another."
    ),
}

_NOTES = (
    ("limits take the model as known", lazy("its limits take the model as known, so they are too narrow")),
    ("cut off", lazy("its upper limit is the largest size allowed, and does not come from the lists")),
    ("no finite estimate", lazy("gives no finite number")),
    ("more than", lazy("cannot be used with so many lists, or gives no finite number")),
    ("R-hat", lazy("its chains agree")),
    ("The latent-class chains have not converged", lazy("its chains do not agree, so it gives no answer")),
)


def number(value: float | None) -> str:
    """A number of people; words where there is none."""
    return _("none") if value is None else number_format(round(value), 0, force_grouping=True)


def about(value: float) -> str:
    """An estimate in three digits: more would claim a precision that it does not have."""
    unit = 10 ** max(0, floor(log10(value)) - 2) if value >= 1 else 1
    return number(round(value / unit) * unit)


def decimal(value: float | None, places: int) -> str:
    """A figure with so many decimals; empty where there is none."""
    return "" if value is None else number_format(round(value, places), places)


def count(value: int | None, *, least: int) -> str:
    """A count of people; one that is hidden reads "fewer than"."""
    return _("fewer than %(least)d") % {"least": least} if value is None else number(value)


def note(text: str) -> str:
    """What the library says beside a method, in words for the page."""
    return next((str(words) for beginning, words in _NOTES if text.startswith(beginning)), text)


def said(sentence: Sentence) -> str:
    """A sentence of the library in the reader's language."""
    return _(sentence.template).format(**sentence.values)


def refusal(refused: TableRefused) -> str:
    """Why lists were refused, and on which line."""
    if refused.line is not None:
        return _("Line {line}: {sentence}").format(line=refused.line, sentence=said(refused.sentence))
    if refused.lines is not None:
        first, last = refused.lines
        return _("Lines {first} to {last}: {sentence}").format(
            first=first, last=last, sentence=said(refused.sentence)
        )
    return said(refused.sentence)


def readings(result: Result) -> list[str]:
    """How the lists were read, where that was not plain. Results of earlier versions do not say."""
    found = result.get("reading", [])
    return [said(Sentence(note["template"], note["values"])) for note in found]


def beside_the_limits(result: Result) -> str:
    """Why a limit lies on the wrong side of the estimate; empty where none does."""
    return "".join(str(words) for code, words in _LIMITS.items() if code in result["warning_codes"])


def reasons(result: Result) -> list[str]:
    """Why the program calls the estimate unreliable; empty where it does not."""
    return _sentences(result, _REASONS)


def cautions(result: Result) -> list[str]:
    """What a reader has to know besides."""
    return _sentences(result, _CAUTIONS)


def assumptions(result: Result) -> list[str]:
    """What the estimate assumes."""
    return [str(ASSUMPTIONS[code]) for code in result["assumption_codes"] if code in ASSUMPTIONS]


def terms(names: list[str]) -> str:
    """Which lists depend on each other: "A with B, C with D"."""
    # Translators: joins the names of lists that depend on each other.
    return ", ".join(name.replace(":", _(" with ")) for name in names)


def _sentences(result: Result, known: dict[str, Callable[[Result], str]]) -> list[str]:
    codes = dict.fromkeys(result["warning_codes"])
    return [known[code](result) for code in codes if code in known]


def _methods_disagree(result: Result) -> str:
    sentence = _(
        "The methods differ by a factor of %(factor)s, which is more than %(most)s. They cannot all be right, and "
        "the lists do not show which one is."
    )
    factor, most = result["disagreement"]["factor"], result["disagreement"]["most"]
    return sentence % {"factor": decimal(factor, 1), "most": decimal(most, 1)}


def _few_overlapping(result: Result) -> str:
    if result["overlapping"] is None:
        return _("Fewer than 20 people are on more than one list, which is too few for a reliable estimate.")
    sentence = _(
        "Only %(people)s people are on more than one list. With fewer than 20, an estimate is not reliable."
    )
    return sentence % {"people": number(result["overlapping"])}


def _infinite(result: Result) -> str:
    bootstrap: dict[str, Any] | None = result["bootstrap"]
    if bootstrap is None:
        return _("Some samples of the lists give no finite number at all.")
    figures = {"infinite": bootstrap["replicates_without_estimate"], "all": number(result["replications"])}
    return _("%(infinite)s of %(all)s samples of the lists give no finite number at all.") % figures


def _biased(result: Result) -> str:
    sentence = _(
        "The limits were moved far from the middle of the samples, because the model was chosen from the same lists. "
        "Look at the plain limits next to them too."
    )
    if result["bootstrap"] is None:
        return sentence
    return sentence + " " + _("(z0 is %(z0)s.)") % {"z0": decimal(result["bootstrap"]["z0"], 2)}


def _one_case(result: Result) -> str:
    case = result["sensitivity"]["one_case"]
    sentence = _(
        "One case more or fewer on more than one list would move the estimate to between %(lowest)s and "
        "%(highest)s. One wrong link between two lists would do the same."
    )
    return sentence % {"lowest": number(case["lowest"]), "highest": number(case["highest"])}


def _one_list(result: Result) -> str:
    return _(
        "Leaving out one of the lists changes the estimate a lot. See “How much small changes affect the estimate”."
    )


_LIMITS = {
    "low_above_estimate": lazy(
        "The lower limit is above the estimate. This is not a mistake: nearly all samples of the lists give a smaller "
        "number than the lists themselves, and the limits are corrected for that. Do not quote the estimate and this "
        "range together."
    ),
    "high_below_estimate": lazy(
        "The upper limit is below the estimate. This is not a mistake: nearly all samples of the lists give a larger "
        "number than the lists themselves, and the limits are corrected for that. Do not quote the estimate and this "
        "range together."
    ),
}
_REASONS: dict[str, Callable[[Result], str]] = {
    "no_estimate": lambda result: _("There is no finite estimate: the lists overlap too little."),
    "not_identifiable": lambda result: _(
        "Different numbers fit the lists equally well: the model has more dependences than the overlaps can tell apart."
    ),
    "does_not_exist": lambda result: _("No number fits best, because some overlaps are missing."),
    "two_lists": lambda result: _(
        "Two lists alone cannot show whether they depend on each other. Find a third list."
    ),
    "few_overlapping": _few_overlapping,
    "methods_disagree": _methods_disagree,
    "infinite_replicates": _infinite,
}
_CAUTIONS: dict[str, Callable[[Result], str]] = {
    "cut_off": lambda result: _(
        "Some methods reached the largest size that we allow, so their upper limit does not come from the lists."
    ),
    "models_disagree": lambda result: _(
        "Models that the lists support nearly as well give very different numbers. Never quote one number alone."
    ),
    "some_infinite": _infinite,
    "biased_interval": _biased,
    "one_case_matters": _one_case,
    "one_list_matters": _one_list,
}
