"""The grid: what is ever published, fixed when the log is begun.

For each dimension it lists the finest values that anything published tells apart, groups of them, and what others use.
What may be published never overlaps unless one lies inside the other: windows of time above all.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING, Any

from .sensitive import Rules
from .statements import region_of
from .tables import TableProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .statements import Region

NEUTRAL_SIGN = "\N{EN DASH}"


@dataclass(frozen=True)
class Scale:
    """One dimension of the grid."""

    name: str
    values: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    others: Mapping[str, frozenset[str]]
    published: frozenset[str]

    def values_of(self, category: str, *, elsewhere: bool = False) -> frozenset[str]:
        """The finest values in a category. Figures of others may use more categories than our own."""
        if category in self.groups and (elsewhere or category in self.published):
            return self.groups[category]
        if category in self.values and (elsewhere or category in self.published):
            return frozenset([category])
        if elsewhere and category in self.others:
            return self.others[category]
        known = ", ".join(
            f"“{of}”" for of in [*self.values, *self.groups] if elsewhere or of in self.published
        )
        raise TableProblem(f"“{category}” of “{self.name}” is not on the grid. It has {known}.")


@dataclass(frozen=True)
class Grid:
    """All dimensions, the rules, and cells that are empty by their meaning."""

    scales: Mapping[str, Scale]
    rules: Rules
    impossible: tuple[Region, ...]
    seconds: float
    data: Mapping[str, Any]

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        return {name: scale.values for name, scale in self.scales.items()}

    def scale(self, name: str) -> Scale:
        """The dimension of this name."""
        if name not in self.scales:
            known = ", ".join(f"“{of}”" for of in self.scales)
            raise TableProblem(f"“{name}” is not a dimension of the grid. It has {known}.")
        return self.scales[name]

    def region(self, named: Mapping[str, frozenset[str]]) -> Region:
        """A region in the one way in which it is written: a dimension of which it holds everything is left out."""
        return region_of({name: of for name, of in named.items() if len(of) < len(self.scales[name].values)})


def read_grid(path: Path) -> Grid:
    """The grid in a TOML file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise TableProblem(f"The grid {path.name} is not a TOML file: {problem}.") from problem
    return grid_of(data)


def grid_of(data: Mapping[str, Any]) -> Grid:
    """The grid that these data say."""
    unknown = set(data) - {"rules", "seconds", "dimensions", "impossible"}
    if unknown:
        raise TableProblem(f"The grid has “{min(unknown)}”, which means nothing. Take it out or correct it.")
    if not isinstance(data.get("dimensions"), dict) or not data["dimensions"]:
        raise TableProblem("The grid needs a part [dimensions.NAME] with “values” for each dimension.")
    scales = {name: _scale(name, of) for name, of in data["dimensions"].items()}
    impossible = tuple(
        region_of({name: _values(scales, name, of) for name, of in entry.items()})
        for entry in data.get("impossible", [])
    )
    return Grid(scales, _rules(data.get("rules", {})), impossible, float(data.get("seconds", 60)), dict(data))


def _rules(data: Mapping[str, Any]) -> Rules:
    known = {of.name for of in fields(Rules)}
    for name, value in data.items():
        if name not in known or not isinstance(value, int):
            raise TableProblem(
                f"“{name}” of [rules] is not a rule with a whole number. Rules: {', '.join(sorted(known))}."
            )
    threshold = data.get("threshold", Rules.threshold)
    return Rules(**{"width": threshold - 1, **data})


def _values(scales: Mapping[str, Scale], name: str, categories: list[str]) -> frozenset[str]:
    if name not in scales:
        raise TableProblem(f"[[impossible]] names “{name}”, which is not a dimension of the grid.")
    return frozenset().union(*(scales[name].values_of(of, elsewhere=True) for of in categories))


def _scale(name: str, data: Mapping[str, Any]) -> Scale:
    values = tuple(data.get("values", ()))
    if not values or len(set(values)) != len(values) or not all(isinstance(of, str) for of in values):
        raise TableProblem(f"“values” of “{name}” must be a list of different texts.")
    groups, others = (
        {key: frozenset(of) for key, of in data.get(part, {}).items()} for part in ("groups", "others")
    )
    for key, of in [*groups.items(), *others.items()]:
        if not of or not of <= set(values):
            raise TableProblem(f"“{key}” of “{name}” must consist of values that “{name}” has.")
    published = frozenset(data.get("published", [*values, *groups]))
    if not published <= {*values, *groups}:
        raise TableProblem(f"“published” of “{name}” must consist of its values and groups.")
    scale = Scale(name, values, groups, others, published)
    for one, other in combinations(sorted(published), 2):
        first, second = scale.values_of(one), scale.values_of(other)
        if first & second and not (first < second or second < first):
            raise TableProblem(
                f"“{one}” and “{other}” of “{name}” overlap. What is published must not overlap unless one lies "
                "inside the other."
            )
    return scale
