"""Sets a paper from data: words arrive as JSON, and no word of it is ever taken for markup."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, filters

from .agreed import MAX_PAGES, PDF, Reason, Refused

# pypdf imports it when a document asks for it; by then nothing can be imported any more.
_USED = (filters,)
_LAYOUT = "paper.typ"
_FOLDER = Path(__file__).parent / "layout"
"""Holds the layout alone: the only files that it could name. By the time it is read, no file can be opened at all."""


class Typesetter:
    """The layout and the fonts, loaded while files can still be opened."""

    def __init__(self) -> None:
        self._layout = (_FOLDER / _LAYOUT).read_bytes()
        # The fonts of the library alone: those of the machine would make every machine print something else.
        self._fonts = typst.Fonts(include_system_fonts=False)

    def typeset(self, content: bytes, media_type: str) -> tuple[str, bytes, int]:
        """Return the paper as an accessible PDF, and how many pages it has.

        Where the fonts lack a letter, which the standard for accessible documents forbids, the paper says on its
        first page that some cannot be printed, and does not claim the standard.

        :raises Refused: it has too many pages. What is no such data raises anything.
        """
        paper = json.loads(content)
        try:
            made = self._compiled({**paper, "lacks_letters": False}, ["ua-1"])
        except typst.TypstError as refused:
            if "could not be displayed" not in str(refused):
                raise
            made = self._compiled({**paper, "lacks_letters": True}, [])
        pages = len(PdfReader(BytesIO(made)).pages)
        if pages > MAX_PAGES:
            raise Refused(Reason.PAGES)
        return PDF, made, pages

    def _compiled(self, paper: dict[str, object], standards: Any) -> bytes:
        compiler = typst.Compiler(
            self._layout, root=_FOLDER, font_paths=self._fonts, sys_inputs={"paper": json.dumps(paper)}
        )
        made = compiler.compile(format="pdf", pdf_standards=standards)
        assert isinstance(made, bytes)
        return made
