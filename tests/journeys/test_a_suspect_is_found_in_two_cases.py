"""An investigator records a suspect and what he shares, finds another by it, and sends the investigation on."""

import pytest

from opennrm.investigations import children, links
from opennrm.investigations.models import Investigation
from tests.investigations.scene import CARETAKER, set_up

pytestmark = pytest.mark.journey


def test_an_investigator_finds_who_shares_a_telephone_and_the_prosecutor_charges(visit, world):
    scene = set_up(world)
    known = scene.suspect(CARETAKER, by=scene.outside)
    scene.do("add", known, by=scene.outside, module=links, kind="telephone", value="876-555-0142")

    investigator = visit(scene.investigator)
    investigator.open("/investigations/")
    investigator.press("Open an investigation")
    investigator.choose("Sexual exploitation", "A report to the registry", "No")
    investigator.press("Open the investigation")
    investigation = Investigation.objects.using("setup").get(lead=scene.investigator.membership)
    reference = scene.reference
    scene.do("add", investigation, module=children, case_reference=reference, position="victim")

    record_somebody_new(investigator, reference)
    see_who_shares_the_telephone(investigator, reference)

    investigator.open(f"/investigations/{investigation.pk}/")
    investigator.press("Send it to the prosecutor")
    investigator.page.locator("[name=to_agency]").first.check()
    investigator.press("Send it")
    investigator.sees("With the prosecutor")

    prosecutor = visit(scene.prosecutor)
    prosecutor.open("/")
    prosecutor.follow(investigation.reference)
    prosecutor.sees("Sherine Alcott", reference)
    prosecutor.press("Record that somebody is charged")
    prosecutor.press("Record it")
    prosecutor.sees("Charged")


def record_somebody_new(investigator, reference: str) -> None:
    """Look for a telephone, find that it is another suspect's, and record who is new."""
    investigator.press("Add a suspect")
    investigator.fill(text="876 555 0142")
    investigator.press("Search")
    investigator.sees("Desmond Wetherill")
    investigator.picture("suspect-find")
    investigator.press("Record somebody new")
    investigator.choose("A person", "25 to 59")
    investigator.fill(given_names="Sherine", family_name="Alcott")
    investigator.press("Save and go on")
    investigator.choose("Recruiter")
    investigator.page.locator("[name=relation]").select_option("unknown")
    investigator.press("Add the suspect")
    investigator.sees("Sherine Alcott", reference)


def see_who_shares_the_telephone(investigator, reference: str) -> None:
    """Link the new suspect to it, and see both in the network."""
    investigator.follow("Sherine Alcott")
    investigator.press("Add what they are linked to")
    investigator.choose("Telephone")
    investigator.fill(value="+1 876 555 0142")
    investigator.press("Save")
    investigator.press("See the network")
    investigator.sees("Desmond Wetherill", reference)
    investigator.fill(text="desmond")
    investigator.press("Search")
    investigator.sees("1 entry is marked.")
    investigator.picture("suspect-network")
