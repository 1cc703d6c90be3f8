"""Models and records for the tests of the comparison, all invented."""

from math import log2

from opennrm.country.linkage import Weights
from opennrm.linkage.columns import Columns, columns_of
from opennrm.linkage.lists import record_of
from opennrm.linkage.model import Frequencies, Model
from opennrm.linkage.records import Record
from opennrm.linkage.rules import Comparison, compare
from opennrm.people.sounds import variants_of
from tests.country.packs import TEMPLATE, loaded

START: Weights = loaded(TEMPLATE).linkage.start
"""The weights that every pack starts with."""
PLAIN = Model(START)
"""Without variants and frequencies."""
VARIANTS = variants_of(
    [
        ("Elizabeth", "Liz"),
        ("Elizabeth", "Beth"),
        ("Bethany", "Beth"),
        ("Jean", "Jan"),
        ("Toussaint", "Tousen"),
    ]
)


def with_shares(**shares: float) -> Model:
    """A model that knows variants, and the frequencies of some given names and family names in percent."""
    kinds: dict[str, dict[str, float]] = {"given": {}, "family": {}}
    for name, percent in shares.items():
        kind, form = name.split("_")
        kinds[kind][form] = log2(percent / 100)
    usual = {kind: log2(START.usual_shares[field]) for kind, field in FIELDS.items()}
    return Model(
        START,
        VARIANTS,
        Frequencies(
            {**kinds, **{f"{kind}_first": forms for kind, forms in kinds.items()}},
            {**usual, **{f"{kind}_first": share for kind, share in usual.items()}},
        ),
    )


FIELDS = {"given": "given_names", "family": "family_name"}


def level(field: str, left: Record, right: Record, model: Model = PLAIN) -> str | None:
    """The level of one field, which is the same from either side."""
    one, other = (found_in(compare(*pair, model), field) for pair in ((left, right), (right, left)))
    assert one == other
    return one


def found_in(comparison: Comparison, field: str) -> str | None:
    """The level that a comparison found in a field."""
    return next(finding.level for finding in comparison.findings if finding.field == field)


def crowd(number: int, *, seed: int, errors: str, model: Model) -> tuple[list[Record], Columns, list[int]]:
    """Invented people as records and as columns, with the number of the person of each."""
    from opennrm.invented.crowd import files

    rows = list(files.rows(number, seed=seed, errors=errors))
    names = files.COLUMNS[2:]
    records = [record_of({name: getattr(written, name) for name in names}) for _, _, written in rows]
    return records, columns_of(records, model.variants), [person for person, _, _ in rows]
