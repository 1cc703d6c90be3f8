"""The different names of a list in the forms in which they are compared, as arrays that take little memory."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.columns import Ints, Names, Numbers, sounds_of_name
from opennrm.linkage.levels import SHORTEST_SOUND
from opennrm.linkage.records import Name, name_of
from opennrm.people.sounds import Variants

Places = NDArray[np.integer[Any]]
"""Numbers of records or values, in whichever length takes less memory."""


class Ragged:
    """Rows of numbers, each as long as it is."""

    def __init__(self) -> None:
        self._values, self._ends = array("i"), array("q", [0])

    def add(self, row: Iterable[int]) -> None:
        """Add a row at the end."""
        self._values.extend(row)
        self._ends.append(len(self._values))

    def rows(self) -> "Rows":
        """All rows, once no more are added."""
        return Rows(np.array(self._values, dtype=np.int32), np.array(self._ends, dtype=np.int64))


@dataclass(frozen=True)
class Rows:
    """Rows of different lengths: the values of row i begin at `ends[i]`."""

    values: Places
    ends: Ints

    def of(self, numbers: Places) -> tuple[Ints, Ints]:
        """The values of these rows one after the other, and for each of them the place of its row among `numbers`."""
        starts, lengths = self.ends[numbers], self.ends[numbers + 1] - self.ends[numbers]
        place = np.repeat(np.arange(len(numbers)), lengths)
        within = np.arange(len(place)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return cast(Ints, self.values[starts[place] + within]), place

    def table(self) -> Ints:
        """As one table, filled up with 0."""
        lengths = np.diff(self.ends)
        found = np.zeros((len(lengths), max(int(lengths.max(initial=0)), 1)), dtype=np.int32)
        values, place = self.of(np.arange(len(lengths)))
        found[place, np.arange(len(values)) - self.ends[place]] = values
        # Half as long as others, for memory's sake; only compared, and looked up by.
        return cast(Ints, found)


class NameTable:
    """Gives each different name a number, from 1 on, and keeps its forms. What is no name is 0."""

    def __init__(self, variants: Variants) -> None:
        self._variants = variants
        self._numbers: dict[tuple[str, str], int] = {}
        self._words, self._wholes, self._sets = Numbers(), Numbers(), Numbers()
        self.sounds = Numbers()
        self._forms: list[str] = [""]
        self._single = {kind: array("i", [0]) for kind in ("bare", "whole", "sound", "letter", "set")}
        self._is_initial: list[bool] = [False]
        self._first, self._parts, self._keys, self._heard = Ragged(), Ragged(), Ragged(), Ragged()
        for rows in (self._first, self._parts, self._keys, self._heard):
            rows.add(())

    def number(self, text: str) -> int:
        """The number of a name as it was written."""
        name = name_of(text, self._variants)
        if name is None:
            return 0
        # All other forms follow from these two.
        key = (name.form, name.whole)
        if (known := self._numbers.get(key)) is None:
            known = self._numbers[key] = self._add(name)
        return known

    def _add(self, name: Name) -> int:
        word = self._words.of
        sound = name.sound if len(name.sound) >= SHORTEST_SOUND else ""
        single = {
            "bare": word(name.bare),
            "whole": self._wholes.of(name.whole),
            "sound": self.sounds.of(sound),
            "letter": ord(name.form[0]),
            "set": self._sets.of(" ".join(sorted(name.parts))),
        }
        for kind, number in single.items():
            self._single[kind].append(number)
        self._is_initial.append(bool(name.initial))
        self._first.add(word(form) for form in sorted(name.first))
        self._parts.add(word(form) for form in sorted(name.parts))
        self._keys.add(word(form) for form in sorted(name.keys))
        self._heard.add(self.sounds.of(heard) for heard in sounds_of_name(name))
        self._forms.append(name.form)
        return len(self._forms) - 1

    def keys(self) -> Rows:
        """The words that each name may stand for."""
        return self._keys.rows()

    def heard(self) -> Rows:
        """The rough sounds of each name, in their order."""
        return self._heard.rows()

    def names(self) -> Names:
        """All names, once no more are added."""
        single = {kind: np.array(numbers, dtype=np.int64) for kind, numbers in self._single.items()}
        return Names(
            forms=self._forms,
            bare=single["bare"],
            whole=single["whole"],
            sound=single["sound"],
            letter=single["letter"],
            is_initial=np.array(self._is_initial),
            first=self._first.rows().table(),
            parts=self._parts.rows().table(),
            set_of_parts=single["set"],
            words=_texts(self._words),
        )


def _texts(numbers: Numbers) -> Sequence[str]:
    return [str(value) for value in numbers.values()]
