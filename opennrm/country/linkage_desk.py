"""Which records are compared by the system itself, and by when the linkage desk looks at what it finds."""

from dataclasses import dataclass

from opennrm.country.toml_table import Table

MOST_OFTEN = 100.0
"""Nothing makes a look worth more than this many others."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """How many times as much a look at two records is worth if one of them is urgent, of a young child, or not taken.

    A child is young below the age of `young_below`.
    """

    urgent: float
    young: float
    unassigned: float
    young_below: int


@dataclass(frozen=True, kw_only=True)
class TwoPeople:
    """Of which pairs two people at the desk have to say the same before it stands.

    `of_one_household`: those that may be brothers, sisters or twins. `other_sex`: those of which one record says that
    the child is a girl, and the other that it is a boy. `urgent`: those of which one case is urgent.
    """

    of_one_household: bool
    other_sex: bool
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class Desk:
    """How records are compared that nobody sees together.

    `across_agencies`: whether records of different agencies are compared at all. `decide_within_days`: how soon
    somebody should have decided about two records. `sheet_kept_days`: for how long the sheet with the fields of both is
    kept after that. `encodings_kept_days`: for how long a result of matching lists without names can still be read in.
    """

    across_agencies: bool
    decide_within_days: int
    sheet_kept_days: int
    encodings_kept_days: int
    worth: Worth
    two_people: TwoPeople


def read(table: Table) -> Desk:
    """Read the table [desk] of linkage.toml."""
    worth, two_people = table.table("worth"), table.table("two_people")
    found = Desk(
        across_agencies=table.flag("across_agencies"),
        decide_within_days=table.number("decide_within_days", minimum=1, maximum=366),
        sheet_kept_days=table.number("sheet_kept_days", minimum=1, maximum=366),
        encodings_kept_days=table.number("encodings_kept_days", minimum=1, maximum=366),
        worth=Worth(
            urgent=worth.decimal("urgent", minimum=1, maximum=MOST_OFTEN),
            young=worth.decimal("young", minimum=1, maximum=MOST_OFTEN),
            unassigned=worth.decimal("unassigned", minimum=1, maximum=MOST_OFTEN),
            young_below=worth.number("young_below", minimum=1, maximum=18),
        ),
        two_people=TwoPeople(
            of_one_household=two_people.flag("of_one_household"),
            other_sex=two_people.flag("other_sex"),
            urgent=two_people.flag("urgent"),
        ),
    )
    for inner in (worth, two_people, table):
        inner.refuse_unknown_keys()
    return found
