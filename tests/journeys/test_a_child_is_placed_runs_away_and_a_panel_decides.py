"""A child is placed, runs away and comes back; a panel of three votes on where she lives, and one of them dissents."""

from datetime import timedelta
from urllib.parse import urlparse

import pytest

from opennrm.invented import joint_work
from tests.journeys.test_tasks_are_done_put_off_and_handed_on import choose_day
from tests.tasks.scene import today

pytestmark = pytest.mark.journey


def test_a_child_is_placed_runs_away_and_a_panel_votes_on_where_she_lives(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    police = mechanism.inspector
    investigator = mechanism.world.person(police.membership.agency, "supervisor", name="Delroy Tait")
    mechanism.world.course(case_id, worker=mechanism.caseworker).go(
        joint_work.joint_work_asked(of=police), joint_work.takes_part(by=police)
    )
    caseworker = visit(mechanism.caseworker)
    place(caseworker, case_id)
    run_away_and_come_back(caseworker)
    inspector = visit(police)
    inspector.open(f"/cases/{case_id}/")
    inspector.sees("The child is safe, and can be reached through")
    inspector.does_not_see("Mavis Ottey", "Cedar Lane")
    panel = ask_for_a_panel(
        caseworker, case_id, own=mechanism.protection.name, police=police.membership.agency.name
    )
    members = [visit(mechanism.supervisor), inspector, visit(investigator)]
    for member in members:
        take_the_seat(member)
    caseworker.open(panel)
    caseworker.press("Open the report to the panel")
    for member, option in zip(members, ("Option 1", "Option 1", "Option 2"), strict=True):
        vote(member, option)
    decide(members[0], panel)


def place(caseworker, case_id) -> None:
    """The child moves in with a foster family."""
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Record where the child stays")
    caseworker.press("Save", status=422)
    caseworker.sees("Enter who looks after the child there.", "Enter the day.")
    caseworker.choose("Foster family", "An order of a court", "There are no brothers or sisters in care")
    caseworker.fill(provider="Mavis Ottey", address="4 Cedar Lane", view="I like the dog.", time="8 pm")
    choose_day(caseworker, "on", today() - timedelta(days=7))
    caseworker.picture("placement-new")
    caseworker.press("Save")
    caseworker.sees("We saved where the child is.", "Mavis Ottey", "I like the dog.")


def run_away_and_come_back(caseworker) -> None:
    """She is missing for two nights. A visit to her alone follows."""
    caseworker.press("The child ran away")
    choose_day(caseworker, "on", today() - timedelta(days=4))
    caseworker.fill(time="11:30 pm", words="By the back door.")
    caseworker.press("Record that the child is missing")
    caseworker.sees("Tell the police now.", "Missing now")
    caseworker.press("The child is back")
    choose_day(caseworker, "on", today() - timedelta(days=2))
    caseworker.fill(time="10 am")
    caseworker.choose("In the same place as before")
    caseworker.press("Save")
    caseworker.press("Record a visit")
    choose_day(caseworker, "on", today() - timedelta(days=1))
    caseworker.fill(time="4 pm", child_words="I missed my brother.")
    caseworker.choose("Yes")
    caseworker.press("Save the visit")
    caseworker.picture("placement-show")
    caseworker.follow("Where the child stays")
    caseworker.sees("Nights missing", "The child ran away", "The child came back or was found")
    caseworker.picture("placements")


def ask_for_a_panel(caseworker, case_id, *, own: str, police: str) -> str:
    """The question, two options, and three seats; returns the address of the report."""
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Ask what is best for the child")
    caseworker.choose("Where the child is to live")
    caseworker.choose("Determination: decided after the vote of a panel")
    caseworker.fill(facts="Her aunt has asked for her.", view="I want to live with Auntie.")
    caseworker.press("Save")
    address = urlparse(caseworker.page.url).path
    for text in ("She lives with her aunt", "She stays with Mrs Ottey"):
        caseworker.press("Add an option")
        caseworker.fill(text=text)
        caseworker.press("Add")
    caseworker.press("Weigh an option")
    caseworker.page.get_by_label("Option 1: She lives with her aunt").check()
    caseworker.fill(speaks_for="She knows her well.", speaks_against="It is far from school.")
    caseworker.press("Save")
    for agency, discipline in ((own, "child_protection"), (police, "police"), (police, "police")):
        caseworker.press("Ask for a member")
        caseworker.page.get_by_label("Which agency?").select_option(label=agency)
        caseworker.page.locator(f"[name=discipline][value={discipline}]").check()
        if agency == own:
            caseworker.choose("This member chairs the panel")
        caseworker.press("Ask the agency")
    caseworker.picture("best-interests")
    return address


def take_the_seat(member) -> None:
    """From My work."""
    member.open("/")
    member.page.get_by_role("link", name="Take a seat in a panel for your agency").first.click()
    member.press("Take the seat")
    member.choose(
        "I tell nobody outside the panel what I learn about the child, and keep no copies",
        "I have no interest of my own in the decision",
    )
    member.press("Take the seat")
    member.sees("You have taken the seat.")


def vote(member, option: str) -> None:
    """For this option."""
    member.open("/")
    member.page.get_by_role("link", name="Vote in a panel").first.click()
    member.sees("I want to live with Auntie.")
    member.press("Vote")
    member.choose("For an option")
    member.page.get_by_label(option).check()
    member.fill(reason=f"{option} is best for her.")
    member.press("Vote")
    member.sees("You have voted.")
    member.picture("panel")


def decide(supervisor, panel: str) -> None:
    """As the panel voted; who dissented is kept."""
    supervisor.open(panel)
    supervisor.sees("Option 2 is best for her.")
    supervisor.press("Record the decision")
    supervisor.page.get_by_label("Option 1: She lives with her aunt").check()
    supervisor.fill(reasons="She is safe with her aunt.", answer="It is what she wants.")
    supervisor.press("Save the decision")
    supervisor.sees("1 member wanted something else than what was decided.", "It is what she wants.")
