"""Papers to be printed, set from data as accessible PDFs. They are set in the child (`sandbox`), never here."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from django.utils.translation import gettext as _

from . import sandbox
from .harmless.agreed import MAX_BYTES, Reason
from .plain_text import plain
from .refusals import Refused

_BREAK = "\u200b"
# A line is wide enough for about ninety letters, a column of a table for fewer: a longer word would leave the paper.
_LONG_WORD = re.compile(r"\S{24}(?=\S{6})")
_LACKS_LETTERS = b"letters-missing"


class PaperNotPossible(Refused):
    """The paper cannot be made; the message says what to do instead."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A drawing of the product as the source of an SVG, how wide it is, and what somebody hears who cannot see it."""

    svg: str
    says: str
    millimetres: int = 18


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage of a section: what is known as pairs of a name and an answer, then paragraphs, then a table.

    A `drawing` stands beside the paragraphs, or alone where there are none.
    """

    heading: str = ""
    drawing: Drawing | None = None
    facts: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a paper under its heading; without a title, under none."""

    title: str
    passages: Sequence[Passage]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a paper says. All of it is text, and none of it markup.

    :param header: what stands at the top of each page, left and right.
    :param footer: what stands at its bottom, beside `page`, in which {page} and {pages} stand for numbers.
    :param letters_are_missing: what the first page says where no font has some letters; `instead_of_letters` stands in
        their place.
    :param facts: what stands below the title, as pairs of a name and an answer; then the `notices`.
    :param points: the size of its letters.
    :param is_card: it fits a pocket (A6), and is no sheet of A4.
    """

    language: str
    title: str
    header: tuple[str, str]
    footer: str
    page: str
    letters_are_missing: str
    instead_of_letters: str
    points: int = 11
    is_card: bool = False
    facts: Sequence[tuple[str, str]] = ()
    notices: Sequence[str] = ()
    sections: Sequence[Section] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class SetPaper:
    """A paper as a PDF. `lacks_letters`: some could not be printed, and the paper says where.

    `fingerprint` is the SHA-256 of the content in hexadecimal.
    """

    content: bytes
    pages: int
    lacks_letters: bool
    fingerprint: str


def set_paper(paper: Paper) -> SetPaper:
    """Set a paper. Words that are longer than a line are broken.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    words = json.dumps(_cleaned(asdict(paper))).encode()
    if len(words) > MAX_BYTES:
        raise PaperNotPossible(_too_long())
    try:
        answer = sandbox.paper_of(words)
        if _LACKS_LETTERS in answer.content:
            answer = _with_fonts_of_the_machine(words) or answer
    except sandbox.Busy as busy:
        raise PaperNotPossible(
            _("Many files are being made at the moment. Wait a minute, and try again.")
        ) from busy
    if answer.reason is Reason.DAMAGED:
        raise RuntimeError("A paper was not set: its layout and its words do not fit.")
    if answer.reason:
        raise PaperNotPossible(_too_long())
    return SetPaper(
        content=answer.content,
        pages=answer.pages,
        lacks_letters=_LACKS_LETTERS in answer.content,
        fingerprint=hashlib.sha256(answer.content).hexdigest(),
    )


def _with_fonts_of_the_machine(words: bytes) -> sandbox.Answer | None:
    """The same paper with the letters that our own fonts lack; None if it cannot be set in that way."""
    answer = sandbox.paper_of(words, any_script=True)
    return None if answer.reason else answer


def with_words(section: Section, change: Callable[[str], str]) -> Section:
    """The section with each of its texts changed by this function: all but the names of the facts and the columns."""
    passages = [
        replace(
            passage,
            heading=change(passage.heading),
            facts=[(name, change(answer)) for name, answer in passage.facts],
            paragraphs=[change(words) for words in passage.paragraphs],
            rows=[[change(words) for words in row] for row in passage.rows],
        )
        for passage in section.passages
    ]
    return replace(section, passages=passages)


def _cleaned(value: object) -> object:
    match value:
        case str():
            return _LONG_WORD.sub(lambda long: long.group() + _BREAK, plain(value, lines=True))
        case Mapping():
            # A drawing is a source of the product itself, in which long words must stay whole.
            return {name: each if name == "svg" else _cleaned(each) for name, each in value.items()}
        case list() | tuple():
            return [_cleaned(each) for each in value]
    return value


def _too_long() -> str:
    return _("This is too long to print. Choose fewer sections, or fewer notes.")
