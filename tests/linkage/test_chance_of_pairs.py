"""Which pairs are looked at by chance, and which need two people: decided without the database."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from uuid import UUID, uuid5

import pytest

from opennrm.country.linkage_desk import TwoPeople
from opennrm.country.pack import pack
from opennrm.linkage import pairs
from opennrm.linkage.opened import model
from opennrm.linkage.pairs import LOWER_BITS, LOWER_SHARE, Found
from opennrm.linkage.rules import Word

NAMESPACE = UUID(int=7)
MANY = 4_000


@dataclass
class Compared:
    """What a comparison said of two records."""

    sum: float
    word: Word = Word.NONE
    is_household: bool = False
    findings: tuple = ()


def found(number: int, compared: Compared, *, is_urgent: bool = False) -> Found:
    case = SimpleNamespace(is_urgent=is_urgent, age=15, assigned_to_id=1, closed_at=None)
    low, high = (
        SimpleNamespace(person_id=uuid5(NAMESPACE, f"{number} {side}"), facts=case)
        for side in ("low", "high")
    )
    return Found(low, high, compared)  # type: ignore[arg-type]


def below(bits: float) -> Compared:
    """So many bits below what is shown as "possible"."""
    return Compared(sum=model().by_chance + model().thresholds.possible - bits)


def test_of_pairs_just_below_possible_one_in_twenty_is_looked_at_and_always_the_same_ones():
    taken = [found(number, below(1.0)).is_worth_a_look for number in range(MANY)]
    assert abs(sum(taken) / MANY - LOWER_SHARE) < 0.015
    assert taken == [found(number, below(1.0)).is_worth_a_look for number in range(MANY)]


def test_what_is_further_below_is_never_looked_at():
    assert not any(found(number, below(LOWER_BITS + 0.1)).is_worth_a_look for number in range(MANY))


def test_what_is_taken_by_chance_stands_anywhere_in_the_order():
    places = [found(number, below(1.0)).priority for number in range(MANY)]
    assert min(places) < 0.01
    assert max(places) > 0.99
    assert abs(sum(places) / MANY - 0.5) < 0.03


OTHER_SEX = (SimpleNamespace(field="sex", level="other"),)


@pytest.mark.parametrize(
    ("rule", "compared", "is_urgent", "needs_two"),
    [
        ({"of_one_household": True}, Compared(20, is_household=True), False, True),
        ({"of_one_household": False}, Compared(20, is_household=True), False, False),
        ({"other_sex": True}, Compared(20, findings=OTHER_SEX), False, True),
        ({"other_sex": False}, Compared(20, findings=OTHER_SEX), False, False),
        ({"urgent": True}, Compared(20), True, True),
        ({"urgent": True}, Compared(20), False, False),
        ({"urgent": False}, Compared(20), True, False),
    ],
)
def test_the_pack_says_which_pairs_need_two_people(monkeypatch, rule, compared, is_urgent, needs_two):
    two = TwoPeople(**{"of_one_household": False, "other_sex": False, "urgent": False, **rule})
    linkage = replace(pack().linkage, desk=replace(pack().linkage.desk, two_people=two))
    monkeypatch.setattr(pairs, "pack", lambda: SimpleNamespace(linkage=linkage))
    assert found(1, compared, is_urgent=is_urgent).needs_two is needs_two
