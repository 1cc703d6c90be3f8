"""Puts pairs aside that cannot reach a sum, before they are compared in full.

Most pairs that share a key are of two people, and one look at birth dates and names shows it. No pair that reaches the
sum is lost: what is not looked at counts as much as it can at most. Weights are whole numbers here, in parts of a bit
and rounded up.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.clusters import clusters_of
from opennrm.linkage.columns import Columns, Ints, Names
from opennrm.linkage.levels import FAR_YEARS, NEAR_YEARS
from opennrm.linkage.model import SHARE_KINDS, Model
from opennrm.linkage.scoring import changes_of_words

from .name_bounds import Side, family_side, given_side, other_side
from .names import Places

Whole = NDArray[np.int32]
PARTS = 1024
"""Of a bit."""
_NIBBLES = 0x11111111
_OTHER_NAMES = {"second_family_name": "second", "middle_names": "middle", "guardian": "guardian"}
_DIGITS, _SWAPPED, _YEAR, _KNOWN, _FIELDS, _SEX, _AREA, _TELEPHONE = range(8)
_OF_NAME = {"given_names": 8, "family_name": 11, "school": 14}
"""Where the three numbers of a name begin: its class, what it counts if the classes are equal, and if they are not."""
_COMPLETE, _ESTIMATED, _SOME_YEAR = 1, 2, 4
_SEVERAL = -1
"""In place of the telephone of a record with several: any two may be equal."""


class Bounds:
    """What pairs of these records can reach at most by one model."""

    def __init__(self, columns: Columns, model: Model) -> None:
        self._weights = model.weights.weights
        # All of one record stands together: it is fetched from memory at once.
        self._table = np.zeros((len(columns), 17), dtype=np.int32)
        self._add_birth(columns)
        self._rest, self._values = self._of_rest(columns)
        # Names of one class may be the same; names of two never are.
        classes = clusters_of(len(columns.names.forms), *_links(columns.names))
        self._sides: dict[str, Side] = {}
        self._add_own_names(columns, model, classes)
        school = self._weights["school"]
        same = _parts(school["same"] + most_by_share(columns.names, model, "school")[0])
        near = np.full(len(same), _parts(max(school["near"], school["other"])))
        self._add_name("school", columns.name["school"], (classes, np.maximum(same, near), near))
        self._others = {
            field: other_side(columns, name, classes)
            for field, name in (*_OTHER_NAMES.items(), ("school", "school"))
        }

    def _add_own_names(self, columns: Columns, model: Model, classes: Ints) -> None:
        kinds: tuple[tuple[str, str, Callable[..., Side]], ...] = (
            ("given_names", "given", given_side),
            ("family_name", "family", family_side),
        )
        for field, name, side in kinds:
            equal, variant = self._of_name(columns.names, model, field)
            self._sides[field] = side(columns, classes, equal, variant)
            weights = self._weights[field].items()
            others = max(weight for level, weight in weights if level not in ("same", "variant"))
            unequal = np.maximum(_parts(others), variant)
            self._add_name(field, columns.name[name], (classes, np.maximum(equal, unequal), unequal))

    def _add_name(self, field: str, numbers: Ints, of_name: tuple[Ints, Whole, Whole]) -> None:
        parts: list[Places] = [*of_name]
        for column, values in enumerate(parts):
            self._table[:, _OF_NAME[field] + column] = np.where(numbers > 0, values[numbers], 0)

    def _add_birth(self, columns: Columns) -> None:
        born, table = columns.born, self._table
        table[:, _DIGITS] = _packed(born).view(np.int32)
        table[:, _SWAPPED] = _packed(born[:, [0, 2, 1]]).view(np.int32)
        table[:, _YEAR] = born[:, 0]
        complete = ~columns.is_estimated & (born.min(axis=1) > 0)
        table[:, _KNOWN] = (
            complete * _COMPLETE + columns.is_estimated * _ESTIMATED + (born[:, 0] > 0) * _SOME_YEAR
        )

    def _of_name(self, names: Names, model: Model, field: str) -> tuple[Whole, Whole]:
        """What each name counts at most if it is the same as another, and if it is a variant."""
        whole, first = most_by_share(names, model, field)
        weights = self._weights[field]
        return _parts(weights["same"] + whole), _parts(weights["variant"] + first)

    def _of_rest(self, columns: Columns) -> tuple[Whole, dict[str, Ints]]:
        """What all other fields count at most together, by which of them are known; and the values of some."""
        values = {"sex": columns.sex, "area": columns.area, "telephone": columns.telephones[:, 0]}
        values |= {field: columns.name[name] for field, name in _OTHER_NAMES.items()}
        values["document_number"] = columns.document
        several = (columns.telephones > 0).sum(axis=1) > 1
        most = np.zeros(1, dtype=np.int32)
        for place, (field, numbers) in enumerate(values.items()):
            self._table[:, _FIELDS] |= (numbers > 0).astype(np.int32) << place
            highest = max(0.0, *self._weights[field].values())
            most = np.concatenate([most, most + _parts(highest)])
        self._table[:, _SEX], self._table[:, _AREA] = columns.sex, columns.area
        self._table[:, _TELEPHONE] = np.where(several, _SEVERAL, columns.telephones[:, 0])
        return most.astype(np.int32), {"document_number": columns.document}

    def at_most(self, left: Places, right: Places) -> Whole:
        """What these pairs can reach at most, judged by birth date, sex, area, telephone and which names are equal."""
        one, other = self._table[left], self._table[right]
        found = self._rest[one[:, _FIELDS] & other[:, _FIELDS]] + self._birth(one, other)
        for place in _OF_NAME.values():
            found += np.where((one[:, place] > 0) & (other[:, place] > 0), _of_name(one, other, place), 0)
        for field, place, next_best in (
            ("sex", _SEX, "other"), ("area", _AREA, "other"), ("telephone", _TELEPHONE, "one_digit"),
        ):  # fmt: skip
            differ = (one[:, place] != other[:, place]) & (one[:, place] > 0) & (other[:, place] > 0)
            found -= differ * self._less(field, next_best)
        return found

    def _less(self, field: str, next_best: str) -> np.int32:
        """By how much a field counts less than it can if its values are not equal."""
        weights = self._weights[field]
        levels = list(weights)
        below = max(weights[level] for level in levels[levels.index(next_best) :])
        return np.int32(_parts(max(0.0, *weights.values()) - below) - 1)

    def corrected(self, most: Whole, left: Places, right: Places) -> Whole:
        """The same, judged also by the words and letters of the names."""
        found = most.copy()
        one, other = self._table[left], self._table[right]
        for field, side in self._sides.items():
            place = _OF_NAME[field]
            before = np.where((one[:, place] > 0) & (other[:, place] > 0), _of_name(one, other, place), 0)
            weights = {level: int(_parts(weight)) for level, weight in self._weights[field].items()}
            found -= np.maximum(before - side.at_most(left, right, weights), 0)
        for field, side in self._others.items():
            of_level = self._weights[field]
            differ = side.differ(left, right)
            if field == "school":
                before = _of_name(one, other, _OF_NAME[field])
                found -= differ * np.maximum(before - _parts(of_level["other"]), 0)
            else:
                found -= differ * np.int32(_parts(max(0.0, *of_level.values()) - of_level["other"]) - 1)
        numbers = self._values["document_number"]
        differ = (numbers[left] != numbers[right]) & (numbers[left] > 0) & (numbers[right] > 0)
        return found - differ * self._less("document_number", "one_character")

    def _birth(self, one: Whole, other: Whole) -> Whole:
        weights = {level: _parts(weight) for level, weight in self._weights["birth_date"].items()}
        apart = np.abs(one[:, _YEAR] - other[:, _YEAR])
        known, known_to_one = one[:, _KNOWN] & other[:, _KNOWN], one[:, _KNOWN] | other[:, _KNOWN]
        differ = (one[:, _DIGITS] ^ other[:, _DIGITS]).view(np.uint32)
        nibbles = (differ | differ >> 1 | differ >> 2 | differ >> 3) & np.uint32(_NIBBLES)
        count = np.bitwise_count(nibbles)
        neighbours = (count == 2) & ((nibbles & nibbles >> 4) > 0)
        whole = np.where(apart == 0, max(weights["same_year"], weights["other"]), weights["other"])
        for answer, level in (
            (((differ & 0xFFFF) == 0) & (apart <= FAR_YEARS), "same_day_and_month"),
            ((count == 1) | neighbours, "one_digit"),
            (one[:, _DIGITS] == other[:, _SWAPPED], "swapped"),
            (differ == 0, "same_day"),
        ):
            whole = np.where(answer, weights[level], whole)
        same_year = max(weights[level] for level in ("estimated_same_year", "same_month", "other_month"))
        near = np.where(
            (known_to_one & _ESTIMATED > 0) & (apart <= NEAR_YEARS),
            max(weights["estimated_near"], weights["other"]),
            weights["other"],
        )
        partly = np.where(apart == 0, same_year, near)
        found = np.where(known & _COMPLETE > 0, whole, partly)
        return np.where(known & _SOME_YEAR > 0, found, 0).astype(np.int32)


def _of_name(one: Whole, other: Whole, place: int) -> Whole:
    equal, unequal = (np.minimum(one[:, place + column], other[:, place + column]) for column in (1, 2))
    return np.where(one[:, place] == other[:, place], equal, unequal)


def least_of(bits: float) -> int:
    """A sum in bits, in the parts in which bounds are given."""
    return int(bits * PARTS)


def _parts(bits: NDArray[np.float64] | float) -> Whole:
    return np.ceil(np.asarray(bits) * PARTS).astype(np.int32)


def most_by_share(names: Names, model: Model, field: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each name what its frequency adds at most: as a whole, and by what it may stand for."""
    tables = []
    for kind, words in zip(SHARE_KINDS[field], (names.bare[:, None], names.first), strict=True):
        if kind not in model.frequencies.floors:
            tables.append(np.zeros(len(names.forms)))
            continue
        change = changes_of_words(names, model, field, kind)
        known = words > 0
        tables.append(np.where(known, change[words], -np.inf).max(axis=1, initial=-100.0))
    return tables[0], tables[1]


def _links(names: Names) -> tuple[Ints, Ints]:
    """The pairs of names that are the same as one word, or as one word with particles."""
    ones, others = [], []
    for form in (names.bare, names.whole):
        order = np.argsort(form, kind="stable")
        same = np.flatnonzero(form[order][1:] == form[order][:-1])
        ones.append(order[same])
        others.append(order[same + 1])
    return np.concatenate(ones), np.concatenate(others)


def _packed(born: Ints) -> NDArray[np.uint32]:
    """Eight digits in one number, four bits each."""
    year, month, day = born.T
    packed = np.zeros(len(born), dtype=np.uint32)
    for number, length in ((year, 4), (month, 2), (day, 2)):
        for power in reversed(range(length)):
            packed = packed << 4 | (number // 10**power % 10).astype(np.uint32)
    return packed
