"""Whether two records may be of the same child: the sum of the weights, the word, and why field by field. Pure Python.

The model is that of Fellegi and Sunter, "A theory for record linkage", Journal of the American Statistical Association
64, 1969: each field agrees on one level, and a level weighs log2(m / u), where m is its share among pairs of the same
person and u among pairs of two. Levels, weights to start from and the household rule were measured by the project on
invented people before the product was built.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from types import MappingProxyType

from opennrm.country.linkage import LEVELS

from .levels import LEVEL_OF
from .model import SHARE_KINDS, Model
from .records import Features, Name, Record, features_of


class Agreement(StrEnum):
    """What a person reads of one field."""

    AGREES = auto()
    NEARLY = auto()
    DIFFERS = auto()
    MISSING = auto()


class Word(StrEnum):
    """What a person reads of two records. Below "possible" they are not shown."""

    VERY_LIKELY = auto()
    LIKELY = auto()
    POSSIBLE = auto()
    NONE = auto()


AGREE = frozenset({"same", "same_day"})
DIFFER = frozenset({"other", "similar", "same_year", "other_month", "same_day_and_month"})
FAMILY_AGREES = frozenset({"same", "variant", "near", "sound"})
"""The levels on which two family names are that of one household."""
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "given_names": "given",
        "family_name": "family",
        "second_family_name": "second",
        "middle_names": "middle",
        "school": "school",
        "guardian": "guardian",
    }
)
"""The fields that are names of somebody or something, and what they are called in `Features`."""
OF_HOUSEHOLD = ("area", "school", "guardian")
"""Children of one household share these, so that they say nothing about which of them it is."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the comparison found in one field.

    `weight` is in bits and contains `by_share`, what a rare or frequent value changed. `is_held_back` says that the
    household rule made it count less. A field that is missing on either side has no level and weighs 0.
    """

    field: str
    level: str | None
    agreement: Agreement
    weight: float
    by_share: float = 0.0
    is_held_back: bool = False


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two records compared: the sum in bits, the word, and each field.

    `is_household`: the household rule applied. `may_be_twins`: it did, and the birth dates are the same day.
    `version` names the model.
    """

    sum: float
    word: Word
    findings: tuple[Finding, ...]
    is_household: bool
    may_be_twins: bool
    version: str

    @property
    def by_share(self) -> float:
        """How much of the sum comes from rare and frequent values."""
        return sum(finding.by_share for finding in self.findings)

    @property
    def places(self) -> list[int]:
        """The level of each field as verdicts and pairs keep it: its place in `LEVELS`, and -1 if it is missing."""
        found = {finding.field: finding.level for finding in self.findings}
        return [
            -1 if (level := found[field]) is None else names.index(level) for field, names in LEVELS.items()
        ]


def compare(left: Record, right: Record, model: Model) -> Comparison:
    """Compare two records by one version of the model. The order of the two does not matter."""
    return compare_features(features_of(left, model.variants), features_of(right, model.variants), model)


def compare_features(left: Features, right: Features, model: Model) -> Comparison:
    """Compare two records whose forms are at hand."""
    findings = [_finding(name, left, right, model) for name in LEVEL_OF]
    levels = {finding.field: finding.level for finding in findings}
    is_household = is_of_household(levels["given_names"], levels["family_name"])
    if is_household:
        findings = [_held_back(finding, model) for finding in findings]
    total = sum(finding.weight for finding in findings)
    return Comparison(
        sum=total,
        word=word_of(total, model, is_household=is_household),
        findings=tuple(findings),
        is_household=is_household,
        may_be_twins=is_household and levels["birth_date"] == "same_day",
        version=model.version,
    )


def agreement_of(level: str | None) -> Agreement:
    """What a person reads of a level."""
    if level is None:
        return Agreement.MISSING
    if level in AGREE:
        return Agreement.AGREES
    return Agreement.DIFFERS if level in DIFFER else Agreement.NEARLY


def word_of(total: float, model: Model, *, is_household: bool) -> Word:
    """The word for a sum, above what it takes to find one among the persons of the model.

    Two children of one household are "possible" at most: a third of such pairs are one child under another name.
    """
    above, thresholds = total - model.by_chance, model.thresholds
    if above < thresholds.possible:
        return Word.NONE
    if is_household or above < thresholds.likely:
        return Word.POSSIBLE
    return Word.LIKELY if above < thresholds.very_likely else Word.VERY_LIKELY


def is_of_household(given: str | None, family: str | None) -> bool:
    """Whether the household rule applies: the given names differ, and the family names agree."""
    return given == "other" and family in FAMILY_AGREES


def most_in_household(field: str, model: Model) -> float | None:
    """The most that a field counts between two children of one household; None for a field that is the child's own."""
    if field == "telephone":
        return model.weights.household_telephone
    return 0.0 if field in OF_HOUSEHOLD else None


def _finding(field: str, left: Features, right: Features, model: Model) -> Finding:
    level = LEVEL_OF[field](left, right)
    if level is None:
        return Finding(field=field, level=None, agreement=Agreement.MISSING, weight=0.0)
    change = change_of(field, level, left, right, model)
    weight = model.weight(field, level) + change
    return Finding(field=field, level=level, agreement=agreement_of(level), weight=weight, by_share=change)


def _held_back(finding: Finding, model: Model) -> Finding:
    most = most_in_household(finding.field, model)
    if most is None or finding.weight <= most:
        return finding
    return replace(finding, weight=most, by_share=0.0, is_held_back=True)


def change_of(field: str, level: str, left: Features, right: Features, model: Model) -> float:
    """What a rare or a frequent value changes: only where it is the same, since other levels depend on it too."""
    if field not in SHARE_KINDS or level not in ("same", "variant"):
        return 0.0
    whole, first = SHARE_KINDS[field]
    one, other = _name(field, left), _name(field, right)
    if level == "same":
        share = model.frequencies.log2_share(whole, {one.bare, other.bare})
    else:
        share = model.frequencies.log2_share(first, one.first & other.first)
    return model.change_by_share(field, share)


def _name(field: str, features: Features) -> Name:
    """The name of a field that has a level, and so is known."""
    name = {"given_names": features.given, "family_name": features.family, "school": features.school}[field]
    if name is None:
        raise LookupError(field)
    return name
