"""Sheets on paper: large letters, one idea in each paragraph, and nothing that says where they come from."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from opennrm.country.sheets import CarerSheet, Moment, Sheet
from opennrm.foundation.papers import Drawing, Paper, Passage, Section, SetPaper, set_paper
from opennrm.web.tellings import drawn

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="120" height="80">'
    '<rect x="1" y="1" width="118" height="78" fill="none" stroke="#555" stroke-dasharray="3 2"/></svg>'
)
POINTS = 14
"""The size of the letters on a sheet for children."""


def of_sheet(sheet: Sheet, *, html_code: str, is_card: bool) -> SetPaper:
    """Set a sheet as a paper, or as a card that fits a pocket.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    passages = []
    for idea in sheet.ideas:
        found = drawn.of(idea.picture) if idea.picture else None
        drawing = Drawing(svg=found.svg, says=str(found.says)) if found else None
        passages.append(Passage(paragraphs=[idea.text], drawing=drawing))
    if sheet.moment is Moment.BEFORE_INTERVIEW:
        passages.append(_frame())
    return set_paper(_paper(sheet.title, passages, html_code, is_card=is_card))


def for_carer(sheet: CarerSheet, *, html_code: str) -> SetPaper:
    """Set what whoever cares for the child reads before an interview, with a frame for a picture of the room.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    passages = [*(Passage(paragraphs=[idea]) for idea in sheet.ideas), _frame()]
    return set_paper(_paper(sheet.title, passages, html_code))


def _frame() -> Passage:
    """Where a photograph of the room is glued or drawn."""
    return Passage(drawing=Drawing(svg=_FRAME, says=_("Room for a picture of the place"), millimetres=120))


def _paper(title: str, passages: Sequence[Passage], html_code: str, *, is_card: bool = False) -> Paper:
    return Paper(
        language=html_code.split("-")[0],
        title=title,
        # Nothing on the outside: whoever sees the paper in a child's hand must not learn where it comes from.
        header=("", ""),
        footer="",
        page=_("Page {page} of {pages}"),
        letters_are_missing=_(
            "This paper cannot show some letters of this language. Use the screen instead."
        ),
        instead_of_letters=_("[letters missing]"),
        points=POINTS,
        is_card=is_card,
        sections=[Section(title="", passages=passages)],
    )
