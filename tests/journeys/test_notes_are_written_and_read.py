"""Notes of a case: written on a phone in bad signal, shared with the house, corrected, and read."""

import pytest

from tests.browser import Visit

pytestmark = pytest.mark.journey

TEXT = "She sleeps better and asked when she can go to school again."


@pytest.fixture
def case_id(mechanism):
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    mechanism.accepted(mechanism.referred(case_id))
    return case_id


def test_a_note_is_written_in_bad_signal_and_nothing_is_lost(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Write a note")
    caseworker.choose("Conversation with the child")
    caseworker.fill(text=TEXT)
    caseworker.sees("Draft saved")
    _without_connection(caseworker)
    caseworker.open(f"/cases/{case_id}/notes/new/")
    caseworker.sees("You started this note and did not finish it.")
    assert caseworker.page.get_by_label("Note", exact=True).input_value() == TEXT
    caseworker.picture("note-new")
    caseworker.choose("Also the agencies that are helping and may read notes")
    caseworker.fill(time="2:30")
    caseworker.press("Save the note", status=422)
    caseworker.sees("Say which half of the day: 2:30 am, or 2:30 pm.")
    caseworker.fill(time="12:01 am")
    caseworker.press("Save the note")
    caseworker.sees("The note was saved.", "Wrote a note: conversation with the child")
    _correct(caseworker)
    _read_at_the_house(visit(mechanism.manager), case_id)


def _without_connection(caseworker: Visit) -> None:
    """Without a connection the page stays, and says so."""
    caseworker.page.context.set_offline(True)
    caseworker.page.get_by_role("button", name="Save the note").click()
    caseworker.sees("Not saved, because there is no connection.")
    caseworker.is_at("Write a note")
    caseworker.page.context.set_offline(False)
    caseworker.sees("Draft saved")
    caseworker.complaints[:] = [
        said for said in caseworker.complaints if "ERR_INTERNET_DISCONNECTED" not in said
    ]


def _correct(caseworker: Visit) -> None:
    caseworker.follow("Conversation with the child", exact=False)
    caseworker.sees(TEXT)
    caseworker.press("Correct this note")
    caseworker.fill(with_whom="The girl", reason="I had not said whom I talked to.")
    caseworker.press("Save the correction")
    caseworker.sees("What it said before", "I had not said whom I talked to.")
    caseworker.picture("note")


def _read_at_the_house(manager: Visit, case_id) -> None:
    manager.open(f"/cases/{case_id}/")
    manager.press("Write a note")
    manager.sees("Whoever leads the case can read this note")
    manager.choose("Something else")
    manager.fill(text="She had a quiet night.")
    manager.press("Save the note")
    manager.open(f"/cases/{case_id}/notes/")
    manager.does_not_see(TEXT)
    manager.press("Show what the notes on this page say")
    manager.sees(TEXT, "She had a quiet night.")
    manager.picture("notes")
