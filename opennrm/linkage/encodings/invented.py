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
from opennrm.linkage.encodings.filters import Encoder, Encodings, grams
from opennrm.linkage.encodings.records import Record

Thing = TypeVar("Thing")

SHARE = 0.01
LIKE = 6000
"""Dice in ten-thousandths: an invented person is less alike than this to everybody in the list."""
_TRIES, _SPARE = 10, 2
_NAMES = 5000
"""So many names say enough about which letter follows which."""
_SHORTEST, _LONGEST = 3, 14
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
    wanted, chains = math.ceil(SHARE * len(records)), [_Chain(records, place) for place in (0, 1)]
    made: list[Record] = []
    for attempt in range(_TRIES):
        # More than are missing, because some are like somebody in a long list, and looking takes long.
        count = _SPARE * (wanted - len(made))
        if attempt < _TRIES // 2:
            drawn = [
                Record(chains[0].name(draws), chains[1].name(draws), *_rest(records, draws))
                for _ in range(count)
            ]
        else:
            drawn = [_of_syllables(records, draws) for _ in range(count)]
        found = comparing.pairs(encoder.without_noise(drawn), filters, LIKE)
        alike = {int(number) for number in found.first}
        kept = [each for number, each in enumerate(drawn) if number not in alike]
        made = list(dict.fromkeys([*made, *kept]))
        if len(made) >= wanted:
            break
    return made[:wanted]


class _Chain:
    """Which letter follows which in the names of a list. Names drawn from it have the pairs of letters of real ones."""

    def __init__(self, records: Sequence[Record], place: int) -> None:
        self._following: dict[str, list[str]] = {}
        step = max(len(records) // _NAMES, 1)
        for record in records[::step]:
            for gram in grams("given_name", record[place]):
                self._following.setdefault(gram[0], []).append(gram[1])

    def name(self, draws: Draws) -> str:
        """A name of a usual length; empty if nobody in the list has one."""
        name, letter = "", "_"
        while letter in self._following and len(name) < _LONGEST:
            letter = draws.one_of(self._following[letter])
            if letter == "_":
                if len(name) >= _SHORTEST:
                    break
                # Too short: begin another word, as in a name of two words.
                continue
            name += letter
        return name


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
