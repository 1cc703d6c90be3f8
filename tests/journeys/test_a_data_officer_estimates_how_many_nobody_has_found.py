"""An estimate: lists that have to be mended, the work, the result, and a copy for others without small counts."""

import pytest
from playwright.sync_api import expect

from tests.statistics.scene import LISTS, done, work

pytestmark = pytest.mark.journey

# Potential victims on five lists, invented, with combinations of few people.
FIVE_LISTS = """Police,Hospitals,Schools,Shelters,Helpline,count
1,0,0,0,0,995
0,1,0,0,0,463
0,0,1,0,0,695
0,0,0,1,0,54
0,0,0,0,1,316
1,1,0,0,0,62
1,0,1,0,0,76
1,0,0,1,0,19
1,0,0,0,1,11
0,1,1,0,0,19
0,1,0,1,0,15
0,0,1,0,1,8
1,1,1,0,0,4
0,1,1,1,0,1
"""


@pytest.fixture
def officer(world):
    office = world.agency("coordination", name="Coordination office")
    return world.person(office, "data_officer", name="Althea Winfield")


def test_lists_are_mended_worked_out_and_shared(visit, mechanism, world, officer):
    visitor = visit(officer)
    visitor.open("/statistics/estimates/")
    visitor.sees("There are no estimates yet")
    visitor.press("New estimate")
    visitor.fill(
        title="Five lists, 2023 and 2024", pasted=FIVE_LISTS.replace("1,0,0,1,0,19", "1,0,0,1,0,-19")
    )
    visitor.press("Estimate", status=422)
    visitor.sees("Line 9: the count -19 is negative; write how many people are on exactly these lists.")
    visitor.fill(pasted=FIVE_LISTS)
    visitor.page.get_by_text("How to estimate").click()
    visitor.choose("Stepwise selection")
    visitor.fill(replications="200")
    visitor.look(status=422)
    visitor.picture("estimate-new")
    visitor.press("Estimate")
    visitor.sees("Waiting for its turn", "Check again")
    work(world)
    # The page looks for itself how far the work is.
    expect(visitor.page.get_by_text("people in all")).to_be_visible()
    visitor.look()
    visitor.sees("What each method says", "How the lists overlap", "What the estimate assumes")
    visitor.picture("estimate")
    visitor.follow("Share it without small counts")
    visitor.choose("Child protection office")
    visitor.press("Save")
    visitor.sees("It is shared.")
    _read_by(visit(mechanism.supervisor))


def _read_by(reader) -> None:
    reader.open("/statistics/estimates/")
    reader.follow("Five lists, 2023 and 2024")
    reader.sees("counts below 10 are not shown", "<10")
    reader.picture("estimate-shared")


def test_it_all_works_without_scripts(visit, world, officer):
    visitor = visit(officer, java_script_enabled=False)
    visitor.open("/statistics/estimates/new/")
    visitor.fill(title="Three lists", pasted=LISTS)
    visitor.press("Estimate")
    visitor.follow("Check again")
    visitor.press("Cancel it")
    visitor.sees("Cancelled")
    visitor.press("Try again")
    work(world)
    visitor.follow("Check again")
    visitor.sees("people in all")
    visitor.follow("Delete it")
    visitor.press("Delete it")
    visitor.sees("The estimate was deleted.")


def test_the_keyboard_alone_reaches_pictures_and_downloads(visit, world, officer):
    visitor = visit(officer)
    visitor.open(f"/statistics/estimates/{done(world, officer)}/")
    for region in ("What each method says", "How the lists overlap"):
        picture = visitor.page.get_by_role("region", name=region).first
        picture.focus()
        assert picture.evaluate("element => element === document.activeElement")
    visitor.tab_to("Download to print (PDF)", press="Tab", stays=True)
