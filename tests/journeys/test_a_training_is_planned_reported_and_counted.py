"""A training from its plan to the published figures: people sign in by code, get certificates, and are counted once."""

import re

import pytest

from opennrm.country.pack import pack
from opennrm.prevention.models import Activity, Attendance, TrainingCertificate
from tests.prevention.scene import set_up, today

pytestmark = pytest.mark.journey


def fill_day(visit, name: str, day) -> None:
    visit.fill(
        **{f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    )


def select(visit, **answers: str) -> None:
    for name, answer in answers.items():
        visit.page.locator(f"[name={name}]").select_option(answer)


def test_a_training_is_planned_held_reported_confirmed_and_counted(visit, world):
    scene = set_up(world)
    officer = visit(scene.officer)
    plan(officer, scene)
    activity = Activity.objects.using("setup").get(title="Screening, second group")

    officer.press("Open the sign-in by code")
    activity.refresh_from_db(using="setup")
    officer.sees(activity.sign_in_code)
    sign_in(visit(None), activity.sign_in_code)

    officer.open(f"/prevention/activities/{activity.pk}/")
    officer.sees("Ann Brown", "Wants a certificate", "Hours missing")
    officer.follow(re.compile("^Hours and test"))
    officer.fill(hours="7", post="85")
    officer.press("Save")
    officer.sees("Trained", "Passed")
    officer.press("It was held")
    officer.press("Issue certificates")
    officer.sees("1 certificate was issued.")
    officer.picture("activity")
    officer.press("Report the numbers")
    officer.press("Report")
    officer.sees("Reported. The secretariat confirms it.")

    secretary = visit(scene.secretary)
    secretary.open("/prevention/")
    secretary.follow("Screening, second group")
    secretary.press("Confirm the numbers")
    secretary.open("/prevention/figures/")
    secretary.sees("Attendances", "People with a name, each once")
    secretary.picture("prevention-figures")

    anybody = visit(None)
    certificate = TrainingCertificate.objects.using("setup").get()
    anybody.open("/certificates/check/")
    anybody.fill(number=certificate.number.lower())
    anybody.press("Check")
    anybody.sees("Valid", "Shown with the check code only")
    assert Attendance.objects.using("setup").filter(withdrawn_at=None).count() == 1


def plan(officer, scene) -> None:
    """Open the calendar, plan a training with a fault, and correct it."""
    officer.open("/prevention/")
    officer.sees("Screening children, Kingston", "By area")
    officer.picture("prevention-calendar")
    officer.press("Plan a training")
    officer.fill(title="Screening, second group", venue="School hall")
    for name in ("first_day", "last_day"):
        fill_day(officer, name, today())
    select(officer, area=pack().areas[0].code)
    officer.choose("In a room")
    officer.press("Save", status=422)
    officer.sees("Choose the curriculum.")
    select(officer, curriculum=str(scene.curriculum_id))
    officer.press("Save")
    officer.sees("It is in the calendar now.")


def sign_in(anybody, code: str) -> None:
    """Sign in on one's own phone, without an account, with a name for a certificate."""
    anybody.open("/attend/")
    anybody.fill(code=code)
    select(anybody, role="police", area=pack().areas[0].code)
    for answer in ("Female", "25 or older", "Yes"):
        anybody.choose(answer)
    anybody.fill(name="Ann Brown", agency="Harbour police")
    anybody.picture("sign-in-by-code")
    anybody.press("Sign in")
    anybody.sees("You are signed in")
