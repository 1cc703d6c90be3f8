"""Invented people in households, as they are: what lists say of them comes later, with its errors."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from .names import Choice, Group, Names, names

SIZES = Choice(["1", "2", "3", "4"], [62, 84, 95, 100])
AREAS = Choice.by_rank([f"Area {number:02}" for number in range(1, 15)], 0.5)
WITH_CHILDREN = 0.62
SAME_FAMILY_NAME, SAME_TELEPHONE, SAME_SCHOOL, SAME_GUARDIAN = 0.90, 0.75, 0.50, 0.85
TWINS, OTHER_FAMILY_NAME, ALIAS, PET_ALIAS, SECOND_GIVEN = 0.036, 0.06, 0.30, 0.60, 0.40
_YOUNGEST, _OLDEST_CHILD, _OLDEST = 2021, 2006, 1965
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. `other_family_name` is a second one in use, `second_family_name` the mother's."""

    number: int
    group: Group
    sex: str
    given_names: str
    middle_names: str
    family_name: str
    second_family_name: str
    other_family_name: str
    alias: str
    born: date
    area: str
    telephone: str
    document_number: str
    school: str
    guardian: str


def people(dice: Random) -> Iterator[Person]:
    """Invented people without end, household by household."""
    known, number = names(), 0
    while True:
        first = _somebody(dice, known, number)
        household = [first]
        for _ in range(int(SIZES.draw(dice)) - 1):
            household.append(_sibling(dice, known, household[-1], number + len(household)))
        number += len(household)
        yield from household


def _somebody(dice: Random, known: Names, number: int) -> Person:
    group = known.group(dice)
    sex = "female" if dice.random() < 0.55 else "male"
    given, middle = _given(dice, group, sex)
    oldest = _OLDEST_CHILD if dice.random() < WITH_CHILDREN else _OLDEST
    return Person(
        number=number,
        group=group,
        sex=sex,
        given_names=given,
        middle_names=middle,
        family_name=group.families.draw(dice),
        second_family_name=group.families.draw(dice) if group.code == "spanish" else "",
        other_family_name=group.families.draw(dice) if dice.random() < OTHER_FAMILY_NAME else "",
        alias=_alias(dice, known, given),
        born=_day(dice, oldest, _YOUNGEST),
        area=AREAS.draw(dice),
        telephone=telephone(dice),
        document_number=document_number(dice),
        school=known.schools.draw(dice),
        guardian=guardian(dice, group),
    )


def _sibling(dice: Random, known: Names, other: Person, number: int) -> Person:
    """A brother or sister of somebody: much is the same, but not the name."""
    sex = "female" if dice.random() < 0.55 else "male"
    given, middle = _given(dice, other.group, sex)
    born = other.born if dice.random() < TWINS else _day(dice, other.born.year - 8, other.born.year + 8)
    kept = replace(
        other,
        number=number,
        sex=sex,
        given_names=given,
        middle_names=middle,
        alias=_alias(dice, known, given),
        born=born,
        document_number=document_number(dice),
    )
    if dice.random() >= SAME_FAMILY_NAME:
        kept = replace(kept, family_name=other.group.families.draw(dice))
    if dice.random() >= SAME_TELEPHONE:
        kept = replace(kept, telephone=telephone(dice))
    if dice.random() >= SAME_SCHOOL:
        kept = replace(kept, school=known.schools.draw(dice))
    if dice.random() >= SAME_GUARDIAN:
        kept = replace(kept, guardian=guardian(dice, other.group))
    return kept


def _given(dice: Random, group: Group, sex: str) -> tuple[str, str]:
    choice = group.girls if sex == "female" else group.boys
    return choice.draw(dice), choice.draw(dice) if dice.random() < SECOND_GIVEN else ""


def _alias(dice: Random, known: Names, given: str) -> str:
    if dice.random() >= ALIAS:
        return ""
    if given in known.pets and dice.random() < PET_ALIAS:
        return dice.choice(known.pets[given])
    return dice.choice(known.street)


def _day(dice: Random, first: int, last: int) -> date:
    """A day of these years, and none that is still to come."""
    days = (date(min(last, _YOUNGEST) + 1, 1, 1) - date(first, 1, 1)).days
    return date(first, 1, 1) + timedelta(days=int(dice.random() * days))


def telephone(dice: Random) -> str:
    """A telephone number without a country."""
    return f"{int(200 + dice.random() * 700):03}-{int(dice.random() * 10_000):04}"


def document_number(dice: Random) -> str:
    """The number of a paper: a letter and seven digits."""
    return f"{_LETTERS[int(dice.random() * len(_LETTERS))]}{int(dice.random() * 10_000_000):07}"


def guardian(dice: Random, group: Group) -> str:
    """The name of a grown-up."""
    given = group.girls if dice.random() < 0.75 else group.boys
    return f"{given.draw(dice)} {group.families.draw(dice)}"
