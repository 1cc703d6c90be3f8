"""Custody of a recording: sent in pieces after the line broke, copied for the defence, handed over, and looked at."""

import io
import wave
from datetime import timedelta
from pathlib import Path

import pytest

from tests.custody.scene import let_take_part
from tests.journeys.test_tasks_are_done_put_off_and_handed_on import choose_day
from tests.screening.cases import Office
from tests.tasks.scene import today

pytestmark = pytest.mark.journey


def test_a_recording_goes_from_the_custodian_to_the_defence(visit, mechanism, tmp_path, settings):
    settings.CUSTODY_STORE = tmp_path / "custody"
    world, case_id = mechanism.world, mechanism.taken(mechanism.reported())
    custodian = world.person(world.agency("police"), "evidence_custodian")
    prosecutor = world.person(world.agency("prosecution"), "prosecutor")
    counsel = world.person(world.agency("defence", name="Chambers of Invented Counsel"), "recording_viewer")
    office = Office(
        world, mechanism.constable, mechanism.caseworker, mechanism.colleague, mechanism.supervisor
    )
    for person in (custodian, prosecutor):
        let_take_part(world, office, case_id, person)
    keeper, accuser, defender = visit(custodian), visit(prosecutor), visit(counsel)
    address = receive(keeper, sound(tmp_path / "interview.wav"))
    order(accuser, address)
    hand_over(keeper, address)
    look(defender)
    keeper.open(address)
    keeper.sees("Seen altogether: 0:00 to 0:0", "Looked at a part of a copy of a recording")
    keeper.picture("recording")
    keeper.press("Ledger for a court, to print")
    keeper.sees("no child is named", "Viewer of recordings, Chambers of Invented Counsel")
    end(keeper, address)
    defender.open("/recordings/")
    defender.follow("REC-", exact=False)
    defender.sees("This copy has ended.")


def sound(path: Path) -> Path:
    """A minute of silence, which any browser plays: five pieces of an upload."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(4 * 44_100 * 60))
    path.write_bytes(written.getvalue())
    return path


def receive(keeper, file: Path) -> str:
    """Announce the recording and send it. After its first piece the page is left, and later it goes on."""
    keeper.open("/recordings/")
    keeper.follow("JC-", exact=False)
    keeper.press("Announce a recording")
    keeper.fill(device="Fixed recorder 1")
    keeper.choose("The clock of the recorder")
    keeper.press("Announce the recording")
    upload = keeper.page.url
    keeper.page.locator("input[type=file]").set_input_files(file)
    with keeper.page.expect_response(lambda answer: answer.request.method == "PATCH"):
        keeper.page.get_by_role("button", name="Send the recording").click()
    keeper.open(upload.removeprefix(keeper.site))
    keeper.sees("Choose the same file again")
    keeper.picture("recording-upload")
    keeper.page.locator("input[type=file]").set_input_files(file)
    keeper.press("Send the recording")
    keeper.sees("Sealed")
    return keeper.page.url.removeprefix(keeper.site)


def order(accuser, address: str) -> None:
    """The prosecution orders a copy for the defence."""
    accuser.open(address)
    accuser.press("Order a copy")
    accuser.choose("Defence")
    accuser.page.get_by_label("Who receives it?").select_option(label="Chambers of Invented Counsel")
    accuser.choose("Order of a court")
    accuser.fill(authority="HCV 12 of 2026")
    accuser.choose("Look at it here")
    choose_day(accuser, "until", today() + timedelta(days=30))
    accuser.picture("copy-order")
    accuser.press("Order the copy")
    accuser.sees("was ordered")


def hand_over(keeper, address: str) -> None:
    """The custodian has it made and hands it over."""
    keeper.open("/")
    keeper.follow("Have a copy made", exact=False)
    keeper.press("Have it made")
    keeper.press("Hand it over")
    keeper.choose("To be viewed here")
    keeper.press("Hand it over")
    keeper.sees("Nobody has confirmed it.")


def look(defender) -> None:
    """Counsel confirms that it is there, says why they look, and plays a second of it."""
    defender.open("/")
    defender.follow("Confirm that you have a copy", exact=False)
    defender.sees("Whoever receives this copy undertakes")
    defender.press("We have it, and undertake this")
    defender.press("Look at it")
    defender.choose("To advise the accused")
    defender.press("Open the player")
    defender.sees("Chambers of Invented Counsel")
    defender.picture("copy-play")
    player = defender.page.locator("[data-player]")
    player.evaluate("async (player) => { player.muted = true; await player.play(); }")
    while player.evaluate("(player) => player.currentTime") < 1.2:
        defender.page.wait_for_timeout(100)
    with defender.page.expect_response("**/played/") as answer:
        player.evaluate("(player) => player.pause()")
    assert answer.value.status == 204


def end(keeper, address: str) -> None:
    """The custodian ends the copy."""
    keeper.open(address)
    keeper.press("End it")
    keeper.choose("It came back")
    keeper.press("End the copy")
    keeper.sees("It came back")
