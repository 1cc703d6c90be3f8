"""Text as people type it, without the characters that nobody sees. Pure Python.

Control characters, marks that turn the direction of writing and characters without width can hide a name from a
search, make one name look like another, or end up in a page. The character counter of the pages counts what is
left, by the same rules (web/scripts/character_count.js).
"""

import re
import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_LINE_BREAK = re.compile("\r\n|[\r\u0085\u2028\u2029]")
# Between the letters of some scripts (Arabic, those of India, Sinhala) a joiner belongs to the spelling.
_JOINER_OF_A_SPELLING = re.compile("(?<=[\u0590-\u1cff])[\u200c\u200d](?=[\u0590-\u1cff])")


def plain(text: str, *, lines: bool) -> str:
    """The text in Unicode's composed form (NFC), without unseen characters.

    :param lines: whether line breaks and tabs belong to it. Else each becomes a space.
    """
    if text.isascii() and text.isprintable():
        return text  # most texts, and a search reads hundreds of them
    unified = unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", text))
    if not lines:
        unified = re.sub("[\n\t]", " ", unified)
    kept = {match.start() for match in _JOINER_OF_A_SPELLING.finditer(unified)}
    return "".join(
        character
        for place, character in enumerate(unified)
        if character in "\n\t" or place in kept or unicodedata.category(character) not in _UNSEEN
    )
