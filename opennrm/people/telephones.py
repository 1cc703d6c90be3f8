"""Telephone numbers in the texts that people type: several in one field, with words around them. Pure Python."""

import re
import unicodedata
from itertools import pairwise

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

SHORTEST_END, LONGEST_END = 4, 7
"""In digits: people remember the last four; seven are left when country and area are left out."""

_SEPARATOR = re.compile(r"[/,;|\n]|\s(?:or|and|&)\s")


def pieces(text: str, region: str) -> list[str]:
    """The text in pieces of one number each, in the words and digits that were typed.

    :param region: the country in which a number without a country code is read, in two letters (ISO 3166).
    """
    found = _matches(text, region)
    if len(found) < 2:
        return [text.strip()] if text.strip() else []
    cuts = [0]
    for before, after in pairwise(found):
        separator = _SEPARATOR.search(text, before.end, after.start)
        cuts.append(separator.start() if separator else before.end)
    cuts.append(len(text))
    split = (text[start:end] for start, end in pairwise(cuts))
    return [
        _SEPARATOR.sub("", piece, count=1).strip() if i else piece.strip() for i, piece in enumerate(split)
    ]


def forms_of(text: str, region: str) -> set[str]:
    """Every form by which the numbers of a text are found: their last four to seven digits."""
    return {
        digits[-length:]
        for digits in _digit_strings(text, region)
        for length in range(SHORTEST_END, min(LONGEST_END, len(digits)) + 1)
    }


def forms_to_find(text: str, region: str) -> set[str]:
    """What to look for when somebody types this: the last seven digits of a number, or fewer where fewer are typed."""
    return {digits[-LONGEST_END:] for digits in _digit_strings(text, region) if len(digits) >= SHORTEST_END}


def digits_of(text: str) -> str:
    """All digits of a text in one row, in those that this program is written with."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())


def _matches(text: str, region: str) -> list[phonenumbers.PhoneNumberMatch]:
    return list(PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE))


def _digit_strings(text: str, region: str) -> list[str]:
    """The digits of each number, without its extension; of a text in which none is recognised, all digits."""
    if found := _matches(text, region):
        return [phonenumbers.national_significant_number(match.number) for match in found]
    return [digits_of(text)]
