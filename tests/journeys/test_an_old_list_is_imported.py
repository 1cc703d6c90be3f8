"""A supervisor imports the ledger that the agency kept until now, releases a case, and undoes the rest."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from opennrm.imports.models import ImportedCase
from tests.imports.lists import work

pytestmark = pytest.mark.journey

LEDGER = """Ledger of the northern office
No.,First name,Surname,Date of birth,M/F,Parents' phone,Remarks
1,Keisha,Dunmore,03/04/2011,F,876 555 0142,Seen at the market every Saturday.
2,Jevon,Allardyce,2013,boy,,Lives with an uncle.
3,Tamika,Bourne,7 May 2012,F,,
4,,,12/11/2010,F,,Nobody knows the name.
5,=A2,Rowe,2014,M,,
6,Keshia,Dunmore,3 April 2011,girl,876 555 0142,
"""


@pytest.fixture
def ledger(tmp_path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8-sig")
    return path


def add(visitor, ledger: Path) -> None:
    visitor.open("/imports/new/")
    visitor.fill(title="Northern ledger")
    visitor.page.set_input_files("input[type=file]", ledger)
    visitor.press("Add the list")


def test_a_list_is_added_checked_imported_released_and_undone(visit, mechanism, world, ledger):
    visitor = visit(mechanism.supervisor)
    visitor.open("/imports/")
    visitor.sees("There are no lists yet")
    visitor.press("Add a list")
    visitor.press("Add the list", status=422)
    add(visitor, ledger)
    visitor.is_at("What the columns hold")
    visitor.picture("import-columns")
    visitor.press("Check the rows", status=422)
    visitor.sees("Say whether the day or the month comes first in the dates of birth.")
    visitor.page.get_by_label("Parents' phone").select_option("telephone")
    visitor.choose("Day first: 3 April 2011")
    visitor.fill(keep_as="Northern ledger")
    visitor.look(status=422)
    visitor.press("Check the rows")
    visitor.sees("Waiting for its turn", "Check again")
    work(world)
    # The page looks for itself how far the work is.
    expect(visitor.page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    visitor.look()
    visitor.sees(
        "There is no name.", "holds a formula", "Very likely the same child as", "row 3", "3 April 2011"
    )
    visitor.picture("import-checked")
    visitor.press("Import the list")
    visitor.sees("Can be imported", "Look like a child who is already recorded", "Cannot be imported")
    visitor.press("Import")
    work(world)
    expect(visitor.page.get_by_role("button", name="Release all 3 waiting cases")).to_be_visible()
    visitor.look()
    visitor.picture("import-imported")
    _release_one(visitor)
    _undo(visitor, world)


def _release_one(visitor) -> None:
    first = ImportedCase.objects.using("setup").order_by("number").first()
    visitor.open(f"/cases/{first.case_id}/")
    visitor.sees("From a list, not released", "row 3 of an old list")
    visitor.follow("Where this case came from")
    visitor.sees("Northern ledger")
    visitor.follow("Back to the case")
    visitor.press("Release this case")
    visitor.sees("was released.")


def _undo(visitor, world) -> None:
    visitor.open("/imports/")
    visitor.follow("Northern ledger")
    visitor.follow("Undo this import")
    visitor.sees("2 cases will be destroyed.", "1 case was released and stays.")
    visitor.picture("import-withdraw")
    visitor.press("Undo the import", status=422)
    visitor.fill(count="2")
    visitor.look(status=422)
    visitor.press("Undo the import")
    work(world)
    expect(visitor.page.get_by_text("This import was undone on")).to_be_visible()
    visitor.look()
    gone = ImportedCase.objects.using("setup").order_by("-number").first()
    visitor.open(f"/cases/{gone.case_id}/", status=409)
    visitor.sees("This case came from a list that was withdrawn.")


def test_it_all_works_without_scripts_and_by_the_keyboard(visit, mechanism, world, ledger):
    visitor = visit(mechanism.supervisor, java_script_enabled=False)
    add(visitor, ledger)
    visitor.choose("Month first: 4 March 2011")
    visitor.tab_to("Check the rows", press="Enter")
    visitor.sees("Waiting for its turn")
    work(world)
    visitor.tab_to("Check again", press="Enter")
    visitor.sees("4 March 2011")
    visitor.tab_to("Import the list", press="Enter")
    visitor.tab_to("Leave them out", press="Space", stays=True)
    visitor.tab_to("Import", press="Enter")
    work(world)
    visitor.follow("Check again")
    visitor.tab_to("Release all", press="Enter", exact=False)
    work(world)
    visitor.follow("Check again")
    visitor.does_not_see("Release all")
