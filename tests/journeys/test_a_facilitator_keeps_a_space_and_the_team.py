"""A facilitator keeps a space and the team, and reads the week; somebody who is booked there reads that it is busy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.spaces.models import Resource, Space, TeamMember
from tests.spaces.scene import next_monday, set_up

pytestmark = pytest.mark.journey


def fill_day(visit, name: str, day) -> None:
    visit.fill(
        **{f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    )


def select(visit, **answers: str) -> None:
    for name, answer in answers.items():
        visit.page.locator(f"[name={name}]").select_option(answer)


def test_a_facilitator_keeps_a_space_a_person_and_an_absence_and_reads_the_week(visit, world):
    scene = set_up(world)
    facilitator = visit(scene.facilitator)
    add_space(facilitator)
    add_absence(facilitator, scene)

    space = Space.objects.using("setup").get(code="HILL")
    everybody = [(Resource.SPACE, space.pk), (Resource.PERSON, scene.officer_id)]
    scene.hold(9, 11, of=everybody)
    facilitator.open(f"/spaces/{space.pk}/")
    facilitator.press("Calendar of this space")
    facilitator.tab_to("Next week", press="Enter")
    facilitator.sees("9:00am to 11:30am", "Held", "9:00am to midday, 1:00pm to 5:00pm", "Closed")
    facilitator.picture("space-calendar")
    facilitator.follow("Month")
    facilitator.sees("taken" if facilitator.page.viewport_size["width"] > 600 else "Closed")

    officer = visit(scene.officer)
    officer.open(f"/spaces/{space.pk}/calendar/?view=week&on={next_monday().isoformat()}")
    officer.sees("9:00am to 11:30am", "Busy")
    officer.does_not_see("Held")


def add_space(facilitator) -> None:
    """Open the list, enter a space with a fault, correct it, and read it."""
    facilitator.open("/spaces/")
    facilitator.sees("The garden room")
    facilitator.press("Add a space")
    facilitator.fill(
        title="The room on the hill", short_code="HILL", monday="9-12, 13-17", tuesday="from nine",
        turnaround_minutes="30", address="Hillside, side entrance",
    )  # fmt: skip
    select(facilitator, area=pack().areas[0].code)
    facilitator.choose("Hospital or clinic")
    facilitator.choose("Toys")
    facilitator.picture("space-new")
    facilitator.press("Save", status=422)
    facilitator.sees("Enter times one after the other")
    facilitator.fill(tuesday="")
    facilitator.press("Save")
    facilitator.sees("The space was added.", "Hillside, side entrance")


def add_absence(facilitator, scene) -> None:
    """Let a colleague be in the team, with a certificate that ends soon, and away on a day."""
    facilitator.open("/interview-team/")
    facilitator.press("Add somebody in your agency")
    select(facilitator, membership=str(scene.stranger.membership.pk), home_area=pack().areas[0].code)
    for answer in ("Interviewer", "Woman", "English"):
        facilitator.choose(answer)
    facilitator.press("Save")
    member = TeamMember.objects.using("setup").get(membership_id=scene.stranger.membership.pk)
    facilitator.press("Add a certificate")
    today = timezone.localdate(timezone=pack().zone)
    facilitator.choose("Forensic interview")
    fill_day(facilitator, "valid_from", today)
    fill_day(facilitator, "valid_until", today + timedelta(days=20))
    facilitator.press("Save")
    facilitator.sees("Ends soon")
    facilitator.press("Add an absence")
    for name in ("since", "until"):
        fill_day(facilitator, name, next_monday())
    facilitator.choose("Training")
    facilitator.press("Save")
    facilitator.sees("Training")
    facilitator.picture("team-member")
    facilitator.open(f"/interview-team/{member.pk}/calendar/?view=week&on={next_monday().isoformat()}")
    facilitator.sees("All day", "Not available", "Training")
    facilitator.open("/")
    facilitator.sees("Certificates that end soon")
