"""Sheets on paper: large letters, one idea in each paragraph, and nothing that says where they come from."""

from django.utils.translation import gettext as _

from opennrm.country.sheets import Sheet
from opennrm.foundation.papers import Drawing, Paper, Passage, Section, SetPaper, set_paper
from opennrm.web.tellings import drawn

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
    return set_paper(
        Paper(
            language=html_code.split("-")[0],
            title=sheet.title,
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
    )
