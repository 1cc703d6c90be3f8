"""A proceeding from the charge to the sentence, a child who is called and told, and restitution paid in part."""

import pytest

from opennrm.justice.models import Hearing
from tests.journeys.test_tasks_are_done_put_off_and_handed_on import choose_day
from tests.justice.scene import Scene, ago, set_up

pytestmark = pytest.mark.journey


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_a_case_goes_to_court(visit, scene):
    prosecutor, support = visit(scene.people["prosecutor"]), visit(scene.people["support"])
    charge(prosecutor, scene)
    call(prosecutor, scene)
    tell(support, scene)
    sentence(prosecutor)
    repay(prosecutor, support, scene)


def charge(prosecutor, scene: Scene) -> None:
    """A count is added: what it says of law and facts is asked apart."""
    prosecutor.open(f"/court/{scene.proceeding_id}/")
    prosecutor.press("Add a count")
    prosecutor.choose("Ivan Invented")
    prosecutor.page.get_by_label("Which offence?").select_option("living_on_earnings")
    prosecutor.choose("Sexual offences law")
    prosecutor.page.get_by_label("Trafficking", exact=True).check()
    choose_day(prosecutor, "on", ago(20))
    prosecutor.press("Save", status=422)
    prosecutor.sees("Choose why trafficking is charged under another law")
    prosecutor.page.get_by_label("why?").select_option("plea")
    prosecutor.press("Save")
    prosecutor.sees("Count 1: Living on the earnings of prostitution", "Charged under another law")
    prosecutor.picture("proceeding")


def call(prosecutor, scene: Scene) -> None:
    """A trial is listed far ahead, and the child is called to it."""
    prosecutor.press("List a hearing")
    prosecutor.page.get_by_label("What is the hearing for?").select_option("trial")
    choose_day(prosecutor, "on", ago(-400))
    prosecutor.fill(begins="10:00 am", until="12:00 pm")
    prosecutor.choose("Yes, by live link")
    prosecutor.press("Save")
    hearing = Hearing.objects.using("setup").get(proceeding_id=scene.proceeding_id)
    prosecutor.open(f"/court/hearings/{hearing.pk}/children/")
    prosecutor.page.get_by_role("checkbox").first.check()
    prosecutor.press("Save")
    prosecutor.sees("1 child is called")


def tell(support, scene: Scene) -> None:
    """Victim support sees the day, plans how the child is told, and records that they did."""
    support.open(f"/court/children/{scene.child_id}/")
    support.sees("The child has to come", "Nobody has agreed yet")
    support.press("Write the plan")
    support.fill(told_by="Ms Bright", safe_way="At school, alone with her", companion="Ms Bright")
    support.press("Save")
    support.press("Something has happened")
    support.choose("Given bail")
    choose_day(support, "on", ago(1))
    support.fill(begins="9:00 am")
    support.press("Save")
    support.sees("Not told yet")
    support.picture("child-in-court")
    support.follow("The child was told")
    choose_day(support, "on", ago(1))
    support.fill(begins="10:00 am", how="By Ms Bright, at school")
    support.press("Save")
    support.sees("Told")


def sentence(prosecutor) -> None:
    """The accused pleads guilty and is sentenced; the figures count one person."""
    prosecutor.open("/court/")
    prosecutor.follow("Home Circuit of the Supreme Court · HC 12/2026")
    prosecutor.follow("Plea for count 1")
    prosecutor.page.get_by_label("Guilty", exact=True).check()
    choose_day(prosecutor, "on", ago(9))
    prosecutor.press("Save")
    prosecutor.follow("Sentence for count 1")
    prosecutor.page.get_by_label("Imprisonment", exact=True).check()
    prosecutor.fill(months="30")
    choose_day(prosecutor, "on", ago(8))
    prosecutor.press("Save")
    prosecutor.sees("Imprisonment, 2 years 6 months")
    prosecutor.open("/court/figures/")
    prosecutor.sees("Convicted at first instance (PR04)", "1 of 1 persons")
    prosecutor.picture("justice-figures")


def repay(prosecutor, support, scene: Scene) -> None:
    """The court orders restitution, and a part of it comes."""
    prosecutor.open(f"/court/children/{scene.child_id}/")
    prosecutor.press("The court ordered restitution")
    prosecutor.fill(amount="2000000")
    choose_day(prosecutor, "on", ago(8))
    prosecutor.choose("To the victim")
    prosecutor.press("Save")
    support.open(f"/court/children/{scene.child_id}/")
    support.press("Record a payment")
    support.fill(amount="500000")
    choose_day(support, "on", ago(2))
    support.press("Save")
    support.sees("Paid in part", "500,000")
