"""A model of comparison: one frozen version of weights, frequencies and variants of names. Pure Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import log2
from types import MappingProxyType

from opennrm.country.linkage import Linkage, Thresholds, Weights
from opennrm.people.sounds import Variants, variants_of

GIVEN, GIVEN_FIRST = "given", "given_first"
FAMILY, FAMILY_FIRST = "family", "family_first"
SCHOOL = "school"
SHARE_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "given_names": (GIVEN, GIVEN_FIRST),
        "family_name": (FAMILY, FAMILY_FIRST),
        "school": (SCHOOL, SCHOOL),
    }
)
"""The fields in which a rare value counts more: under which kind the frequency of the whole value is kept, and under
which that of its first word or canonical form."""


@dataclass(frozen=True)
class Frequencies:
    """How frequent values are: for a kind and a normal form log2 of its share, and one floor a kind for all others.

    They are frozen with the version. Counted over rows that the asker may not see, they would tell of these rows.
    """

    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    floors: Mapping[str, float] = field(default_factory=dict)

    def log2_share(self, kind: str, forms: Iterable[str]) -> float | None:
        """log2 of the share of the most frequent of these forms; None if no value of this kind was counted."""
        if kind not in self.floors:
            return None
        known, floor = self.shares.get(kind, {}), self.floors[kind]
        return max((known.get(form, floor) for form in forms), default=floor)


@dataclass(frozen=True)
class Model:
    """One version of the model, with everything that decides about a comparison. It is never changed, only replaced."""

    weights: Weights
    variants: Variants = field(default_factory=dict)
    frequencies: Frequencies = field(default_factory=Frequencies)

    @classmethod
    def of(cls, linkage: Linkage) -> "Model":
        """The model with which a country starts."""
        return cls(linkage.start, variants_of((row.canonical, row.variant) for row in linkage.variants))

    @property
    def version(self) -> str:
        """The name of the version, which a decision keeps."""
        return self.weights.version

    @property
    def thresholds(self) -> Thresholds:
        """From which sum above chance which word is said."""
        return self.weights.thresholds

    @property
    def by_chance(self) -> float:
        """How many bits it takes to be one of this many persons."""
        return log2(self.weights.persons)

    def weight(self, name: str, level: str) -> float:
        """The weight of a level of a field, in bits."""
        return self.weights.weights[name][level]

    def most(self, name: str) -> float:
        """The most that a field can weigh, in bits: on its best level, with the rarest value."""
        kinds = SHARE_KINDS.get(name, ())
        rarest = [
            min(self.frequencies.floors[kind], *self.frequencies.shares.get(kind, {}).values(), 0.0)
            for kind in kinds
            if kind in self.frequencies.floors
        ]
        change = max((self.change_by_share(name, share) for share in rarest), default=0.0)
        return max(0.0, *self.weights.weights[name].values()) + max(change, 0.0)

    def among(self, persons: int) -> "Model":
        """The same model, for a comparison among so many persons."""
        return replace(self, weights=replace(self.weights, persons=persons))

    def change_by_share(self, name: str, log2_share: float | None) -> float:
        """By how much a rare value counts more than a usual one, or a frequent one less; 0 if nothing was counted."""
        return 0.0 if log2_share is None else log2(self.weights.usual_shares[name]) - log2_share
