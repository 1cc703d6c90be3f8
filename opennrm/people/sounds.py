"""The forms in which names of records are compared: words without particles, a rough sound, variants. Pure Python.

The search for a name (`rules`) is kinder: it reads what somebody types. Here both sides are records.
"""

from collections.abc import Iterable, Mapping

from . import rules

PARTICLES = frozenset(("de", "la", "del", "los", "las", "da", "di", "van", "von", "el"))
"""They are left out as often as they are written: De la Cruz, Delacruz, Cruz."""
MOST_WORDS, MOST_LETTERS = 6, 40
"""Of one name, and of one of its words. What is longer is no name, and would only take time."""
LONGEST_SOUND = 5
"""In letters."""

Variants = Mapping[str, frozenset[str]]
"""A normal form, and the canonical forms that it may stand for: liz, elizabeth."""

_VOWELS = "aeiouy"
_SHORTEST_PLURAL = 4
# In this order: each works on what the one before has left. Capitals are settled and no longer replaced.
_TOGETHER = (
    ("zh", "X"), ("tch", "X"), ("sch", "X"), ("sh", "X"), ("ch", "X"), ("hs", "X"),
    ("tion", "XN"), ("syon", "XN"), ("eau", "o"), ("au", "o"), ("ph", "f"), ("qu", "k"), ("ck", "k"), ("th", "t"),
    ("gn", "n"), ("oi", "ua"), ("wa", "ua"), ("ou", "u"), ("oo", "u"), ("ts", "s"), ("dz", "s"), ("ll", "l"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"),
)  # fmt: skip
_ALONE = str.maketrans({"c": "k", "q": "k", "z": "s", "w": "u", "v": "b", "h": ""})


def name_words(text: str) -> list[str]:
    """The words of a name in normal form, without particles, unless it consists of nothing else."""
    found = [word[:MOST_LETTERS] for word in rules.words(text)[: 2 * MOST_WORDS]]
    return ([word for word in found if word not in PARTICLES] or found)[:MOST_WORDS]


def rough_sound(word: str) -> str:
    """How a word in normal form sounds, roughly, for English, French, Creole, Spanish and romanised Chinese at once.

    Rodriguez and Rodrigues, Isabel and Ysabel, Chen and Chin sound the same. A word in another script is its own sound.
    """
    if not word.isascii():
        return word
    heard = word
    for letters, sound in _TOGETHER:
        if letters in heard:
            heard = heard.replace(letters, sound)
    heard = heard.lower()
    if heard[:2] in ("ge", "gi", "gy"):
        heard = "j" + heard[1:]
    heard = heard.translate(_ALONE)
    if len(heard) >= _SHORTEST_PLURAL and heard.endswith("s"):
        heard = heard[:-1]
    if not heard:
        return ""
    kept = "a" if heard[0] in _VOWELS else heard[0]
    for letter in heard[1:]:
        if letter not in _VOWELS and letter != kept[-1]:
            kept += letter
    return kept[:LONGEST_SOUND]


def alternates(words: Iterable[str], variants: Variants) -> frozenset[str]:
    """What a name may stand for: its first word, and the canonical forms of that word and of the whole name.

    An initial stands for nothing.
    """
    sequence = list(words)
    if not sequence:
        return frozenset()
    first, whole = sequence[0], "".join(sequence)
    found = variants.get(first, frozenset()) | variants.get(whole, frozenset())
    return found if is_initial(first) else found | {first}


def is_initial(word: str) -> bool:
    """Whether a word is one letter that stands for a name. A single Chinese character is a whole name."""
    return len(word) == 1 and not rules.is_dense(word)


def variants_of(rows: Iterable[tuple[str, str]]) -> Variants:
    """The table of variants from rows of a canonical form and a variant, as people write them.

    A form may have several canonical ones. A canonical form stands for itself too.
    """
    found: dict[str, set[str]] = {}
    for canonical, variant in rows:
        target, source = ("".join(name_words(text)) for text in (canonical, variant))
        for form in (source, target):
            found.setdefault(form, set()).add(target)
    return {form: frozenset(targets) for form, targets in found.items()}
