"""The linkage desk decides by keyboard alone, and asks a lead, who agrees; the other agency learns of it only then."""

import re

import pytest

from tests.linkage.desk_scene import Scene, set_up

pytestmark = pytest.mark.journey


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def decide_by_keys(officer) -> None:
    """Take a pair, say that it is the same child, take that back, and say it again: nothing but single keys."""
    keyboard = officer.page.keyboard
    with officer.page.expect_navigation():
        keyboard.press("n")
    officer.look()
    officer.is_at("Two records")
    officer.sees(
        "Very likely the same child", "Quarrington", "Quarington", "9 April 2012", "4 September 2012"
    )
    officer.picture("linkage-desk-sheet")
    keyboard.press("s")
    keyboard.press("1")
    with officer.page.expect_navigation():
        keyboard.press("n")
    officer.look()
    officer.is_at("Linkage desk")
    officer.sees("Your answer is saved.", "Your last answer: Same child")
    with officer.page.expect_navigation():
        keyboard.press("u")
    officer.look()
    officer.sees("You have taken back your answer. Answer again.")


def decide_by_tab(officer) -> None:
    """The same without single keys: by Tab, space and Enter."""
    officer.tab_to("Same child", press="Space", stays=True)
    officer.tab_to("The names and the date of birth agree", press="Space", stays=True)
    officer.tab_to("Save, and take the next pair", press="Enter")
    officer.sees("No pair is waiting.")


def ask_the_lead(officer, scene: Scene) -> None:
    scene.pass_on()
    officer.open("/linkage/desk/")
    officer.follow(re.compile("and"), within=officer.page.locator(".nrm-worklist"))
    officer.is_at("Two agencies have cases of the same child")
    officer.picture("linkage-desk-ask")
    officer.press("Ask")
    officer.sees("We will ask the lead agency within a minute.")
    scene.pass_on()
    officer.open("/linkage/desk/")
    officer.sees("Waiting for an answer")


def agree(supervisor, scene: Scene) -> None:
    supervisor.open("/")
    supervisor.sees("Questions from the linkage desk", "Another agency knows this child too.")
    supervisor.follow(
        re.compile("."),
        within=supervisor.page.locator(".nrm-worklist__item", has_text="Another agency knows"),
    )
    supervisor.is_at("Another agency knows this child too")
    supervisor.does_not_see("Parish protection office")
    supervisor.picture("linkage-question")
    supervisor.press("Agree")
    supervisor.choose("The name")
    supervisor.press("Agree")
    supervisor.sees("You have agreed.", "Parish protection office")
    supervisor.follow("Back to the case")
    supervisor.sees("Parish protection office has the same child, and can see parts of this case")


def test_the_desk_decides_and_the_other_agency_learns_once_the_lead_agrees(visit, scene):
    scene.pair()
    officer, supervisor = visit(scene.officer), visit(scene.supervisor)
    officer.open("/")
    officer.sees("1 pair to decide")
    officer.follow(re.compile("^1 pair to decide"))
    officer.sees("1 pair is waiting.")
    officer.picture("linkage-desk")
    decide_by_keys(officer)
    decide_by_tab(officer)
    ask_the_lead(officer, scene)
    other = visit(scene.asking_supervisor)
    other.open(f"/cases/{scene.case_id}/", status=404)
    agree(supervisor, scene)
    scene.pass_on()
    other.open(f"/cases/{scene.case_id}/")
    other.open(f"/cases/{scene.asking_id}/")
    other.sees("Child protection office leads another case of the same child")
    overseer = visit(scene.overseer)
    overseer.open("/linkage/desk/")
    overseer.follow("How well the desk decides")
    overseer.sees("Very likely the same child", "100 %")
    overseer.picture("linkage-desk-figures")


def test_the_keys_can_be_turned_off(visit, scene):
    scene.pair()
    officer = visit(scene.officer)
    officer.open("/linkage/desk/")
    officer.page.get_by_role("button", name="Turn the keys off").click()
    officer.page.keyboard.press("n")
    officer.is_at("Linkage desk")
    officer.page.get_by_role("button", name="Turn the keys on").click()
    with officer.page.expect_navigation():
        officer.page.keyboard.press("n")
    officer.look()
    officer.is_at("Two records")
