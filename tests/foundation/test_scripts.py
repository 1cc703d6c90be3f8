"""Names in any script are printed where the machine has a font for it."""

import pytest
import typst

from opennrm.foundation.papers import Paper, set_paper

OF_MACHINE = typst.Fonts(include_embedded_fonts=False).families()
ARMENIAN = "\u0531\u0576\u0576\u0561"
LINEAR_A = "\U00010600\U00010601"


def paper(name: str) -> Paper:
    return Paper(
        language="en",
        title="A paper",
        header=("Case", "Confidential"),
        footer="Printed",
        page="Page {page} of {pages}",
        letters_are_missing="Some letters are missing.",
        instead_of_letters="[letters missing]",
        facts=[("Name", name)],
    )


@pytest.mark.skipif(
    "DejaVu Sans" not in OF_MACHINE, reason="The machine has no font that is known to have the letters."
)
def test_letters_that_our_fonts_lack_come_from_those_of_the_machine():
    assert not set_paper(paper(ARMENIAN)).lacks_letters


def test_a_paper_says_where_no_font_of_the_machine_has_the_letters():
    assert set_paper(paper(LINEAR_A)).lacks_letters
