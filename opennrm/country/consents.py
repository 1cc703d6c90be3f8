"""Who agrees to what: for each purpose and age whose consent is needed, for how long it holds, and how it ends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


class Need(StrEnum):
    """Whose agreement a purpose needs at an age, as the pack writes it."""

    NONE = "N"
    """Nobody's; the child is told."""
    UNLESS_LIFE_AT_RISK = "W"
    """The person's own, unless a life is at risk."""
    OWN = "C"
    """The child's own consent is enough."""
    GUARDIAN_OR_STATE = "G/S"
    """A safe guardian's or the state's alone; a child who refuses is respected."""
    ASSENT_AND_GUARDIAN_OR_STATE = "A+G or A+S"
    """The child's assent, and the consent of a safe guardian; without one, of the state or a court."""
    ASSENT_AND_STATE = "A+S"
    ASSENT = "A"
    STATE = "S"
    NEVER = "X"


class Condition(StrEnum):
    """What has to be so besides; and what whoever asks is reminded of."""

    BEST_INTERESTS = auto()
    DETERMINATION = auto()
    GUARDIAN_TOLD = auto()
    DISGUISED = auto()


class Withdrawal(StrEnum):
    """Whether an agreement for a purpose can be withdrawn."""

    POSSIBLE = auto()
    IMPOSSIBLE = auto()
    OBJECTION = auto()
    """Nothing is agreed to; an objection is recorded, and looked at."""


class Unit(StrEnum):
    """In what it is counted how long a consent holds."""

    DAYS = auto()
    MONTHS = auto()


_LONGEST = {Unit.DAYS: 366, Unit.MONTHS: 24}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Whose agreement is needed at one age, and on which conditions."""

    need: Need
    conditions: frozenset[Condition] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ConsentPurpose:
    """For what a child, a guardian or the state agrees.

    `recipients` are the kinds of agency to which it is; none: somebody who is named. `cells` has one for each age.
    A consent holds for `lasts` units at most. `on_withdrawal` tells the child what then happens.
    """

    code: str
    title: str
    help: str
    recipients: tuple[str, ...]
    cells: tuple[Cell, ...]
    lasts: int
    unit: Unit
    withdrawal: Withdrawal
    on_withdrawal: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Consents:
    """The table of consent. `ages`: at which age each column begins.

    `services` and `joint_work` say for which purpose a service is asked, and an agency takes part.
    `ask_again_days` before a consent ends, and `of_age_days` before a child comes of age, a new one is asked for.
    """

    ages: tuple[int, ...]
    ask_again_days: int
    of_age_days: int
    purposes: Mapping[str, ConsentPurpose]
    services: Mapping[str, str]
    joint_work: Mapping[str, str]
    certainty: Certainty

    def cell(self, purpose: str, age: int | None) -> Cell:
        """The cell for somebody of this age; if nobody knows the age, that of the youngest."""
        reached = [position for position, begins in enumerate(self.ages) if begins <= (age or 0)]
        return self.purposes[purpose].cells[reached[-1]]


def read(
    table: Table, kinds: Collection[str], service_kinds: Collection[str], joint_purposes: Collection[str]
) -> Consents:
    """Read consents.toml, in which no cell, no kind of service and no purpose of joint work may be left out."""
    ages = _ages(table)
    used: set[str] = set()
    purposes = [_purpose(each, used, len(ages), kinds) for each in table.tables("purposes")]
    found = Consents(
        ages=ages,
        ask_again_days=table.number("ask_again_days", minimum=1, maximum=60),
        of_age_days=table.number("of_age_days", minimum=1, maximum=366),
        purposes=MappingProxyType({purpose.code: purpose for purpose in purposes}),
        services=_purposes_of(table.table("services"), service_kinds, used),
        joint_work=_purposes_of(table.table("joint_work"), joint_purposes, used),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _ages(table: Table) -> tuple[int, ...]:
    """The ages at which the columns begin: the first from birth on, and each later than the one before."""
    written = table.peek("ages")
    table.nothing("ages")
    numbers = written if isinstance(written, list) and all(type(age) is int for age in written) else []
    if not numbers or numbers[0] != 0 or numbers != sorted(set(numbers)):
        table.refuse("ages", "“ages” do not begin at 0, or do not rise.", "Write ages = [0, 6, 12, 16, 18].")
        return (0,)
    return tuple(numbers)


def _purpose(table: Table, used: set[str], columns: int, kinds: Collection[str]) -> ConsentPurpose:
    unit = table.required_choice("unit", Unit) or Unit.DAYS
    purpose = ConsentPurpose(
        code=table.unused_code(used),
        title=table.text("title"),
        help=table.text("help", default=""),
        recipients=table.known_codes("recipients", kinds, may_be_empty=True),
        cells=_cells(table, columns),
        lasts=table.number("lasts", minimum=1, maximum=_LONGEST[unit]),
        unit=unit,
        withdrawal=table.required_choice("withdrawal", Withdrawal) or Withdrawal.POSSIBLE,
        on_withdrawal=table.text("on_withdrawal"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return purpose


def _cells(table: Table, columns: int) -> tuple[Cell, ...]:
    written = table.codes("needs")
    if written and len(written) != columns:
        message = f"There are {len(written)} cells for {columns} ages."
        table.refuse("needs", message, "Write one cell for each of the ages.")
    cells = [_cell(table, text, position) for position, text in enumerate(written)]
    return tuple(cells[:columns] + [Cell(need=Need.NEVER)] * (columns - len(cells)))


def _cell(table: Table, text: str, position: int) -> Cell:
    need, *conditions = text.split(" + ")
    try:
        return Cell(need=Need(need), conditions=frozenset(map(Condition, conditions)))
    except ValueError:
        remedy = f"Write one of {', '.join(Need)}, and behind “ + ” one of {', '.join(Condition)}."
        table.refuse("needs", f"“{text}” is not a cell.", remedy, position=position)
        return Cell(need=Need.NEVER)


def _purposes_of(table: Table, codes: Collection[str], purposes: Collection[str]) -> Mapping[str, str]:
    """The purpose of each of these codes."""
    found = {code: table.known(code, purposes) for code in codes}
    table.refuse_unknown_keys()
    return MappingProxyType(found)
