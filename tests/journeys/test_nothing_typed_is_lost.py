"""Whoever is signed out in the middle of their work goes on where they were, on a telephone and at a desk."""

import pytest
from django.utils import timezone

from opennrm.invented.concerns import PHOTOGRAPH, begin, enough
from opennrm.screening import drafts as screening_drafts
from tests.browser import Visit
from tests.journeys import filling_in
from tests.web.agencies.people import give_app, give_password
from tests.world import PASSWORD, Person

pytestmark = pytest.mark.journey


@pytest.fixture
def press_too_late(world, superuser):
    """The session ends, the button is pressed, and its owner signs in again."""

    def press(visit: Visit, button: str, person: Person) -> None:
        app = give_app(world, give_password(person))
        superuser.execute("DELETE FROM agencies_session")
        visit.press(button)
        visit.is_at("Sign in")
        visit.page.get_by_label("Email address").fill(person.email)
        visit.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visit.press("Sign in")
        visit.page.get_by_label("Code").fill(app.code())
        visit.press("Continue")

    return press


@pytest.fixture
def draft_id(mechanism):
    with mechanism.world.acting(mechanism.constable) as actor:
        return begin(by=actor, at=timezone.now(), **enough()).pk


def test_the_concern_is_sent_after_all(visit, mechanism, press_too_late, draft_id):
    constable = visit(mechanism.constable)
    constable.open(f"/concerns/{draft_id}/check/")
    press_too_late(constable, "Send the concern", mechanism.constable)
    constable.is_at("Check your answers")
    constable.sees("The concern was not sent.")
    assert mechanism.count_of_cases() == 0
    filling_in.send(constable)
    assert mechanism.count_of_cases() == 1


def test_the_file_is_chosen_again(visit, mechanism, press_too_late, draft_id, tmp_path):
    photograph = tmp_path / "water.jpg"
    photograph.write_bytes(PHOTOGRAPH)
    constable = visit(mechanism.constable)
    constable.open(f"/concerns/{draft_id}/questions/files/")
    constable.page.get_by_label("Choose a picture or document").set_input_files(photograph)
    press_too_late(constable, "Add this file", mechanism.constable)
    constable.is_at("Pictures and documents")
    constable.sees("The file was not added.", "Choose this file again: water.jpg")
    constable.page.get_by_label("Choose a picture or document").set_input_files(photograph)
    constable.press("Add this file")
    constable.sees("The file was added.")


def test_the_case_is_taken_after_all(visit, mechanism, press_too_late):
    case_id = mechanism.reported().case_id
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    press_too_late(caseworker, "Take this case", mechanism.caseworker)
    caseworker.sees("You have not taken the case.")
    caseworker.press("Take this case")
    caseworker.sees("The case is now assigned to you.")


def test_the_request_is_accepted_after_all(visit, mechanism, press_too_late):
    referral = mechanism.referred(mechanism.presumed(mechanism.taken(mechanism.reported())))
    manager = visit(mechanism.manager)
    manager.open(f"/referrals/{referral.pk}/")
    manager.page.get_by_label("Show one fewer free place in the directory").uncheck()
    press_too_late(manager, "Accept", mechanism.manager)
    manager.sees("You have not accepted the request.")
    assert not manager.page.get_by_label("Show one fewer free place in the directory").is_checked()
    manager.press("Accept")
    manager.sees("You accepted.")


def test_the_screening_is_finished_after_all(visit, mechanism, press_too_late):
    case_id = mechanism.taken(mechanism.reported())
    with mechanism.world.acting(mechanism.caseworker) as actor:
        screening_drafts.begin(case_id, instrument="child_screening", by=actor, at=timezone.now())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/screenings/new/")
    press_too_late(caseworker, "Finish and see the result", mechanism.caseworker)
    caseworker.sees("The screening is not finished.")
    caseworker.press("Finish and see the result")
    caseworker.sees("The screening is finished and saved.")


def test_what_is_sealed_is_opened_after_all(visit, mechanism, press_too_late):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    press_too_late(caseworker, "Show name and contact details", mechanism.caseworker)
    caseworker.sees("The name and contact details were not shown.")
    caseworker.does_not_see("Keisha")
    caseworker.press("Show name and contact details")
    caseworker.sees("Keisha")


def test_two_tabs_are_two_concerns(visit, mechanism):
    first = visit(mechanism.constable)
    first.open("/concerns/")
    second = Visit(first.page.context.new_page(), first.site, first.screen)
    second.open("/concerns/")
    for tab, age in ((first, "9"), (second, "15")):
        tab.press("Report a concern")
        tab.press("Save and continue")
        tab.choose("About this age")
        tab.fill(age=age)
        tab.press("Save and continue")
        filling_in.tell_what_and_where(tab)
        tab.press("Save and continue")
        tab.press("Save and check answers")
    for tab in (first, second):
        filling_in.send(tab)
    ages = {receipt_case.age for receipt_case in _cases(mechanism)}
    assert ages == {9, 15}
    assert second.complaints == []


def _cases(mechanism) -> list:
    from opennrm.cases.models import Case

    return list(Case.objects.using("setup").all())


def test_without_a_signal_nothing_is_sent_and_what_was_typed_stays(visits, mechanism):
    receipt = mechanism.reported()
    phone = visits(mechanism.constable, screen="phone")
    phone.open(f"/concerns/receipts/{receipt.pk}/add/")
    phone.fill(text="I saw her at the bus park.")
    phone.page.context.set_offline(True)
    phone.page.get_by_role("button", name="Send", exact=True).click()
    phone.sees("You have no connection. Nothing was sent.")
    phone.page.context.set_offline(False)
    phone.sees("You are connected again.")
    phone.press("Send")
    phone.sees("I saw her at the bus park.")
