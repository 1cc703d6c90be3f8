"""What two given names, or two family names, count at most, without comparing their letters one by one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.columns import Columns, Ints, Names
from opennrm.linkage.levels import NEAR

from .names import Places

Whole = NDArray[np.int32]
Marks = NDArray[np.uint64]
_LOWEST = np.int32(-(2**30))
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_LETTERS = 32
# Jaro-Winkler adds to Jaro at most 4 letters of a common beginning, a tenth of what is missing each.
_NEAREST_JARO = 1 - (1 - NEAR) / 0.6
_LEAST_MATCHED = np.float32(3 * _NEAREST_JARO - 1 - 1e-4)


@dataclass(frozen=True)
class Side:
    """What is asked of one name of each record. Marks are sets of words, in which two words may share a mark."""

    classes: Ints
    equal: Whole
    variant: Whole
    first: Marks
    parts: Marks
    elsewhere: Marks
    keys: Marks
    others: Marks
    letters: NDArray[np.uint32]
    length: NDArray[np.float32]
    sound: Ints
    initial: NDArray[np.bool_]

    def at_most(self, left: Places, right: Places, weights: dict[str, int]) -> Whole:
        """The highest level that these pairs may have. What is missing on either side counts nothing."""
        answers = [
            ("near", self._near(left, right)),
            ("sound", (self.sound[left] == self.sound[right]) & (self.sound[left] > 0)),
            ("swapped", self._within(left, right) | self._within(right, left)),
        ]
        if "alias" in weights:
            called = (self.keys[left] & self.others[right]) | (self.keys[right] & self.others[left])
            answers += [("alias", called > 0), ("initial", self.initial[left] | self.initial[right])]
        lowest = max(weight for level, weight in weights.items() if level in ("part", "similar", "other"))
        found = np.full(len(left), lowest, dtype=np.int32)
        for level, answer in answers:
            found = np.where(answer, np.maximum(found, weights[level]), found)
        equal = self.classes[left] == self.classes[right]
        variant = (self.first[left] & self.first[right]) > 0
        for answer, counts in ((equal, self.equal), (variant, self.variant)):
            most = np.where(answer, np.minimum(counts[left], counts[right]), _LOWEST)
            found = np.maximum(found, most)
        known = (self.classes[left] > 0) & (self.classes[right] > 0)
        return np.where(known, found, 0)

    def differ(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """In which pairs both names are known and cannot agree on any level above "other"."""
        known = (self.classes[left] > 0) & (self.classes[right] > 0)
        some = (self.classes[left] == self.classes[right]) | self._near(left, right)
        some |= (self.sound[left] == self.sound[right]) & (self.sound[left] > 0)
        some |= (self.first[left] & self.first[right]) > 0
        some |= self._within(left, right) | self._within(right, left)
        some |= self.initial[left] | self.initial[right]
        return known & ~some

    def _near(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """Whether so many letters may be common that the names nearly agree."""
        one, other = self.letters[left], self.letters[right]
        length, length2 = self.length[left], self.length[right]
        matched = np.minimum(
            length - np.bitwise_count(one & ~other), length2 - np.bitwise_count(other & ~one)
        )
        return matched / length + matched / length2 >= _LEAST_MATCHED

    def _within(self, one: Places, other: Places) -> NDArray[np.bool_]:
        parts = self.parts[one]
        return (parts & ~self.elsewhere[other] == 0) & (parts > 0)


def given_side(columns: Columns, classes: Ints, equal: Whole, variant: Whole) -> Side:
    """The given names of all records. `classes`, `equal` and `variant` are by the number of a name."""
    parts = _marks_of_rows(columns.names.parts)
    elsewhere = parts[columns.name["family"]] | parts[columns.name["second"]]
    return _side(columns, "given", elsewhere, (classes, equal, variant))


def family_side(columns: Columns, classes: Ints, equal: Whole, variant: Whole) -> Side:
    """The family names of all records."""
    elsewhere = _marks_of_rows(columns.names.parts)[columns.name["given"]]
    return _side(columns, "family", elsewhere, (classes, equal, variant))


def other_side(columns: Columns, name: str, classes: Ints) -> Side:
    """The names of another field of all records, which agree or do not."""
    nothing = np.zeros(len(classes), dtype=np.int32)
    elsewhere = _marks_of_rows(columns.names.parts)[columns.name[name]]
    return _side(columns, name, elsewhere, (classes, nothing, nothing))


def _side(columns: Columns, name: str, elsewhere: Marks, of_name: tuple[Ints, Whole, Whole]) -> Side:
    names, numbers = columns.names, columns.name[name]
    classes, equal, variant = of_name
    letters, length = _letters(names)
    keys = _marks_of_rows(np.hstack([names.first, names.bare[:, None]]))
    return Side(
        classes=np.where(numbers > 0, classes[numbers], 0),
        equal=equal[numbers],
        variant=variant[numbers],
        first=_marks_of_rows(names.first)[numbers],
        parts=_marks_of_rows(names.parts)[numbers],
        elsewhere=elsewhere,
        keys=keys[numbers],
        others=_marks_of_rows(columns.others),
        letters=letters[numbers],
        length=length[numbers],
        sound=names.sound[numbers],
        initial=names.is_initial[numbers],
    )


def _marks_of_rows(words: Ints) -> Marks:
    """One of 64 marks for each word, all marks of a row in one number."""
    found = np.zeros(len(words), dtype=np.uint64)
    for column in words.T:
        place = (column.astype(np.uint64) * _SPREAD) >> np.uint64(58)
        found |= np.where(column > 0, np.uint64(1) << place, np.uint64(0))
    return found


def _letters(names: Names) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Which letters each name has, and how many characters."""
    found = np.zeros(len(names.forms), dtype=np.uint32)
    for place, form in enumerate(names.forms):
        marks = 0
        for letter in set(form):
            marks |= 1 << ord(letter) % _LETTERS
        found[place] = marks
    return found, np.array([max(len(form), 1) for form in names.forms], dtype=np.float32)
