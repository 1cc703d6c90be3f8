"""The table of consent of Jamaica, cell by cell: whose agreement each purpose needs at each age."""

import pytest

from opennrm.consents import rules
from opennrm.country.consents import Withdrawal
from tests.country.packs import JAMAICA, loaded

AGES = {
    "0 to 5": (0, 5),
    "6 to 11": (6, 11),
    "12 to 15": (12, 15),
    "16 and 17": (16, 17),
    "from 18": (18, 40),
}
TWO = "A+G or A+S"
TABLE = {
    "urgent_protection": ("N", "N", "N", "N", "W"),
    "case_work": ("N", "N", "N", "N", "C"),
    "service_referral": ("G or S", TWO, TWO, "C", "C"),
    "emergency_treatment": ("N", "N", "N", "N", "C"),
    "planned_treatment": ("G or S", TWO, TWO, "C", "C"),
    "forensic_examination": ("G or S", TWO, TWO, "C", "C"),
    "recorded_interview": ("G or S", TWO, TWO, "C, guardian_told", "C"),
    "recording_therapist": ("X", TWO, TWO, "C", "C"),
    "recording_training": ("X", "X", "X", "X", "C, disguised"),
    "family_contact": ("G or S, best_interests", "A, best_interests", "A", "C", "C"),
    "immigration_return": (
        "S, best_interests",
        "A+S, determination",
        "A+S, determination",
        "C, determination",
        "C",
    ),
    "linkage": ("N", "N", "N", "N", "N"),
    "publication": ("X", "X", "X", "X", "C"),
    "figures": ("N", "N", "N", "N", "N"),
}
CELLS = [
    (purpose, band, expected)
    for purpose, row in TABLE.items()
    for band, expected in zip(AGES, row, strict=True)
]


@pytest.mark.parametrize(("purpose", "band", "expected"), CELLS)
def test_each_cell_asks_whom_the_table_says(purpose: str, band: str, expected: str) -> None:
    consents = loaded(JAMAICA).consents
    letters, _, conditions = expected.partition(", ")
    with_guardian, _, without = letters.partition(" or ")
    for age in AGES[band]:
        cell = consents.cell(purpose, age)
        safe, others = rules.needed(cell, {"safe"}), [rules.needed(cell, s) for s in ([], *UNSAFE)]
        assert safe.letter == with_guardian
        assert {each.letter for each in others} == {without or with_guardian}
        assert {str(each) for each in safe.conditions} == set(filter(None, [conditions]))


UNSAFE = (["implicated"], ["unclear"], ["unreachable"])


def test_every_purpose_of_the_table_is_in_the_pack_and_no_other() -> None:
    assert set(loaded(JAMAICA).consents.purposes) == set(TABLE)


def test_somebody_whose_age_nobody_knows_counts_as_the_youngest() -> None:
    consents = loaded(JAMAICA).consents
    assert consents.cell("service_referral", None) == consents.cell("service_referral", 0)


def test_what_protects_a_child_cannot_be_withdrawn() -> None:
    assert loaded(JAMAICA).consents.purposes["urgent_protection"].withdrawal is Withdrawal.IMPOSSIBLE
