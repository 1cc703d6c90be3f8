"""By which keys a person can be found, and the tokens that stand for keys in the database.

A token occurs once: the n-th child of an agency that has a key gets a token of its own, so that whoever has only the
database sees neither what is frequent nor what is the same. This is the scheme Pi-bas of Cash et al., "Dynamic
Searchable Encryption in Very-Large Databases: Data Structures and Implementation", NDSS 2014. Only who holds the master
key can make a token.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from uuid import UUID

from opennrm.country.pack import pack
from opennrm.foundation.sealing import token_maker

from . import rules, telephones

NAME, BEGINNING, SOUND = "name", "beginning", "sound"
SOUNDS_OF_TWO, BEGINNINGS_OF_TWO = "sounds of two", "beginnings of two"
TELEPHONE, DOCUMENT = "telephone", "document"
NUMBERS, OF_TWO = {TELEPHONE, DOCUMENT}, {SOUNDS_OF_TWO, BEGINNINGS_OF_TWO}
NAMES = ("given_names", "family_name", "other_names")
"""The sealed fields of a person that hold names."""
ALL_NAMES = (*NAMES, "former_names")
"""The same with those that stood there before a correction, one a line, by which the child may still be known."""
MOST_PAIRED = 4
"""Of the given names, and of the family's: as many words are paired, so that a long name has no hundred pairs."""

VERSION = 2
"""Of what a child is found by. Those who were recorded under an earlier one get what is new by `opennrm migrate`."""

Key = tuple[str, str]
"""A kind and a normal form."""


def keys_of_person(texts: Mapping[str, str], numbers: Iterable[str]) -> set[Key]:
    """Everything that a person can be found by.

    A word of the given names and one of the family's make a pair: where each of them is frequent, few have both.

    :param texts: what is known, by the names of the sealed fields of `Person`.
    :param numbers: texts that hold telephone numbers, one or several in each.
    """
    names = {name: texts.get(name, "") for name in ALL_NAMES}
    pairs: set[Key] = set()
    for one in rules.words(names["given_names"])[:MOST_PAIRED]:
        for another in rules.words(names["family_name"])[:MOST_PAIRED]:
            pairs |= _keys_of_pair(one, another)
    for line in names["former_names"].splitlines():
        for one, another in combinations(rules.words(line)[: 2 * MOST_PAIRED], 2):
            pairs |= _keys_of_pair(one, another)
    return (
        keys_of_words(rules.forms_of(**names))
        | pairs
        | keys_of_numbers(texts.get("document_number", ""), numbers)
    )


def keys_of_words(forms: Iterable[str]) -> set[Key]:
    """What somebody of these forms of a name can be found by if a word is typed."""
    return {key for form in forms for key in _keys_of_word(form)}


def keys_of_numbers(document: str, telephone_texts: Iterable[str]) -> set[Key]:
    """What somebody of this document number and these telephones can be found by if a number is typed."""
    region = pack().telephone_region
    keys = {(TELEPHONE, form) for text in telephone_texts for form in telephones.forms_of(text, region)}
    if number := rules.document_number(document):
        keys.add((DOCUMENT, number))
    return keys


def keys_of_search(text: str) -> set[Key]:
    """What to look for when somebody types this text: a name or a part of it, a telephone or its end, or a paper."""
    keys: set[Key] = set()
    for word in rules.forms_to_find(text):
        keys.add((NAME, word))
        if beginning := rules.beginning_to_find(word):
            # The beginning of the word that was typed can be the beginning of a name, or the whole of one.
            keys |= {(BEGINNING, beginning), (NAME, beginning)}
        if heard := rules.sound(word):
            keys.add((SOUND, heard))
    for one, another in combinations(rules.words(text)[: 2 * MOST_PAIRED], 2):
        keys |= _keys_of_pair(one, another)
    keys |= {(TELEPHONE, form) for form in telephones.forms_to_find(text, pack().telephone_region)}
    if any(character.isdecimal() for character in text):
        keys.add((DOCUMENT, rules.document_number(text)))
    return keys


def maker(owner: UUID | str) -> Callable[[Key, int], UUID]:
    """A function (key, number) -> the token of the owner's child that has this key as the first (0), second (1) ...

    :param owner: the id of the agency that finds by it, or the name of a job of the system.
    """
    make, owner = token_maker(), str(owner)

    def token(key: Key, number: int) -> UUID:
        kind, normal_form = key
        return UUID(bytes=make(kind, f"{owner}|{number}|{normal_form}"))

    return token


def _keys_of_word(word: str) -> set[Key]:
    keys = {(NAME, word), *((BEGINNING, beginning) for beginning in rules.beginnings(word))}
    if heard := rules.sound(word):
        keys.add((SOUND, heard))
    return keys


def _keys_of_pair(one: str, another: str) -> set[Key]:
    """Of two words in either order: how they sound, and how they begin."""
    heard = sorted(rules.sound(word) or word for word in (one, another))
    begun = sorted(word[: rules.SHORTEST_BEGINNING] for word in (one, another))
    return {(SOUNDS_OF_TWO, " ".join(heard)), (BEGINNINGS_OF_TWO, " ".join(begun))}
