"""By which keys two records of the same person meet, so that not every pair has to be compared. Pure Python.

A key is what a token can be made of (`tokens`). Each kind joins two facts, so that few children share one. Telephone
and document number need no second one: nearly each is another.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from . import rules, telephones
from .sounds import Variants, alternates, is_initial, name_words, rough_sound

PAIR, SOUND_YEAR, BIRTH_INITIAL = "pair", "sound-year", "birth-initial"
DAY_SOUND, TELEPHONE, SOUND_AREA = "day-sound", "telephone", "sound-area"
DOCUMENT = "document"
KINDS = (PAIR, SOUND_YEAR, BIRTH_INITIAL, DAY_SOUND, TELEPHONE, SOUND_AREA, DOCUMENT)
MOST_SOUNDS = 8
"""Of one person, so that somebody of many names has no hundred keys."""
YEARS_AROUND = 2
"""A search looks for as many years before and after, where stored keys have the year alone."""

Key = tuple[str, str]
"""A kind and a normal form."""


def sounds_of(names: Iterable[str], variants: Variants) -> list[str]:
    """The rough sounds of all words of these names and of what they may stand for, in the order of the names.

    An initial has none.
    """
    found: dict[str, None] = {}
    for name in names:
        words = name_words(name)
        for word in [*words, *sorted(alternates(words, variants).difference(words))]:
            if not is_initial(word) and (heard := rough_sound(word)):
                found[heard] = None
    return list(found)[:MOST_SOUNDS]


def keys(
    sounds: Sequence[str],
    born: Sequence[int],
    telephone_texts: Collection[str] = (),
    area: str = "",
    document: str = "",
) -> set[Key]:
    """The keys to store for a person.

    :param sounds: as `sounds_of` gives them.
    :param born: year, month and day, as many of them as are known for sure; only the year of an estimated date.
    """
    found: set[Key] = {(PAIR, " ".join(sorted(two))) for two in combinations(sounds, 2)}
    found |= {(SOUND_YEAR, f"{sound} {year}") for year in born[:1] for sound in sounds}
    if len(born) == 3:
        year, month, day = born
        low, high = sorted((month, day))
        found |= {(BIRTH_INITIAL, f"{year} {low} {high} {sound[0]}") for sound in sounds}
        found |= {(DAY_SOUND, f"{month} {day} {sound}") for sound in sounds}
    for text in telephone_texts:
        digits = telephones.digits_of(text)[-telephones.LONGEST_END :]
        if len(digits) == telephones.LONGEST_END:
            found.add((TELEPHONE, digits))
    if area:
        found |= {(SOUND_AREA, f"{sound} {area}") for sound in sounds}
    if number := rules.document_number(document):
        found.add((DOCUMENT, number))
    return found


def keys_to_find(
    sounds: Sequence[str],
    born: Sequence[int],
    telephone_texts: Collection[str] = (),
    area: str = "",
    document: str = "",
) -> set[Key]:
    """The keys to look for when a record like this is new: those that it would store, and the years around its own."""
    found = keys(sounds, born, telephone_texts, area, document)
    for year in born[:1]:
        around = range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
        found |= {(SOUND_YEAR, f"{sound} {each}") for each in around for sound in sounds}
    return found
