"""Invented rows: a list has one for each hundred people, which nobody can be matched with.

Only the sender and the auditor know which they are. If a result matches one, the matching was wrong or is a lie.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

from opennrm.foundation.partial_dates import PartialDate
from opennrm.linkage.encodings import comparing
from opennrm.linkage.encodings.filters import Encoder, Encodings
from opennrm.linkage.encodings.records import Record

Thing = TypeVar("Thing")

SHARE = 0.01
LIKE = 6000
"""Dice in ten-thousandths: an invented person is less alike than this to everybody in the list."""
_TRIES = 20
_SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwz" for vowel in "aeiou"]


class Draws:
    """Numbers that only the holder of a seed can foresee."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._count = seed, 0

    def below(self, bound: int) -> int:
        """A number from 0 on that is smaller than this."""
        self._count += 1
        drawn = hashlib.shake_256(self._seed + self._count.to_bytes(8)).digest(16)
        return int.from_bytes(drawn) % bound

    def one_of(self, things: Sequence[Thing]) -> Thing:
        return things[self.below(len(things))]


def invented(records: Sequence[Record], filters: Encodings, encoder: Encoder, draws: Draws) -> list[Record]:
    """One invented person for each hundred people begun, made of parts of many and like nobody among them.

    `filters` are those of the people without noise.
    """
    wanted = math.ceil(SHARE * len(records))
    made: list[Record] = []
    for attempt in range(_TRIES):
        blend = _blended if attempt < _TRIES // 2 else _of_syllables
        drawn = [blend(records, draws) for _ in range(wanted - len(made))]
        found = comparing.pairs(encoder.without_noise(drawn), filters, LIKE)
        alike = {int(number) for number in found.first}
        made += [each for number, each in enumerate(drawn) if number not in alike and each not in made]
        if len(made) == wanted:
            break
    return made


def _blended(records: Sequence[Record], draws: Draws) -> Record:
    """Names and a date of birth put together from several people, so that the bits look as everybody's do."""
    givens, families = ([draws.one_of(records)[place] for _ in range(2)] for place in (0, 1))
    return Record(_crossed(givens), _crossed(families), *_rest(records, draws))


def _crossed(names: Sequence[str]) -> str:
    first, second = names
    return first[: (len(first) + 1) // 2] + second[len(second) // 2 :]


def _of_syllables(records: Sequence[Record], draws: Draws) -> Record:
    given, family = ("".join(draws.one_of(_SYLLABLES) for _ in range(2 + draws.below(3))) for _ in range(2))
    return Record(given, family, *_rest(records, draws))


def _rest(records: Sequence[Record], draws: Draws) -> tuple[str, str, str]:
    years, days = draws.one_of(records).date_of_birth, draws.one_of(records).date_of_birth
    born = years if len(years) < 8 or len(days) < 8 else years[:4] + days[4:]
    try:
        PartialDate.fromisoformat(f"{born[:4]}-{born[4:6]}-{born[6:]}".rstrip("-"))
    except ValueError:
        born = years
    return born, draws.one_of(records).sex, draws.one_of(records).area
