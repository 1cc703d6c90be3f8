"""A supervisor narrows the list of cases, saves it under a name, and takes it away in a locked file."""

import io
from dataclasses import replace
from pathlib import Path

import msoffcrypto
import pytest

from opennrm.country.pack import pack
from tests.web.agencies.people import give_password
from tests.web.lists.posts import FILE_PASSWORD
from tests.world import PASSWORD, World

pytestmark = pytest.mark.journey


def test_a_list_is_narrowed_saved_and_exported(visit, mechanism):
    area, other = pack().areas[3], pack().areas[4]
    mechanism.taken(mechanism.reported())
    person = give_password(mechanism.supervisor)
    # A new password ends the sessions from before.
    supervisor = visit(replace(person, token=World().sign_in(person.account, person.membership)))
    supervisor.open("/cases/")
    supervisor.page.get_by_text("Narrow or sort the list").click()
    supervisor.page.get_by_text(pack().area_word, exact=True).first.click()
    supervisor.page.get_by_label(area.name, exact=True).check()
    supervisor.page.get_by_label(other.name, exact=True).check()
    supervisor.page.get_by_text("Next step", exact=True).first.click()
    supervisor.page.get_by_label("Screen the child").check()
    supervisor.picture("case-list-narrow")
    supervisor.page.get_by_label("Only urgent cases").check()
    supervisor.press("Show cases")
    supervisor.sees("No case fits all of these filters")
    supervisor.follow("Remove “Only urgent cases”")
    supervisor.sees("1 case", f"{pack().area_word}: {area.name}", "Next step: Screen the child")
    supervisor.picture("case-list-narrowed")

    supervisor.follow("Save this list")
    supervisor.fill(title="My area")
    supervisor.press("Save the list")
    supervisor.open("/cases/")
    supervisor.follow("My area")
    supervisor.sees("1 case")
    supervisor.tab_to("Export this list", press="Enter")
    export(supervisor)
    supervisor.open("/cases/")
    supervisor.follow("Rename or remove")
    supervisor.picture("saved-lists")
    supervisor.tab_to("Remove", press="Enter", exact=False)
    supervisor.press("Put back the list I removed last")
    supervisor.sees("The list is back.", "My area")


def export(supervisor) -> None:
    """The file is asked for with names by whoever shows again that it is they, and opens with its password."""
    supervisor.tab_to("Export this list with names", press="Enter")
    supervisor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    supervisor.press("Continue")
    supervisor.choose("A case conference")
    supervisor.fill(password=FILE_PASSWORD, password_again=FILE_PASSWORD)
    supervisor.picture("case-export")
    with supervisor.page.expect_download() as waiting:
        supervisor.page.get_by_role("button", name="Export the list").click()
    path = Path(waiting.value.path())
    locked, plain = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())), io.BytesIO()
    locked.load_key(password=FILE_PASSWORD, verify_password=True)
    locked.decrypt(plain)
    assert plain.getvalue().startswith(b"PK")
