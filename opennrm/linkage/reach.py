"""What a comparison can reach at most while not everything of a record is opened. Pure Python.

Most records that share a key are of two children, and one look at the birth date, or at the names, shows it. What is
not looked at counts as much as it can at most, so nobody is passed over who could be possible.
"""

from collections.abc import Collection

from .levels import LEVEL_OF, of_births
from .model import Model
from .records import Born, Features, Record, features_without_names
from .rules import NAMES, change_of

FACTS = ("birth_date", "sex", "area")
"""What is looked at first: a birth date tells most children apart."""
NUMBERS = ("telephone", "document_number")
OWN_NAMES = ("given_names", "family_name")
CALLED_TOO = "other_names"
"""Stands for everything that a child is called too, by which a given name may agree."""


class Reach:
    """How far comparisons with one record can get."""

    def __init__(self, one: Features, model: Model) -> None:
        self._one, self._model = one, model
        self._most = {field: model.most(field) for field in LEVEL_OF if _is_known(one, field)}
        self._counts = {*self._most, CALLED_TOO}
        self._enough = model.by_chance + model.thresholds.possible
        self._alias = model.weight("given_names", "alias")
        self._of_codes: dict[tuple[str, str], float] = {}
        self._of_closed: dict[frozenset[str], float] = {}

    def of_weight(self, fields: frozenset[str]) -> frozenset[str]:
        """Those of these fields that can weigh anything, because this record has something in them too."""
        return fields & self._counts

    def may_begin(self, born: Born | None, sex: str, area: str, closed: frozenset[str]) -> bool:
        """`is_possible` by `FACTS` alone, for many records in turn.

        :param sex: as in the case, as `area`.
        """
        if (found := self._of_closed.get(closed)) is None:
            found = self._of_closed[closed] = sum([self._most.get(field, 0.0) for field in closed])
        if (level := of_births(self._one.born, born)) is not None:
            found += self._model.weight("birth_date", level)
        codes = (sex, area)
        if codes not in self._of_codes:
            self._of_codes[codes] = self._weight_of_codes(sex, area)
        return found + self._of_codes[codes] >= self._enough

    def _weight_of_codes(self, sex: str, area: str) -> float:
        other = features_without_names(Record(sex=sex, area=area))
        levels = {field: LEVEL_OF[field](self._one, other) for field in ("sex", "area")}
        return sum(self._model.weight(field, level) for field, level in levels.items() if level is not None)

    def is_possible(self, looked_at: Collection[str], other: Features, closed: Collection[str]) -> bool:
        """Whether the two can be "possible" at all, so far.

        The household rule only lowers a sum.

        :param looked_at: the fields of the other record that are opened and known to `other`.
        :param closed: those that have something in them and were not opened.
        """
        found = sum([self._most.get(field, 0.0) for field in closed])
        for field in looked_at:
            if (level := LEVEL_OF[field](self._one, other)) is not None:
                weight = self._model.weight(field, level)
                weight += change_of(field, level, self._one, other, self._model)
                if field == "given_names" and CALLED_TOO in closed:
                    # By a name that is still closed the given name may be a nickname of the other.
                    weight = max(weight, self._alias)
                found += weight
        return found >= self._enough


def _is_known(one: Features, field: str) -> bool:
    """Whether a field has something to compare."""
    if field in NAMES:
        return getattr(one, NAMES[field]) is not None
    known = {
        "birth_date": one.born, "sex": one.sex, "area": one.area, "telephone": one.telephones,
        "document_number": one.document,
    }  # fmt: skip
    return bool(known[field])
