"""The errors that lists of people have, with how often each happens in the worst of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from .households import AREAS, Person, document_number, guardian, telephone
from .names import Names, names

HARD, MODERATE = 1.0, 0.35
"""All rates times this."""
IN_FIRST_RECORD = 0.45
"""The errors of names in the first record of somebody, times this."""
ORDER = {"english": 0.02, "creole": 0.06, "spanish": 0.02, "chinese": 0.20, "indian": 0.10}
"""How often given names and family name stand in each other's place."""
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioiosdfghjklkxcvbnmn", strict=True))
_RESPELLED = (
    ("ph", "f"), ("ck", "k"), ("ee", "ie"), ("ie", "y"), ("th", "t"), ("sh", "ch"), ("ou", "u"), ("ll", "l"),
    ("nn", "n"), ("tt", "t"), ("ss", "s"), ("z", "s"), ("c", "k"), ("y", "i"), ("v", "b"), ("j", "g"), ("o", "u"),
    ("e", "a"), ("i", "e"), ("s", "z"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What one list says of somebody, in the columns of a list. An empty text is not known."""

    given_names: str
    family_name: str
    second_family_name: str
    middle_names: str
    other_names: str
    born: str
    born_estimated: str
    sex: str
    area: str
    telephone: str
    document_number: str
    school: str
    guardian: str


class Clerk:
    """Writes people down, with errors."""

    def __init__(self, dice: Random, rate: float) -> None:
        self._dice, self._rate, self._names = dice, rate, names()
        self._happens = dice.random

    def written(self, person: Person, *, is_first: bool) -> Written:
        """One more record of somebody."""
        of_names = self._rate * (IN_FIRST_RECORD if is_first else 1.0)
        given, family = self._given(person, of_names), self._family(person, of_names)
        if self._happens() < ORDER[person.group.code] * of_names:
            given, family = family, given
        second = person.second_family_name
        if second and self._happens() < 0.38 * of_names:
            second = ""
        if second and self._happens() < 0.40:
            family, second = f"{family} {second}", ""
        born, estimated = self._born(person.born)
        return Written(
            given_names=given,
            family_name=family,
            second_family_name=second,
            middle_names=self._known(person.middle_names, 0.60),
            other_names=self._known(person.alias, 0.50),
            born=born,
            born_estimated=estimated,
            sex=self._sex(person.sex),
            area=self._area(person.area),
            telephone=self._telephone(person.telephone),
            document_number=self._document(person.document_number),
            school=self._school(person.school),
            guardian=self._guardian(person, of_names),
        )

    def _known(self, text: str, share: float) -> str:
        return text if text and self._happens() < share else ""

    def _given(self, person: Person, rate: float) -> str:
        name, roll = person.given_names, self._happens()
        if roll < 0.10 * rate:
            name = self._one_of(self._names.pets.get(name), name)
        elif roll < 0.13 * rate:
            name = person.alias or name
        elif roll < 0.20 * rate:
            name = self._spelling(name)
        elif roll < 0.24 * rate:
            name = person.middle_names or name
        elif roll < 0.255 * rate:
            name = name[0]
        elif self._happens() < 0.14 * rate:
            name = self._half(name)
        return self._typed(name, rate)

    def _family(self, person: Person, rate: float) -> str:
        name = person.family_name
        if person.other_family_name and self._happens() < 0.45 * rate:
            name = person.other_family_name
        elif name in self._names.romanised and self._happens() < 0.35 * rate:
            name = self._one_of(self._names.romanised[name], name)
        elif self._happens() < 0.08 * rate:
            name = self._spelling(name)
        elif "-" in name and self._happens() < 0.07 * rate:
            name = self._half(name)
        return self._typed(name, rate)

    def _one_of(self, forms: Sequence[str] | None, name: str) -> str:
        return self._dice.choice(forms) if forms else name

    def _half(self, name: str) -> str:
        """One half of a double name."""
        parts = name.replace("-", " ").split()
        return parts[int(self._happens() * 2)] if len(parts) == 2 else name

    def _spelling(self, name: str) -> str:
        """As somebody spells it who has heard it."""
        known: Names = self._names
        if forms := known.spellings.get(name) or known.romanised.get(name):
            return self._dice.choice(forms)
        possible = [pair for pair in _RESPELLED if pair[0] in name[1:]]
        if not possible:
            return name + "e"
        old, new = self._dice.choice(possible)
        return name[0] + name[1:].replace(old, new, 1)

    def _typed(self, name: str, rate: float) -> str:
        if len(name) < 3 or self._happens() >= 0.07 * rate:
            return name
        place, kind = 1 + int(self._happens() * (len(name) - 2)), self._happens()
        if kind < 0.30:
            return name[:place] + name[place + 1 :]
        if kind < 0.55:
            return name[:place] + _NEIGHBOURS.get(name[place], name[place]) + name[place + 1 :]
        if kind < 0.80:
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        return name[:place] + name[place] + name[place:]

    def _born(self, day: date) -> tuple[str, str]:
        roll, rate = self._happens(), self._rate
        if roll < 0.10 * rate:
            return "", ""
        if roll < 0.22 * rate:
            return f"{day.year + int(self._happens() * 5) - 2}-01-01", "yes"
        if roll < 0.255 * rate and day.day <= 12:
            return f"{day.year}-{day.day:02}-{day.month:02}", ""
        text = day.isoformat()
        if 0.255 * rate <= roll < 0.285 * rate:
            return self._one_digit(day), ""
        if 0.285 * rate <= roll < 0.30 * rate:
            return f"{day.year + (1 if self._happens() < 0.5 else -1)}{text[4:]}", ""
        return text, ""

    def _one_digit(self, day: date) -> str:
        """The day with one wrong digit that still makes a date."""
        text = day.isoformat()
        for _ in range(20):
            place = self._dice.choice((3, 5, 6, 8, 9))
            wrong = text[:place] + str(int(self._happens() * 10)) + text[place + 1 :]
            try:
                if date.fromisoformat(wrong) != day:
                    return wrong
            except ValueError:
                continue
        return text

    def _sex(self, sex: str) -> str:
        roll = self._happens()
        if roll < 0.02 * self._rate:
            return ""
        if roll < 0.03 * self._rate:
            return "male" if sex == "female" else "female"
        return sex

    def _area(self, area: str) -> str:
        roll = self._happens()
        if roll < 0.04 * self._rate:
            return ""
        return AREAS.draw(self._dice) if roll < 0.16 * self._rate else area

    def _telephone(self, number: str) -> str:
        if self._happens() >= 0.45:
            return ""
        roll = self._happens()
        if roll < 0.30 * self._rate:
            return telephone(self._dice)
        return self._wrong_digit(number) if roll < 0.33 * self._rate else number

    def _document(self, number: str) -> str:
        if self._happens() >= 0.20:
            return ""
        roll = self._happens()
        if roll < 0.10 * self._rate:
            return document_number(self._dice)
        return self._wrong_digit(number) if roll < 0.13 * self._rate else number

    def _wrong_digit(self, number: str) -> str:
        place = len(number) - 1 - int(self._happens() * 4)
        return number[:place] + str(int(self._happens() * 10)) + number[place + 1 :]

    def _school(self, school: str) -> str:
        if self._happens() >= 0.45:
            return ""
        changed = self._happens() < 0.25 * self._rate
        return self._typed(self._names.schools.draw(self._dice) if changed else school, self._rate)

    def _guardian(self, person: Person, rate: float) -> str:
        if self._happens() >= 0.50:
            return ""
        if self._happens() < 0.15 * self._rate:
            return guardian(self._dice, person.group)
        given, _, family = person.guardian.partition(" ")
        roll = self._happens()
        if roll < 0.08 * rate:
            return given
        if roll < 0.14 * rate:
            family = self._spelling(family)
        return self._typed(f"{given} {family}", rate)
