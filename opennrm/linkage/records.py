"""What is compared of a person, and the forms in which it is compared. Pure Python."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from opennrm.people import rules, telephones
from opennrm.people.sounds import Variants, alternates, is_initial, name_words, rough_sound

MOST_OTHERS, MOST_TELEPHONES = 6, 4
"""As many aliases and telephones of one record are compared."""

_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)", re.ASCII)
# "Andre (Bigga)", "Andre called Bigga", 'Andre "Bigga" Williams': an alias that stands in a field of names.
_QUOTED = re.compile('[("\u201c\u00ab\u201e]([^)"\u201d\u00bb\u201c]+)[)"\u201d\u00bb\u201c]')
_CALLED = re.compile(r"\b(?:also known as|known as|called|alias|aka|dite?)\s+(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What one list says of one person, as it was written. An empty text is not known.

    :param born: as in ISO 8601: "2012", "2012-03" or "2012-03-27", also with "~" for about.
    :param is_estimated: whether the birth date was estimated, however complete it looks.
    """

    given_names: str = ""
    family_name: str = ""
    second_family_name: str = ""
    middle_names: str = ""
    aliases: tuple[str, ...] = ()
    born: str = ""
    is_estimated: bool = False
    sex: str = ""
    area: str = ""
    telephones: tuple[str, ...] = ()
    document_number: str = ""
    school: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One name in the forms in which it is compared.

    `form` has blanks between its words. `whole` is the name as one word with its particles, `sound` how that sounds.
    `first` are what its first word, or all of it, may stand for. `parts` are its words without initials.
    """

    form: str
    bare: str
    whole: str
    initial: str
    first: frozenset[str]
    parts: frozenset[str]
    sound: str

    @property
    def keys(self) -> frozenset[str]:
        """Everything that the name may stand for, whole or by its first word."""
        return self.first | {self.bare}


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date as far as it is known. Month and day are 0 if they are not."""

    year: int
    month: int
    day: int
    is_estimated: bool

    @property
    def known(self) -> tuple[int, ...]:
        """The parts that are known for sure; of an estimated date its year."""
        parts = (self.year,) if self.is_estimated else (self.year, self.month, self.day)
        return tuple(part for part in parts if part)

    @property
    def digits(self) -> str:
        """The complete date in eight digits."""
        return f"{self.year:04}{self.month:02}{self.day:02}"


@dataclass(frozen=True, slots=True)
class Features:
    """A record in the forms in which it is compared. None and empty are not known."""

    given: Name | None
    family: Name | None
    second: Name | None
    middle: Name | None
    others: tuple[Name, ...]
    born: Born | None
    sex: str
    area: str
    telephones: tuple[str, ...]
    document: str
    school: Name | None
    guardian: Name | None


def features_of(record: Record, variants: Variants) -> Features:
    """Bring a record into the forms in which it is compared."""
    return features_by(record, partial(name_of, variants=variants))


def features_by(record: Record, named: Callable[[str], Name | None]) -> Features:
    """The same with a function that brings a name into its forms, such as one that remembers them."""
    given_names, called = without_alias(record.given_names)
    family_name, also_called = without_alias(record.family_name)
    middle = named(record.middle_names)
    others = [named(text) for text in (*called, *also_called, *record.aliases)]
    return Features(
        given=named(given_names),
        family=named(family_name),
        second=named(record.second_family_name),
        middle=middle,
        others=tuple(name for name in (middle, *others) if name is not None)[:MOST_OTHERS],
        born=born_of(record.born, is_estimated=record.is_estimated),
        sex=record.sex.strip().casefold(),
        area=record.area.strip().casefold(),
        telephones=telephones_of(record),
        document=rules.document_number(record.document_number)[:40],
        school=named(record.school),
        guardian=named(record.guardian),
    )


def features_without_names(record: Record) -> Features:
    """The same of what is no name, for a first look at many records."""
    return Features(
        given=None,
        family=None,
        second=None,
        middle=None,
        others=(),
        born=born_of(record.born, is_estimated=record.is_estimated),
        sex=record.sex.strip().casefold(),
        area=record.area.strip().casefold(),
        telephones=telephones_of(record),
        document=rules.document_number(record.document_number)[:40],
        school=None,
        guardian=None,
    )


def telephones_of(record: Record) -> tuple[str, ...]:
    """The telephones as they are compared, each once."""
    return tuple(dict.fromkeys(filter(None, map(end_of, record.telephones))))[:MOST_TELEPHONES]


def name_of(text: str, variants: Variants) -> Name | None:
    """A name in the forms in which it is compared; None if nothing of it is a letter."""
    if not text or not (words := name_words(text)):
        return None
    bare = "".join(words)
    whole = "".join(rules.words(text))[: 2 * len(bare) + 8]
    return Name(
        form=" ".join(words),
        bare=bare,
        whole=whole,
        initial=words[0] if len(words) == 1 and is_initial(words[0]) else "",
        first=alternates(words, variants),
        parts=frozenset(word for word in words if not is_initial(word)),
        sound=rough_sound(bare),
    )


def born_of(text: str, *, is_estimated: bool = False) -> Born | None:
    """A birth date as it is compared; None if no year is known.

    A date of which only the year is known is an estimate like any other.
    """
    if not (parts := _WRITTEN.fullmatch(text.strip())):
        return None
    year, month, day, about = parts.groups()
    known = (int(year), int(month or 0), int(day or 0))
    return Born(*known, is_estimated or bool(about) or month is None) if known[0] else None


def end_of(telephone: str) -> str:
    """The last seven digits of a telephone number, by which it is compared; empty if it has fewer."""
    digits = telephones.digits_of(telephone)[-telephones.LONGEST_END :]
    return digits if len(digits) == telephones.LONGEST_END else ""


def without_alias(text: str) -> tuple[str, list[str]]:
    """A text without what somebody is called, and that: "Andre (Bigga)" is Andre, called Bigga."""
    called: Iterable[str] = ()
    if not text.isalpha():
        called = _QUOTED.findall(text)
        text = _QUOTED.sub(" ", text)
        if found := _CALLED.search(text):
            called = [*called, found[1]]
            text = text[: found.start()]
    return text, list(called)
