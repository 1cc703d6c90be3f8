"""Consent: given and shown to the child, withdrawn so that the service sees nothing, and over on a birthday."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.consents import queries, watching
from opennrm.consents.models import Consent
from opennrm.foundation.context import as_job

pytestmark = pytest.mark.journey


def test_a_girl_agrees_takes_it_back_and_comes_of_age(visit, mechanism):
    case_id = mechanism.presumed(mechanism.taken(mechanism.reported()))
    caseworker, manager = visit(mechanism.caseworker), visit(mechanism.manager)
    record(caseworker, case_id)
    show_to_the_child(caseworker)
    referral = mechanism.accepted(mechanism.referred(case_id))
    manager.open(f"/cases/{case_id}/")
    withdraw(caseworker, case_id)
    manager.open(f"/cases/{case_id}/", status=404)
    confirm(manager, referral.number)
    caseworker.open(f"/cases/{case_id}/consents/")
    caseworker.sees("confirmed on")
    come_of_age(mechanism, caseworker, case_id)


def record(caseworker, case_id) -> None:
    """No guardian is recorded as safe, so that the state has to agree besides the girl."""
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Record what was agreed")
    caseworker.choose("Help from a service")
    caseworker.press("Continue")
    caseworker.sees("No guardian is recorded as safe")
    service = caseworker.page.get_by_label("To which service or agency?")
    service.select_option(label="Rooms for girls, " + service_agency(caseworker))
    caseworker.choose("The child agrees", "The state")
    caseworker.fill(signer="The director of the office", limits="Not my school")
    caseworker.picture("consent-new")
    caseworker.press("Save the answer")
    caseworker.sees("The answer was recorded.", "Not my school", "Rooms for girls")
    caseworker.picture("consents")


def service_agency(caseworker) -> str:
    options = caseworker.page.locator("select[name=recipient] option").all_inner_texts()
    return next(each for each in options if each.startswith("Rooms for girls, ")).partition(", ")[2]


def show_to_the_child(caseworker) -> None:
    caseworker.follow("Show it to the child")
    caseworker.sees("What you have agreed to", "But not: Not my school", "You can change your mind.")
    caseworker.picture("consents-for-child")


def withdraw(caseworker, case_id) -> None:
    caseworker.open(f"/cases/{case_id}/consents/")
    caseworker.page.get_by_role("link", name="Withdraw: The child").first.click()
    caseworker.sees("The service can see nothing any more")
    caseworker.press("Record the withdrawal")
    caseworker.sees("The withdrawal was recorded.", "not confirmed yet")


def confirm(manager, number: str) -> None:
    manager.open("/")
    manager.follow("Confirm that nothing is used any more", exact=False)
    manager.sees(number)
    manager.choose("Nobody in our agency uses any more what was shared")
    manager.press("Confirm")
    manager.sees("Thank you.")
    manager.does_not_see("Confirm that nothing is used any more")


def come_of_age(mechanism, caseworker, case_id) -> None:
    """Everybody agrees again, and the girl comes of age."""
    referral = mechanism.accepted(mechanism.referred(case_id))
    today = queries.today(timezone.now())
    Consent.objects.using("setup").filter(case_id=case_id, ended_at=None).update(
        of_age_on=today,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
        from_action=True,
    )
    with mechanism.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
        watching.watch(timezone.now())
    caseworker.open(f"/referrals/{referral.pk}/")
    caseworker.sees("The service sees nothing of the case until the child and others agree again.")
    caseworker.open(f"/cases/{case_id}/consents/")
    caseworker.sees("Nothing is agreed now")
    caseworker.page.get_by_text("What has ended").click()
    caseworker.sees("The child came of age")
