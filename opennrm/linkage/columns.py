"""Many records as arrays, so that millions of pairs are compared at once.

Every different name is brought into its forms once and has a number; 0 is not known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.people import blocking
from opennrm.people.sounds import Variants, rough_sound

from .levels import SHORTEST_SOUND
from .records import Features, Name, Record, features_by, name_of

Ints = NDArray[np.int64]
SoundsOf = Callable[[Name], list[str]]

NAMED = ("given", "family", "second", "middle", "school", "guardian")


class Numbers:
    """Gives each different text a number, from 1 on; the empty text is 0."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {"": 0}

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, value: object) -> int:
        """The number of a value, a new one if it was never seen."""
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[object]:
        """All values, in the order of their numbers."""
        return list(self._numbers)


@dataclass(frozen=True)
class Names:
    """The different names, by number. The rows of `first` and `parts` are filled up with 0.

    `first`, `parts` and `bare` hold numbers of words in one numbering, `words`. `others` of `Columns` has the same.
    """

    forms: Sequence[str]
    bare: Ints
    whole: Ints
    sound: Ints
    letter: Ints
    is_initial: NDArray[np.bool_]
    first: Ints
    parts: Ints
    set_of_parts: Ints
    words: Sequence[str]


@dataclass(frozen=True)
class Columns:
    """The records, by their place in the list; `keys` are those by which they meet, each with its kind and record."""

    names: Names
    name: dict[str, Ints]
    others: Ints
    born: Ints
    is_estimated: NDArray[np.bool_]
    sex: Ints
    area: Ints
    document: Ints
    documents: Sequence[str]
    telephones: Ints
    keys: Ints
    key_kinds: Ints
    key_records: Ints

    def __len__(self) -> int:
        return len(self.sex)


def columns_of(records: Iterable[Record], variants: Variants) -> Columns:
    """Bring records into columns. They are read one by one and not kept."""
    builder = _Builder(variants)
    for record in records:
        builder.add(record)
    return builder.columns()


class _Builder:
    def __init__(self, variants: Variants) -> None:
        self._variants = variants
        self._by_text: dict[str, Name | None] = {}
        self._numbers: dict[Name, int] = {}
        self._sounds: dict[Name, list[str]] = {}
        self._words, self._sexes, self._areas, self._documents = Numbers(), Numbers(), Numbers(), Numbers()
        self._name: dict[str, list[int]] = {field: [] for field in NAMED}
        self._others: list[list[int]] = []
        self._born: list[tuple[int, int, int]] = []
        self._estimated: list[bool] = []
        self._codes: list[tuple[int, int, int]] = []
        self._telephones: list[list[int]] = []
        self._keys: list[int] = []
        self._kinds: list[int] = []
        self._key_records: list[int] = []

    def add(self, record: Record) -> None:
        features = features_by(record, self._named)
        for field in NAMED:
            self._name[field].append(self._number(getattr(features, field)))
        word = self._words.of
        self._others.append([word(key) for name in features.others for key in sorted(name.keys)])
        born = features.born
        self._born.append((born.year, born.month, born.day) if born else (0, 0, 0))
        self._estimated.append(born.is_estimated if born else False)
        self._codes.append(
            (
                self._sexes.of(features.sex),
                self._areas.of(features.area),
                self._documents.of(features.document),
            )
        )
        # One more than the number, so that 0 is not known.
        self._telephones.append([int(number) + 1 for number in features.telephones])
        self._add_keys(features)

    def _add_keys(self, features: Features) -> None:
        place = len(self._codes) - 1
        for kind, form in block_keys(features, self._sounds_of):
            self._keys.append(hash((kind, form)))
            self._kinds.append(blocking.KINDS.index(kind))
            self._key_records.append(place)

    def _named(self, text: str) -> Name | None:
        if text not in self._by_text:
            self._by_text[text] = name_of(text, self._variants)
        return self._by_text[text]

    def _number(self, name: Name | None) -> int:
        return 0 if name is None else self._numbers.setdefault(name, len(self._numbers) + 1)

    def _sounds_of(self, name: Name) -> list[str]:
        if name not in self._sounds:
            self._sounds[name] = sounds_of_name(name)
        return self._sounds[name]

    def columns(self) -> Columns:
        codes = np.array(self._codes, dtype=np.int64).reshape(-1, 3)
        return Columns(
            names=self._names(),
            name={field: np.array(numbers, dtype=np.int64) for field, numbers in self._name.items()},
            others=_padded(self._others),
            born=np.array(self._born, dtype=np.int64).reshape(-1, 3),
            is_estimated=np.array(self._estimated, dtype=bool),
            sex=codes[:, 0],
            area=codes[:, 1],
            document=codes[:, 2],
            documents=[str(value) for value in self._documents.values()],
            telephones=_padded(self._telephones),
            keys=np.array(self._keys, dtype=np.int64),
            key_kinds=np.array(self._kinds, dtype=np.int64),
            key_records=np.array(self._key_records, dtype=np.int64),
        )

    def _names(self) -> Names:
        names, word = list(self._numbers), self._words.of
        wholes, sounds, letters, sets = Numbers(), Numbers(), Numbers(), Numbers()
        first = _padded([[], *([word(form) for form in sorted(name.first)] for name in names)])
        parts = _padded([[], *([word(form) for form in sorted(name.parts)] for name in names)])
        heard = [name.sound if len(name.sound) >= SHORTEST_SOUND else "" for name in names]
        return Names(
            forms=["", *(name.form for name in names)],
            bare=np.array([0, *(word(name.bare) for name in names)]),
            whole=np.array([0, *(wholes.of(name.whole) for name in names)]),
            sound=np.array([0, *(sounds.of(sound) for sound in heard)]),
            letter=np.array([0, *(letters.of(name.form[0]) for name in names)]),
            is_initial=np.array([False, *(bool(name.initial) for name in names)]),
            first=first,
            parts=parts,
            set_of_parts=np.array([0, *(sets.of(name.parts) if name.parts else 0 for name in names)]),
            words=[str(value) for value in self._words.values()],
        )


def sounds_of_name(name: Name) -> list[str]:
    """The rough sounds of the words of a name, and of what it may stand for."""
    written = [word for word in name.form.split() if word in name.parts]
    heard = (rough_sound(word) for word in [*written, *sorted(name.first.difference(written))])
    return list(dict.fromkeys(filter(None, heard)))


def block_keys(features: Features, sounds_of: SoundsOf = sounds_of_name) -> set[blocking.Key]:
    """The keys by which a record meets others of the same person."""
    own = (features.given, features.family, features.second, *features.others)
    sounds = list(dict.fromkeys(sound for name in own if name is not None for sound in sounds_of(name)))
    born = features.born.known if features.born else ()
    return blocking.keys(
        sounds[: blocking.MOST_SOUNDS], born, features.telephones, features.area, features.document
    )


def _padded(rows: Sequence[Sequence[int]]) -> Ints:
    """Rows of different lengths as one table, filled up with 0."""
    width = max(map(len, rows), default=0) or 1
    table = np.zeros((len(rows), width), dtype=np.int64)
    for place, row in enumerate(rows):
        if row:
            table[place, : len(row)] = row
    return table
