"""Leaving the names of people out of texts that were written by hand."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

_SHORTEST = 3
"""In letters: a shorter part of a name, such as "de", is left out only where it is written just so."""
_DIGITS_COMPARED = 7
"""Of a telephone number: the same one is written with and without what comes before them."""
_LETTERS_OF_A_PHRASE = 6
_MARKS = "[\u0300-\u036f]*"


class Names:
    """Who is not to be named. It leaves out each word of a name, in any capitals, with or without accents.

    :param names: what people are called; `exact`: numbers and addresses, which are left out as a whole; `telephones`:
        left out however they are written.
    """

    def __init__(
        self, *, names: Iterable[str], exact: Iterable[str] = (), telephones: Iterable[str] = ()
    ) -> None:
        forms = {form for name in names for form in _forms_of_name(name)}
        forms |= {_loosely(_unmarked(line)) for text in exact for line in _lines(text)}
        forms |= {form for number in telephones for form in _forms_of_number(number)}
        # The longest first, so that no part of one is left over.
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(ordered)) if ordered else None

    def left_out(self, text: str) -> str:
        """The text with "[name left out]" for each of them."""
        if self._pattern is None or not text:
            return text
        found = self._pattern.sub(_("[name left out]"), unicodedata.normalize("NFD", text))
        return unicodedata.normalize("NFC", found)


def _forms_of_name(name: str) -> Iterator[str]:
    for word in re.split(r"[\s,;/-]+", _unmarked(name)):
        letters = word.strip(".'\u2019\"()")
        if not letters:
            continue
        if not letters[0].isalpha() or ord(letters[0]) > 0x2E7F:
            # Scripts without spaces between words have no beginning of a word either.
            yield re.escape(letters)
        elif len(letters) >= _SHORTEST:
            yield _loosely(letters)
        elif len(letters) > 1 and letters[0].isupper():
            yield rf"(?<!\w){_with_marks(letters)}(?!\w)"


def _forms_of_number(number: str) -> Iterator[str]:
    digits = [character for character in number if character.isdigit()]
    if len(digits) >= _DIGITS_COMPARED:
        last = r"[\s()./-]*".join(digits[-_DIGITS_COMPARED:])
        yield rf"(?:[+(]*\d[\d\s()./-]*)?{last}(?!\d)"


def _lines(text: str) -> Iterator[str]:
    for line in re.split(r"[\n,]+", text):
        if len(line.strip()) >= _LETTERS_OF_A_PHRASE:
            yield line.strip()


def _loosely(words: str) -> str:
    return rf"(?i:(?<!\w){_with_marks(words)}(?!\w))"


def _with_marks(words: str) -> str:
    return "".join(
        r"\s+" if character.isspace() else re.escape(character) + _MARKS
        for character in re.sub(r"\s+", " ", words)
    )


def _unmarked(text: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character)
    )
