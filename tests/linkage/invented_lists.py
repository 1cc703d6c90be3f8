"""Invented people as several agencies would write them down, with the mistakes that lists have."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from opennrm.invented.people import FAMILY, GIVEN
from opennrm.linkage.encodings.records import Record
from opennrm.people.rules import words

HEADINGS = ("First name", "Surname", "DOB", "Sex", "Parish")
_GIVEN, _FAMILY = (
    " a ie elle ton ro na mar lyn son isha von dre ka ine",
    " s ley ton field man worth er well by son more",
)
_AREAS = [
    f"{place} {part}" for place in ("North", "South", "East", "West") for part in ("Bay", "Hill", "River")
]


@dataclass(frozen=True)
class Somebody:
    """An invented person as a list shows them."""

    given: str
    family: str
    born: str
    sex: str
    area: str

    @property
    def record(self) -> Record:
        return Record(
            "".join(words(self.given)),
            "".join(words(self.family)),
            self.born.replace("-", ""),
            self.sex,
            "".join(words(self.area)),
        )


def people(count: int, seed: int) -> list[Somebody]:
    """So many different people. A few names are frequent, as everywhere."""
    dice = random.Random(seed)
    given, family = (
        [start + end for end in ends.split(" ") for start in starts]
        for starts, ends in ((GIVEN, _GIVEN), (FAMILY, _FAMILY))
    )
    weights = [[1 / (place + 3) ** 0.6 for place in range(len(names))] for names in (given, family)]
    found: dict[Somebody, None] = {}
    while len(found) < count:
        found.setdefault(
            Somebody(
                dice.choices(given, weights[0])[0],
                dice.choices(family, weights[1])[0],
                f"{dice.randint(2007, 2024)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
                dice.choice(("female", "male")),
                dice.choice(_AREAS),
            )
        )
    return list(found)


def written_again(person: Somebody, dice: random.Random, *, errors: float = 1.0) -> Somebody:
    """The same person as another agency wrote them down: some with a slip, some without a part."""

    def happens(share: float) -> bool:
        return dice.random() < share * errors

    if happens(0.05):
        person = replace(person, given=_slip(person.given, dice))
    if happens(0.05):
        person = replace(person, family=_slip(person.family, dice))
    if happens(0.007):
        person = replace(person, given=person.family, family=person.given)
    if happens(0.035):
        person = replace(person, born="")
    elif happens(0.04):
        person = replace(person, born=person.born[:4])
    elif happens(0.02):
        place = dice.choice((3, 9))
        person = replace(
            person, born=person.born[:place] + str(dice.randint(1, 8)) + person.born[place + 1 :]
        )
    if happens(0.01):
        person = replace(person, sex="")
    if happens(0.055):
        person = replace(person, area=dice.choice(["", *_AREAS]))
    return person


def _slip(name: str, dice: random.Random) -> str:
    place = dice.randrange(len(name))
    letter = dice.choice("aeiourstnlh")
    return dice.choice((name[:place] + name[place + 1 :], name[:place] + letter + name[place:])) or name


def write(path: Path, listed: Sequence[Somebody], headings: Sequence[str] = HEADINGS) -> Path:
    """The list as a spreadsheet saves it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows((each.given, each.family, each.born, each.sex, each.area) for each in listed)
    return path
