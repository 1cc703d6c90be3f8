"""Sets a paper from data: words arrive as JSON, and no word of it is ever taken for markup."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, filters

from .agreed import MAX_PAGES, PDF, Reason, Refused

# pypdf imports it when a document asks for it; by then nothing can be imported any more.
_USED = (filters,)
_LAYOUT = "paper.typ"
# What the library says of each letter for which no font has a shape, in its list of what is wrong with a paper.
_NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_FONT = "Libertinus Serif"
_OF_EACH_SCRIPT = (
    *("\u0531", "\u05d0", "\u0645", "\u0710", "\u0784"),  # Armenian, Hebrew, Arabic, Syriac, Thaana
    *("\u0905", "\u0985", "\u0a05", "\u0a85", "\u0b05"),  # Devanagari, Bengali, Gurmukhi, Gujarati, Odia
    *("\u0b85", "\u0c05", "\u0c85", "\u0d05", "\u0d85"),  # Tamil, Telugu, Kannada, Malayalam, Sinhala
    *("\u0e01", "\u0e81", "\u0f40", "\u1000", "\u1780"),  # Thai, Lao, Tibetan, Burmese, Khmer
    *(
        "\u10d0",
        "\u1200",
        "\u13a0",
        "\u1401",
        "\u1820",
    ),  # Georgian, Ethiopic, Cherokee, Canadian syllables, Mongolian
    *("\uac00", "\u3042", "\u30a2", "\u6c49", "\u6f22"),  # Korean, Japanese twice, Chinese of both kinds
)
"""A letter of each script in which a name may be written."""
_FOLDER = Path(__file__).parent / "layout"
"""Holds the layout alone: the only files that it could name. By the time it is read, no file can be opened at all."""


class Typesetter:
    """The layout and the fonts, loaded while files can still be opened."""

    def __init__(self, *, any_script: bool = False) -> None:
        """:param any_script: take letters that the fonts of the library lack from those of the machine.

        Otherwise every machine prints the same, and starts sooner.
        """
        self._layout = (_FOLDER / _LAYOUT).read_bytes()
        self._fonts = typst.Fonts(include_system_fonts=any_script)
        if any_script:
            self._load_fonts()

    def _load_fonts(self) -> None:
        """The library reads a font when it first needs it, which is too late: by then no file can be opened."""
        words = json.dumps(" ".join(_OF_EACH_SCRIPT))
        sample = f"#set text(font: {json.dumps(_FONT)})\n#let words = {words}\n#words #strong(words)"
        typst.Compiler(sample.encode(), root=_FOLDER, font_paths=self._fonts).compile(format="pdf")

    def typeset(self, content: bytes, media_type: str) -> tuple[str, bytes, int]:
        """Return the paper as an accessible PDF, and how many pages it has.

        Where the fonts lack letters, which the standard for accessible documents forbids, words stand in their place
        that say so, and the paper says on its first page that some are missing.

        :raises Refused: it has too many pages. What is no such data raises anything.
        """
        paper = json.loads(content)
        made = self._accessible({**paper, "lacks_letters": False})
        pages = len(PdfReader(BytesIO(made)).pages)
        if pages > MAX_PAGES:
            raise Refused(Reason.PAGES)
        return PDF, made, pages

    def _accessible(self, paper: dict[str, Any]) -> bytes:
        try:
            return self._compiled(paper, ["ua-1"])
        except typst.TypstError as refused:
            missing = letters_not_shown(refused.diagnostic)
            if not missing:
                raise
        shown = _without(paper, missing, instead=paper["instead_of_letters"])
        return self._compiled({**shown, "lacks_letters": True}, ["ua-1"])

    def _compiled(self, paper: dict[str, object], standards: Any) -> bytes:
        compiler = typst.Compiler(
            self._layout, root=_FOLDER, font_paths=self._fonts, sys_inputs={"paper": json.dumps(paper)}
        )
        made = compiler.compile(format="pdf", pdf_standards=standards)
        assert isinstance(made, bytes)
        return made


def letters_not_shown(diagnostic: str) -> list[str]:
    """The letters, the longest first, of which the library says that no font can show them."""
    found = {
        _ESCAPED.sub(lambda code: chr(int(code[1], 16)), each) for each in _NOT_SHOWN.findall(diagnostic)
    }
    return sorted(found, key=lambda letters: (-len(letters), letters))


def _without(value: Any, missing: list[str], *, instead: str) -> Any:
    """The paper with these words instead of every run of letters that cannot be shown."""
    runs = re.compile(rf"(?:{'|'.join(map(re.escape, missing))})+")
    match value:
        case str():
            return runs.sub(lambda _run: instead, value)
        case dict():
            return {name: _without(each, missing, instead=instead) for name, each in value.items()}
        case list():
            return [_without(each, missing, instead=instead) for each in value]
    return value
