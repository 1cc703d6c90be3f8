"""A child is told what happens with a sheet on a phone. It is written down, and corrected."""

import pytest

from tests.browser import Visit

pytestmark = pytest.mark.journey


@pytest.fixture
def case_id(mechanism):
    return mechanism.presumed(mechanism.taken(mechanism.reported()))


def test_a_sheet_is_shown_and_what_the_child_was_told_is_written_down(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("The child is still to be told:", "What was decided about the child")
    caseworker.picture("case-telling")
    caseworker.follow("First meeting")
    caseworker.choose("Ages 5 to 8, with pictures")
    caseworker.picture("sheet-choose")
    caseworker.press("Show the sheet")
    _read(caseworker)
    caseworker.follow("For the adult: write down how it went")
    caseworker.choose("Yes: the child said it back in their own words")
    caseworker.fill(questions="May I see my sister?")
    caseworker.picture("telling-new")
    caseworker.press("Save")
    caseworker.sees("We saved what the child was told.", "The child was told: first meeting", "Understood")
    caseworker.does_not_see("May I see my sister?")
    _correct(caseworker)


def _read(caseworker: Visit) -> None:
    """Nothing of the case is on the sheet, and one step back leads to what was before it."""
    caseworker.is_at("Hello")
    caseworker.sees("My name is", "1 of 10")
    assert "JC" not in caseworker.page.inner_text("body")
    caseworker.picture("sheet")
    for _idea in range(9):
        caseworker.follow("Next")
    caseworker.sees("Can you tell me with your own words what happens next?", "10 of 10")
    leave = caseworker.page.get_by_role("link", name="Leave this page")
    assert leave.get_attribute("href") == "https://metservice.gov.jm/"


def _correct(caseworker: Visit) -> None:
    caseworker.follow("Everything the child was told")
    caseworker.sees("May I see my sister?", "Ages 5 to 8, with pictures, in English, version 1")
    caseworker.follow("Correct this", exact=False)
    caseworker.choose("Perhaps: the child nodded or said yes")
    caseworker.fill(reason="She nodded only.")
    caseworker.press("Save the correction")
    caseworker.sees("Nodded", "What was corrected", "She nodded only.")
    caseworker.picture("tellings")
