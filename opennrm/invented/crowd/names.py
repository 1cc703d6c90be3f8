"""The names of the crowd: some are frequent, most are borne by few, as in life."""

import tomllib
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from random import Random

FILE = Path(__file__).parent / "names.toml"
GIVEN_EXPONENT, FAMILY_EXPONENT = 0.62, 0.55
"""Of Zipf's law: the n-th name is borne by 1 / n to the power of this."""


@dataclass(frozen=True)
class Choice:
    """Names with how often each is borne."""

    names: Sequence[str]
    shares: Sequence[float]

    @classmethod
    def by_rank(cls, names: Sequence[str], exponent: float) -> "Choice":
        """Names in the order of how common they are."""
        return cls(names, list(accumulate(1 / rank**exponent for rank in range(1, len(names) + 1))))

    def draw(self, dice: Random) -> str:
        """One of the names."""
        return self.names[bisect(self.shares, dice.random() * self.shares[-1])]


@dataclass(frozen=True)
class Group:
    """People whose names have one form."""

    code: str
    girls: Choice
    boys: Choice
    families: Choice


@dataclass(frozen=True)
class Names:
    """All names of the crowd, and the other forms that some of them have."""

    groups: Choice
    by_code: Mapping[str, Group]
    pets: Mapping[str, Sequence[str]]
    spellings: Mapping[str, Sequence[str]]
    romanised: Mapping[str, Sequence[str]]
    street: Sequence[str]
    schools: Choice

    def group(self, dice: Random) -> Group:
        """The group of somebody."""
        return self.by_code[self.groups.draw(dice)]


@cache
def names() -> Names:
    """The names, read once."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    groups = {code: table for code, table in read.items() if "share" in table}
    return Names(
        groups=Choice(list(groups), list(accumulate(table["share"] for table in groups.values()))),
        by_code={code: _group(code, table) for code, table in groups.items()},
        pets=_forms(read["pets"]),
        spellings=_forms(read["creole_forms"]),
        romanised=_forms(read["romanised_forms"]),
        street=_words(read["street"]["names"]),
        schools=Choice.by_rank(_words(read["street"]["schools"]), GIVEN_EXPONENT),
    )


def _group(code: str, table: Mapping[str, str]) -> Group:
    return Group(
        code=code,
        girls=Choice.by_rank(_common_and_rare(table, "girls", "girl"), GIVEN_EXPONENT),
        boys=Choice.by_rank(_common_and_rare(table, "boys", "boy"), GIVEN_EXPONENT),
        families=Choice.by_rank(_common_and_rare(table, "families", "family"), FAMILY_EXPONENT),
    )


def _common_and_rare(table: Mapping[str, str], common: str, rare: str) -> list[str]:
    """The common names, and those that are put together from two parts, in an order that mixes the parts."""
    beginnings, endings = _words(table[f"{rare}_beginnings"]), _words(table[f"{rare}_endings"])
    pairs = product(range(len(beginnings)), range(len(endings)))
    mixed = sorted(pairs, key=lambda pair: (pair[0] * 7 + pair[1] * 11) % 13)
    made = (_joined(beginnings[first], endings[second]) for first, second in mixed)
    return list(dict.fromkeys([*_words(table[common]), *made]))


def _joined(beginning: str, ending: str) -> str:
    return beginning + (ending.capitalize() if beginning[-1] in "- " else ending)


def _words(text: str) -> list[str]:
    return [word.replace("~", " ") for word in text.split()]


def _forms(table: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: _words(text) for name, text in table.items()}
