"""The levels and sums of many pairs at once: exactly those of `levels` and `rules`, over arrays.

What depends on two names alone is worked out once for each two that meet, however many pairs they meet in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from opennrm.country.linkage import LEVELS

from .columns import Columns, Ints, Names
from .levels import FAR_YEARS, NEAR, NEAR_YEARS, SIMILAR
from .model import SHARE_KINDS, Model
from .rules import FAMILY_AGREES, OF_HOUSEHOLD, most_in_household

Bools = NDArray[np.bool_]
Levels = dict[str, NDArray[np.int8]]
"""For each field the place of the level in `LEVELS`; -1 if it is missing."""
Floats = NDArray[np.float64]

CHUNK = 500_000
"""Pairs that are compared at once, which bounds the memory."""
_COLUMN = {
    "given_names": "given", "family_name": "family", "second_family_name": "second", "middle_names": "middle",
    "school": "school", "guardian": "guardian",
}  # fmt: skip
_DIGITS = 10 ** np.arange(7)


@dataclass(frozen=True)
class Scores:
    """The sums of pairs in bits, their levels, and to which of them the household rule applied."""

    sums: Floats
    levels: Levels
    is_household: Bools


class Scorer:
    """Compares pairs of one table of columns by one model."""

    def __init__(self, columns: Columns, model: Model) -> None:
        self._columns, self._model = columns, model
        self._weights = {
            field: np.array([0.0, *(model.weight(field, level) for level in levels)])
            for field, levels in LEVELS.items()
        }
        self._changes = {field: _changes(columns.names, model, field) for field in SHARE_KINDS}

    def scores(self, left: Ints, right: Ints) -> Scores:
        """The sums of these pairs, given by the places of their records."""
        return self.weighed(all_levels(self._columns, left, right), left, right)

    def weighed(self, levels: Levels, left: Ints, right: Ints) -> Scores:
        """The sums of pairs whose levels are known, such as from a comparison by another version."""
        weights = {field: self._weights[field][levels[field].astype(np.int64) + 1] for field in LEVELS}
        for field in SHARE_KINDS:
            weights[field] += self._change(field, levels[field], left, right)
        household = household_of(levels)
        for field in ("telephone", *OF_HOUSEHOLD):
            if (most := most_in_household(field, self._model)) is not None:
                weights[field] = np.where(household, np.minimum(weights[field], most), weights[field])
        return Scores(sum(weights.values(), np.zeros(len(left))), levels, household)

    def _change(self, field: str, levels: NDArray[np.int8], left: Ints, right: Ints) -> Floats:
        """What rare and frequent values change, as `rules` says."""
        change = np.zeros(len(left))
        if (found := self._changes[field]) is None:
            return change
        whole, first = found
        names, numbers = self._columns.names, self._columns.name[_COLUMN[field]]
        same = np.flatnonzero(levels == LEVELS[field].index("same"))
        one, other = names.bare[numbers[left[same]]], names.bare[numbers[right[same]]]
        change[same] = np.minimum(whole[one], whole[other])
        if "variant" in LEVELS[field]:
            variant = np.flatnonzero(levels == LEVELS[field].index("variant"))
            one, other = numbers[left[variant]], numbers[right[variant]]
            change[variant] = _least_of_common(names.first[one], names.first[other], first)
        return change


def chunks(length: int) -> Iterator[tuple[int, int]]:
    """The bounds of the pieces in which so many pairs are compared."""
    return ((start, min(start + CHUNK, length)) for start in range(0, length, CHUNK))


def all_levels(columns: Columns, left: Ints, right: Ints) -> Levels:
    """The levels of these pairs, piece by piece."""
    found = {field: np.full(len(left), -1, dtype=np.int8) for field in LEVELS}
    for start, end in chunks(len(left)):
        for field, levels in levels_of(columns, left[start:end], right[start:end]).items():
            found[field][start:end] = levels
    return found


def household_of(levels: Levels) -> Bools:
    """To which pairs the household rule applies."""
    agrees = [LEVELS["family_name"].index(level) for level in sorted(FAMILY_AGREES)]
    other = LEVELS["given_names"].index("other")
    return (levels["given_names"] == other) & np.isin(levels["family_name"], agrees)


def levels_of(columns: Columns, left: Ints, right: Ints) -> Levels:
    """The level of each field of these pairs."""
    return {
        "given_names": _given_names(columns, left, right),
        "family_name": _family_name(columns, left, right),
        "second_family_name": _where_known(columns, "second_family_name", left, right, _plain),
        "middle_names": _where_known(columns, "middle_names", left, right, _plain),
        "birth_date": _birth_date(columns, left, right),
        "sex": _exact(columns.sex[left], columns.sex[right]),
        "area": _exact(columns.area[left], columns.area[right]),
        "telephone": _telephone(columns.telephones[left], columns.telephones[right]),
        "document_number": _document(columns, left, right),
        "school": _where_known(columns, "school", left, right, _plain),
        "guardian": _where_known(columns, "guardian", left, right, _guardian),
    }


def _first_true(field: str, known: Bools, answers: dict[str, Bools]) -> NDArray[np.int8]:
    """The level of each pair: the first of the answers that is true, in the order of the levels; else "other"."""
    levels = LEVELS[field]
    found = np.full(len(known), levels.index("other"), dtype=np.int8)
    for level in reversed(levels):
        if level in answers:
            found[answers[level]] = levels.index(level)
    found[~known] = -1
    return found


def _given_names(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    names, name = columns.names, columns.name
    one, other = name["given"][left], name["given"][right]
    answers = _two_names(names, one, other)
    others_of_right = np.hstack([names.parts[name[field][right]] for field in ("family", "second")])
    others_of_left = np.hstack([names.parts[name[field][left]] for field in ("family", "second")])
    answers["swapped"] = _within(names.parts[one], others_of_right) | _within(
        names.parts[other], others_of_left
    )
    answers["alias"] = _meet(_keys(names, one), columns.others[right]) | _meet(
        _keys(names, other), columns.others[left]
    )
    return _first_true("given_names", (one > 0) & (other > 0), answers)


def _family_name(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    names, name = columns.names, columns.name
    one, other = name["family"][left], name["family"][right]
    answers = _two_names(names, one, other)
    answers["swapped"] = _within(names.parts[one], names.parts[name["given"][right]]) | _within(
        names.parts[other], names.parts[name["given"][left]]
    )
    all_of_one = np.hstack([names.parts[one], names.parts[name["second"][left]]])
    all_of_other = np.hstack([names.parts[other], names.parts[name["second"][right]]])
    answers["part"] = _meet(all_of_one, all_of_other)
    return _first_true("family_name", (one > 0) & (other > 0), answers)


def _where_known(
    columns: Columns,
    field: str,
    left: Ints,
    right: Ints,
    level: Callable[[Names, Ints, Ints], NDArray[np.int8]],
) -> NDArray[np.int8]:
    """The levels of a field that most records do not have, worked out for those pairs alone that do."""
    numbers = columns.name[_COLUMN[field]]
    one, other = numbers[left], numbers[right]
    found = np.full(len(left), -1, dtype=np.int8)
    known = np.flatnonzero((one > 0) & (other > 0))
    found[known] = level(columns.names, one[known], other[known])
    return found


def _plain(names: Names, one: Ints, other: Ints) -> NDArray[np.int8]:
    answers = _two_names(names, one, other)
    near = answers["variant"] | answers["near"] | answers["sound"] | answers["initial"]
    return _first_true("school", (one > 0) & (other > 0), {"same": answers["same"], "near": near})


def _guardian(names: Names, one: Ints, other: Ints) -> NDArray[np.int8]:
    answers = _two_names(names, one, other)
    sets, parts = names.set_of_parts, names.parts
    same = answers["same"] | ((sets[one] == sets[other]) & (sets[one] > 0))
    part = (_within(parts[one], parts[other]) | _within(parts[other], parts[one])) & (
        (sets[one] > 0) & (sets[other] > 0)
    )
    found = {"same": same, "part": part, "near": answers["near"], "sound": answers["sound"]}
    return _first_true("guardian", (one > 0) & (other > 0), found)


def _two_names(names: Names, one: Ints, other: Ints) -> dict[str, Bools]:
    """What two names alone answer. Of a name that is missing the answers mean nothing."""
    codes, place = np.unique(one * len(names.forms) + other, return_inverse=True)
    first, second = np.divmod(codes, len(names.forms))
    same = (names.bare[first] == names.bare[second]) | (names.whole[first] == names.whole[second])
    variant = _meet(names.first[first], names.first[second])
    similarity = np.ones(len(codes))
    open_ = np.flatnonzero(~same & (first > 0) & (second > 0))
    similarity[open_] = _similarities(names, first[open_], second[open_])
    sound = (names.sound[first] == names.sound[second]) & (names.sound[first] > 0)
    initial = (names.is_initial[first] | names.is_initial[second]) & (
        names.letter[first] == names.letter[second]
    )
    answers = {
        "same": same, "variant": variant, "near": similarity >= NEAR, "sound": sound, "initial": initial,
        "similar": similarity >= SIMILAR,
    }  # fmt: skip
    return {level: answer[place] for level, answer in answers.items()}


def _similarities(names: Names, first: Ints, second: Ints) -> Floats:
    return cpdist(
        [names.forms[number] for number in first.tolist()],
        [names.forms[number] for number in second.tolist()],
        scorer=JaroWinkler.normalized_similarity,
        dtype=np.float64,
    )


def _keys(names: Names, numbers: Ints) -> Ints:
    return np.hstack([names.first[numbers], names.bare[numbers][:, None]])


def _meet(one: Ints, other: Ints) -> Bools:
    """In which rows two tables have a number in common."""
    found = np.zeros(len(one), dtype=bool)
    for column in one.T:
        if column.any():
            for against in other.T:
                found |= (column == against) & (column > 0)
    return found


def _within(one: Ints, other: Ints) -> Bools:
    """In which rows all numbers of one table, and at least one, are in the other."""
    found = one[:, 0] > 0
    for column in one.T:
        among = column == 0
        for against in other.T:
            among |= column == against
        found = found & among
    return found


def _least_of_common(one: Ints, other: Ints, change: Floats) -> Floats:
    """The least of the changes of the numbers that two rows have in common."""
    least = np.full(len(one), np.inf)
    for column in one.T:
        for against in other.T:
            common = (column == against) & (column > 0)
            least = np.where(common, np.minimum(least, change[column]), least)
    return least


def _exact(one: Ints, other: Ints) -> NDArray[np.int8]:
    return np.where((one == 0) | (other == 0), -1, np.where(one == other, 0, 1)).astype(np.int8)


def _birth_date(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    one, other = columns.born[left], columns.born[right]
    (year, month, day), (year2, month2, day2) = one.T, other.T
    apart = np.abs(year - year2)
    estimated = columns.is_estimated[left] | columns.is_estimated[right]
    whole = ~estimated & (day > 0) & (day2 > 0)
    partly = ~estimated & ~whole & (apart == 0)
    place = (month == month2) & (day == day2)
    answers = {
        "same_day": whole & place & (apart == 0),
        "swapped": whole & (apart == 0) & (month == day2) & (day == month2),
        "one_digit": whole & _one_digit(_date_digits(one), _date_digits(other)),
        "same_month": partly & (month == month2),
        "estimated_same_year": estimated & (apart == 0),
        "estimated_near": estimated & (apart <= NEAR_YEARS),
        "same_day_and_month": whole & place & (apart <= FAR_YEARS),
        "other_month": partly,
        "same_year": whole & (apart == 0),
    }
    return _first_true("birth_date", (year > 0) & (year2 > 0), answers)


def _date_digits(born: Ints) -> Ints:
    year, month, day = born.T
    columns = [year // 1000, year // 100 % 10, year // 10 % 10, year % 10]
    return np.stack([*columns, month // 10, month % 10, day // 10, day % 10], axis=1)


def _one_digit(one: Ints, other: Ints) -> Bools:
    """In which rows one digit differs, or two neighbours are swapped."""
    differ = one != other
    count = differ.sum(axis=1)
    neighbours = (
        differ[:, :-1] & differ[:, 1:] & (one[:, :-1] == other[:, 1:]) & (one[:, 1:] == other[:, :-1])
    )
    return (count == 1) | ((count == 2) & neighbours.any(axis=1))


def _telephone(one: Ints, other: Ints) -> NDArray[np.int8]:
    known = (one[:, 0] > 0) & (other[:, 0] > 0)
    same, near = _meet(one, other), np.zeros(len(one), dtype=bool)
    rows = np.flatnonzero(known & ~same)
    for column in one[rows].T:
        for against in other[rows].T:
            digits, digits2 = ((numbers[:, None] - 1) // _DIGITS % 10 for numbers in (column, against))
            near[rows] |= (column > 0) & (against > 0) & _one_digit(digits, digits2)
    return _first_true("telephone", known, {"same": same, "one_digit": near})


def _document(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    one, other = columns.document[left], columns.document[right]
    known = (one > 0) & (other > 0)
    near = np.zeros(len(one), dtype=bool)
    rows = np.flatnonzero(known & (one != other))
    if len(rows):
        texts = ([columns.documents[number] for number in numbers[rows].tolist()] for numbers in (one, other))
        near[rows] = cpdist(*texts, scorer=OSA.distance, score_cutoff=1, dtype=np.int32) <= 1
    return _first_true("document_number", known, {"same": one == other, "one_character": near})


def _changes(names: Names, model: Model, field: str) -> tuple[Floats, Floats] | None:
    """By how much each word changes the weight, as a whole value and as a first word; None without frequencies."""
    tables = []
    for kind in SHARE_KINDS[field]:
        if kind not in model.frequencies.floors:
            return None
        tables.append(changes_of_words(names, model, field, kind))
    return tables[0], tables[1]


def changes_of_words(names: Names, model: Model, field: str, kind: str) -> Floats:
    """By how much each word changes the weight of a field, if frequencies of this kind were counted."""
    known, floor = model.frequencies.shares.get(kind, {}), model.frequencies.floors[kind]
    shares = np.array([known.get(word, floor) for word in names.words])
    return log2(model.weights.usual_shares[field]) - shares
