"""Keyed tokens of what a person can be found by. Only who holds the master key can make or compare them."""

from collections.abc import Callable, Iterable, Mapping

from opennrm.country.pack import pack
from opennrm.foundation.sealing import token_maker

from . import rules, telephones

NAME, BEGINNING, SOUND = "name", "beginning", "sound"
TELEPHONE, DOCUMENT, BIRTH = "telephone", "document", "birth"

Key = tuple[str, str]
"""A kind and a normal form, from which a token is made."""


def keys_of_person(texts: Mapping[str, str], numbers: Iterable[str]) -> set[Key]:
    """Everything that a person can be found by.

    :param texts: what is known, by the names of the sealed fields of `Person`.
    :param numbers: texts that hold telephone numbers, one or several in each.
    """
    names = [texts.get(name, "") for name in ("given_names", "family_name", "other_names")]
    keys = {key for form in rules.forms_of(*names) for key in _keys_of_word(form)}
    for text in numbers:
        keys |= {(TELEPHONE, form) for form in telephones.forms_of(text, pack().telephone_region)}
    if number := rules.document_number(texts.get("document_number", "")):
        keys.add((DOCUMENT, number))
    if born := texts.get("birth_date", ""):
        keys.add((BIRTH, born))
    return keys


def keys_of_search(text: str) -> set[Key]:
    """What to look for when somebody types this text: a name or a part of it, a telephone or its end, or a paper."""
    keys: set[Key] = set()
    for word in rules.forms_to_find(text):
        keys.add((NAME, word))
        if beginning := rules.beginning_to_find(word):
            keys.add((BEGINNING, beginning))
        if heard := rules.sound(word):
            keys.add((SOUND, heard))
    keys |= {(TELEPHONE, form) for form in telephones.forms_to_find(text, pack().telephone_region)}
    if any(character.isdecimal() for character in text):
        keys.add((DOCUMENT, rules.document_number(text)))
    return keys


def tokens(keys: Iterable[Key]) -> set[bytes]:
    """The tokens that stand for these keys in the database."""
    make: Callable[[str, str], bytes] = token_maker()
    return {make(kind, normal_form) for kind, normal_form in keys}


def _keys_of_word(word: str) -> set[Key]:
    keys = {(NAME, word), *((BEGINNING, beginning) for beginning in rules.beginnings(word))}
    if heard := rules.sound(word):
        keys.add((SOUND, heard))
    return keys
