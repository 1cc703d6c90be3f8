"""How names, numbers and dates are brought into one form, compared and scored. Pure Python.

Two spellings of a name meet in their normal words, in the beginnings of those words, or in their sound.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

import jellyfish
import phonenumbers
from rapidfuzz import fuzz

SHORTEST_BEGINNING, LONGEST_BEGINNING = 3, 6
"""In letters."""
TELEPHONE_END = 7
"""In digits: what is left of a number when its country and area are left out."""
GOOD_ENOUGH = 60
"""Of 100: a candidate below this is not shown."""

_SAME_SOUND = 82
_BEGINS_THE_SAME = 85

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
_APOSTROPHES = re.compile("['’‘ʼ`´]")  # noqa: RUF001
_FIRST_VOWEL = re.compile("^[AEIOU]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def words(text: str) -> list[str]:
    """The words of a name in one form: no capitals, accents, apostrophes or hyphens."""
    # Twice: some letters have a small form only after they were taken apart, and the other way round.
    once = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    decomposed = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", once).casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return [word for word in _BETWEEN_WORDS.split(plain.translate(_PLAIN_LETTERS)) if word]


def beginnings(word: str) -> list[str]:
    """The beginnings of a word by which it can be found, from three to six letters."""
    longest = min(len(word), LONGEST_BEGINNING)
    return [word[:length] for length in range(SHORTEST_BEGINNING, longest + 1)]


def sound(word: str) -> str:
    """How a word sounds in English letters; empty for a word in another script, or one of few letters."""
    if len(word) < SHORTEST_BEGINNING or not word.isascii():
        return ""
    # The vowel at the beginning is what is heard least: Imani, Emani.
    return _FIRST_VOWEL.sub("A", jellyfish.metaphone(word))


def telephone_forms(text: str, region: str) -> set[str]:
    """The forms in which a telephone number can be found: international, and its last digits.

    :param region: the country in which a number without a country code is read, in two letters (ISO 3166).
    """
    digits = "".join(character for character in text if character.isdecimal())
    if len(digits) < TELEPHONE_END:
        return set()
    forms = {digits[-TELEPHONE_END:]}
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return forms
    if phonenumbers.is_possible_number(number):
        forms.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return forms


def document_number(text: str) -> str:
    """The number of a paper in one form: capitals and digits alone."""
    return "".join(character for character in text.upper() if character.isalnum())


def age_on(day: date, born: str) -> int | None:
    """Completed years on a day of somebody born in "2012", "2012-03" or "2012-03-27".

    Where the day of birth is not known the youngest possible age is given, as for a child.
    """
    if not born:
        return None
    year, month, day_of_month = (int(part) for part in f"{born}-12-31".split("-")[:3])
    if "-" in born and born.count("-") == 1:
        day_of_month = 31
    return max(day.year - year - ((day.month, day.day) < (month, day_of_month)), 0)


def score(wanted: Iterable[str], names: Iterable[str]) -> int:
    """How well the words of a search fit the words of a person's names, from 0 to 100."""
    known = list(names)
    best = [max((_alike(word, name) for name in known), default=0.0) for word in wanted]
    return round(sum(best) / len(best)) if best else 0


def _alike(wanted: str, name: str) -> float:
    if wanted == name:
        return 100
    if len(wanted) >= SHORTEST_BEGINNING and name.startswith(wanted):
        return _BEGINS_THE_SAME + (100 - _BEGINS_THE_SAME) * len(wanted) / len(name)
    heard = sound(wanted)
    return max(fuzz.ratio(wanted, name), _SAME_SOUND if heard and heard == sound(name) else 0)
