"""A screening instrument: the questions, their weights and their provenance, as one country pack states them.

An instrument is data. It says which answers show an act, which dimensions weigh means and purpose, and which
answers are decisive on their own; how a result follows from the answers is the matter of screening.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from opennrm.country.certainty import Certainty
from opennrm.country.problems import Problem
from opennrm.country.toml_table import Table, read_table


class Weight(StrEnum):
    """How strongly one answer points to its dimension."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Element(StrEnum):
    """What a dimension can show. The act is the third element and has no weights: one act is enough."""

    MEANS = "means"
    PURPOSE = "purpose"


class Phase(StrEnum):
    """When it happened. The same fact can weigh more at the destination than on the way there."""

    RECRUITMENT = "recruitment"
    DESTINATION = "destination"


class Population(StrEnum):
    """Whom the weights are made for. A pack that brings weights for adults is refused: they follow another rule."""

    CHILD = "child"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One statement that is answered. `weight` is None where answers are not weighed.

    `exploitation` names the forms of exploitation that a yes points to.
    """

    code: str
    text: str
    help: str
    weight: Weight | None
    source: str
    certainty: Certainty
    exploitation: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """Unweighted statements that belong together: the acts, or the first observations."""

    code: str
    title: str
    guidance: str
    items: tuple[Item, ...]
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Weighted statements that together show one element of trafficking in one phase."""

    code: str
    title: str
    guidance: str
    element: Element
    phase: Phase
    items: tuple[Item, ...]
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Override:
    """Facts that make `dimension` positive whatever the weights say: a yes to one of `any_of` is enough."""

    code: str
    title: str
    dimension: str
    any_of: tuple[str, ...]
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One version of a screening instrument. A screening keeps the code and version that it used.

    `guidance` tells the professional how to fill it in; `duty_to_report` is the country's sentence on the
    duty that no result ends.
    """

    code: str
    version: int
    title: str
    guidance: str
    duty_to_report: str
    source: str
    certainty: Certainty
    act: Section
    dimensions: tuple[Dimension, ...]
    overrides: tuple[Override, ...]
    observations: Section

    @property
    def sections(self) -> tuple[Section | Dimension, ...]:
        """Every group of questions, in the order in which they are filled in."""
        return (self.observations, self.act, *self.dimensions)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every question by its code."""
        return {item.code: item for section in self.sections for item in section.items}

    def dimension(self, code: str) -> Dimension:
        """Return one dimension.

        :raises KeyError: the instrument has no dimension of this code.
        """
        for dimension in self.dimensions:
            if dimension.code == code:
                return dimension
        raise KeyError(code)

    def overrides_of(self, dimension: Dimension) -> Iterator[Override]:
        """Yield the overrides that can make this dimension positive."""
        return (override for override in self.overrides if override.dimension == dimension.code)


class _Kind(StrEnum):
    SCREENING = "screening"


@dataclass(frozen=True)
class _Codes:
    """The codes that stand in the instrument so far, and those of the pack that it may name."""

    used: set[str]
    exploitation_types: Collection[str]


def read(path: Path, problems: list[Problem], exploitation_types: Collection[str]) -> Instrument | None:
    """Read one instrument from a TOML file.

    :param exploitation_types: the forms of exploitation to which an answer may point.

    Every fault is appended to `problems` with its file, line and remedy. The answer is None as soon as there
    is one, because a half-read instrument would screen children by half of its questions.
    """
    faults_before = len(problems)
    table = read_table(path, problems)
    if table is None:
        return None
    instrument = _instrument(table, _Codes(set(), exploitation_types))
    return instrument if len(problems) == faults_before else None


def _instrument(table: Table, codes: _Codes) -> Instrument:
    table.required_choice("kind", _Kind)
    table.required_choice("population", Population)
    override_tables = table.tables("overrides", optional=True)
    overrides = tuple(_override(inner) for inner in override_tables)
    decisive = frozenset(code for override in overrides for code in override.any_of)
    instrument = Instrument(
        code=table.code("code"),
        version=table.positive_number("version"),
        title=table.text("title"),
        guidance=table.text("guidance"),
        duty_to_report=table.text("duty_to_report"),
        source=table.text("source"),
        certainty=table.required_choice("certainty", Certainty) or Certainty.PROPOSAL,
        observations=_section(table.table("observations"), "observations", codes),
        act=_section(table.table("act"), "act", codes),
        dimensions=tuple(_dimension(inner, codes, decisive) for inner in table.tables("dimensions")),
        overrides=overrides,
    )
    table.refuse_unknown_keys()
    _refuse_missing_purpose(table, instrument)
    for override_table, override in zip(override_tables, overrides, strict=True):
        _refuse_broken_override(override_table, override, instrument, codes.used)
    return instrument


def _section(table: Table, code: str, codes: _Codes) -> Section:
    source, certainty = _provenance(table)
    section = Section(
        code=code,
        title=table.text("title"),
        guidance=table.text("guidance"),
        items=tuple(
            _item(inner, codes, weight=None, source=source, certainty=certainty)
            for inner in table.tables("items")
        ),
        source=source,
        certainty=certainty,
    )
    table.refuse_unknown_keys()
    return section


def _dimension(table: Table, codes: _Codes, decisive: frozenset[str]) -> Dimension:
    source, certainty = _provenance(table)
    dimension = Dimension(
        code=_unused_code(table, codes.used),
        title=table.text("title"),
        guidance=table.text("guidance"),
        element=table.required_choice("element", Element) or Element.MEANS,
        phase=table.required_choice("phase", Phase) or Phase.DESTINATION,
        items=tuple(
            _item(
                inner,
                codes,
                weight=_weight(inner, decisive),
                source=source,
                certainty=certainty,
            )
            for inner in table.tables("items")
        ),
        source=source,
        certainty=certainty,
    )
    table.refuse_unknown_keys()
    return dimension


def _weight(table: Table, decisive: frozenset[str]) -> Weight | None:
    weight = table.required_choice("weight", Weight, none="none")
    if table.peek("weight") == "none" and table.peek("code") not in decisive:
        table.refuse(
            "weight",
            "This item has no weight and no override names it, so its answer would not count.",
            "Give it a weight, or name its code in the any_of of an override.",
        )
    return weight


def _item(table: Table, codes: _Codes, *, weight: Weight | None, source: str, certainty: Certainty) -> Item:
    item = Item(
        code=_unused_code(table, codes.used),
        text=table.text("text"),
        help=table.text("help"),
        weight=weight,
        source=table.text("source", default=source),
        certainty=table.choice("certainty", Certainty, default=certainty),
        exploitation=table.known_codes("exploitation", codes.exploitation_types, optional=True),
    )
    table.refuse_unknown_keys()
    return item


def _override(table: Table) -> Override:
    source, certainty = _provenance(table)
    override = Override(
        code=table.code("code"),
        title=table.text("title"),
        dimension=table.code("dimension"),
        any_of=table.codes("any_of"),
        source=source,
        certainty=certainty,
    )
    table.refuse_unknown_keys()
    return override


def _provenance(table: Table) -> tuple[str, Certainty]:
    return table.text("source"), table.required_choice("certainty", Certainty) or Certainty.PROPOSAL


def _unused_code(table: Table, used_codes: set[str]) -> str:
    code = table.code("code")
    if code in used_codes:
        table.refuse(
            "code", f"The code “{code}” is used twice.", "Give each dimension, item and override its own."
        )
    used_codes.add(code)
    return code


def _refuse_missing_purpose(table: Table, instrument: Instrument) -> None:
    if instrument.dimensions and all(found.element != Element.PURPOSE for found in instrument.dimensions):
        table.refuse(
            "dimensions",
            "No dimension shows the purpose, so no child could ever be presumed to be a victim.",
            'Give the dimension about exploitation element = "purpose".',
        )


def _refuse_broken_override(
    table: Table, override: Override, instrument: Instrument, used_codes: set[str]
) -> None:
    _unused_code(table, used_codes)
    dimensions = {dimension.code: dimension for dimension in instrument.dimensions}
    if not override.dimension:
        return
    if override.dimension not in dimensions:
        known = ", ".join(dimensions)
        table.refuse("dimension", f"There is no dimension “{override.dimension}”.", f"Use one of: {known}.")
        return
    own_items = {item.code for item in dimensions[override.dimension].items}
    for code in override.any_of:
        if code not in own_items:
            table.refuse(
                "any_of",
                f"“{code}” is not an item of the dimension “{override.dimension}”.",
                "Name items of the dimension that the override decides.",
            )
