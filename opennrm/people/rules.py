"""How names, papers and dates are brought into one form, compared and scored. Pure Python.

Two spellings of a name meet in their normal words, in these words written as one, in the beginnings of a word, or
in its sound.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import jellyfish
from rapidfuzz import fuzz

from opennrm.foundation.partial_dates import PartialDate

SHORTEST_BEGINNING, LONGEST_BEGINNING = 3, 6
"""In letters."""
GOOD_ENOUGH = 60
"""Of 100: a candidate below this is not shown."""
MOST_JOINED = 4
"""As many words as people write as one: "De la Cruz", "Maria de la Luz"."""
MOST_WORDS = 12
"""Of one field of a name, for which all ways to write it are kept. Nobody's name needs more."""

OLDEST = 120
"""In years."""


class Corrected(StrEnum):
    """What a form corrects of a child, adds to what is known of it, or says to hold no more."""

    FACTS = "facts"
    """What everybody who sees the case reads."""
    IDENTITY = "identity"
    CONTACT = "contact"
    RELATED = "related"
    """Somebody around the child."""
    SUSPECTED = "suspected"
    """Somebody who is said to be involved."""
    RELATED_END = "related_end"
    """That somebody is no longer around the child."""
    SUSPECTED_END = "suspected_end"
    """That somebody is no longer said to be involved."""

    @property
    def is_ending(self) -> bool:
        """Whether it says that something holds no more, so that there is no other one to add."""
        return self in (Corrected.RELATED_END, Corrected.SUSPECTED_END)

    @property
    def is_one_of_several(self) -> bool:
        """Whether a case can have several, so that one more can be added."""
        return self in (Corrected.CONTACT, Corrected.RELATED, Corrected.SUSPECTED)


UNKNOWN = "unknown"
SAFETY = ("yes", "no", UNKNOWN)
"""Whether it is safe to write or call somewhere."""

_SAME_SOUND = 82
_BEGINS_THE_SAME = 85
_PARTICLE = 3

# Letters that Unicode does not take apart into a plain letter and a mark, or that one language writes in two ways.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
    | {"\u0640": "", "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06a9": "\u0643"}
)
_APOSTROPHES = re.compile(
    "['`\u00b4\u02b9-\u02bf\u02c8\u055a\u05f3\u07f4\u2018\u2019\u201b\u2032\ua78c\uff07]"
)
_VARIANT_MARKS = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SOFT_HYPHEN = "\u00ad"
# Scripts in which one character can be a whole name.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_FIRST_VOWEL = re.compile("^[AEIOU]")


def words(text: str) -> list[str]:
    """The words of a name in one form: no capitals, accents, apostrophes or hyphens."""
    if text.isascii():
        return text.translate(_ASCII).split()
    # Twice: some letters have a small form only after they were taken apart, and the other way round.
    once = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.replace(_SOFT_HYPHEN, "-"))).casefold()
    decomposed = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", once).casefold())
    plain = "".join(_letter(character) for character in _VARIANT_MARKS.sub("", decomposed))
    return plain.translate(_PLAIN_LETTERS).split()


def normal(text: str) -> str:
    """A text as it is compared: its words in one form, with a space between them."""
    return " ".join(words(text))


def _letter(character: str) -> str:
    """What is left of a character: nothing of an accent or of what nobody sees, a space between words."""
    if unicodedata.combining(character):
        return ""
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    return "" if category == "Cf" else " "


# What becomes of each of the letters of which most names are made: a search reads hundreds of names.
_ASCII = {code: "" if _APOSTROPHES.match(chr(code)) else _letter(chr(code).casefold()) for code in range(128)}


def joined(sequence: Sequence[str]) -> set[str]:
    """Neighbouring words written as one: any two; more of them if a short one, such as "de" or "la", is among them."""
    found = set()
    for length in range(2, MOST_JOINED + 1):
        for start in range(len(sequence) - length + 1):
            run = sequence[start : start + length]
            if length == 2 or min(map(len, run)) <= _PARTICLE:
                found.add("".join(run))
    return found


def forms_of(given_names: str, family_name: str, other_names: str, former_names: str = "") -> set[str]:
    """Every word by which somebody of these names is found: as written, written as one, and written apart.

    :param former_names: the names that stood there before a correction, one a line.
    """
    forms: set[str] = set()
    for name in (given_names, family_name, other_names, *former_names.splitlines()):
        ways = [words(name)]
        if _APOSTROPHES.search(name):
            ways.append(words(_APOSTROPHES.sub(" ", name)))
        for way in ways:
            forms |= {*way} | joined(way[:MOST_WORDS])
    given, family = "".join(words(given_names)), "".join(words(family_name))
    if is_dense(given) and is_dense(family):
        forms |= {family + given, given + family}
    # Of a dense word each end can be a name: the family's name stands first, often without a space.
    dense = (form[:MOST_WORDS] for form in forms if is_dense(form))
    return forms | {form[start:] for form in dense for start in range(len(form))}


def forms_to_find(text: str) -> set[str]:
    """The words to look for when somebody types this text."""
    typed = words(text)
    return {*typed} | joined(typed[:MOST_WORDS])


def is_dense(word: str) -> bool:
    """Whether the word is written in characters of which one can be a whole name: Chinese or Japanese ones."""
    return _DENSE.fullmatch(word) is not None


def is_enough(text: str) -> bool:
    """Whether a text can be searched for: two letters, three digits, or one character that can be a whole name."""
    typed = "".join(words(text))
    return len(typed) > (2 if typed.isdecimal() else 1) or is_dense(typed)


def beginnings(word: str) -> list[str]:
    """The beginnings by which a longer word can be found, from three to six letters; of a dense word from one."""
    longest = min(len(word) - 1, LONGEST_BEGINNING)
    return [word[:length] for length in range(_shortest_beginning(word), longest + 1)]


def beginning_to_find(word: str) -> str:
    """The beginning to look for when somebody types this word; empty if it is too short to be one."""
    return word[:LONGEST_BEGINNING] if len(word) >= _shortest_beginning(word) else ""


def _shortest_beginning(word: str) -> int:
    return 1 if is_dense(word) else SHORTEST_BEGINNING


def sound(word: str) -> str:
    """How a word sounds in English letters; empty for a word in another script, or one of few letters."""
    if len(word) < SHORTEST_BEGINNING or not word.isascii():
        return ""
    # The vowel at the beginning is what is heard least: Imani, Emani.
    return _FIRST_VOWEL.sub("A", jellyfish.metaphone(word))


def document_number(text: str) -> str:
    """The number of a paper in one form: capitals and digits alone."""
    return "".join(character for character in text.upper() if character.isalnum())


def age_on(day: date, born: PartialDate) -> int | None:
    """Completed years on a day; None where nobody knows the year of birth.

    Where the day of birth is not known the youngest possible age is given, as for a child.
    """
    ages = ages_on(day, born)
    return ages[0] if ages else None


def ages_on(day: date, born: PartialDate) -> tuple[int, int] | None:
    """The youngest and the oldest age that somebody can have on a day; None where nobody knows the year of birth."""
    if born.latest is None or born.earliest is None:
        return None
    youngest, oldest = (
        day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))
        for birthday in (born.latest, born.earliest)
    )
    return max(youngest, 0), max(oldest, 0)


def is_possible_birth(born: PartialDate, *, on: date) -> bool:
    """Whether somebody alive can have been born then: no more than 120 years ago."""
    if born.latest is None or born.earliest is None:
        return True
    # As text: 120 years before a 29th of February there need not be one.
    return born.earliest <= on and born.latest.isoformat() >= f"{on.year - OLDEST:04}{on.isoformat()[4:]}"


def score(wanted: Sequence[str], names: Iterable[str]) -> int:
    """How well the words of a search fit the forms of a person's names, from 0 to 100.

    Neighbouring words count as one where that fits: "De la Cruz" is "Delacruz".
    """
    known = list(names)
    best = [0.0]
    for end in range(1, len(wanted) + 1):
        alone = best[end - 1] + _best(wanted[end - 1], known)
        together = [
            best[start] + fits * (end - start)
            for start in range(max(end - MOST_JOINED, 0), end - 1)
            if (fits := _best("".join(wanted[start:end]), known)) >= _SAME_SOUND
        ]
        best.append(max([alone, *together]))
    return round(best[-1] / len(wanted)) if wanted else 0


def _best(wanted: str, known: list[str]) -> float:
    return max((_alike(wanted, name) for name in known), default=0.0)


def _alike(wanted: str, name: str) -> float:
    if wanted == name:
        return 100
    if name.startswith(wanted) and len(wanted) >= _shortest_beginning(wanted):
        return _BEGINS_THE_SAME + (100 - _BEGINS_THE_SAME) * len(wanted) / len(name)
    heard = sound(wanted)
    return max(fuzz.ratio(wanted, name), _SAME_SOUND if heard and heard == sound(name) else 0)
