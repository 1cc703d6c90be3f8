"""Referral: choosing a service that fits, asking its team, and each way in which a request ends."""

import pytest

from tests.journeys import filling_in

pytestmark = pytest.mark.journey


@pytest.fixture
def case_id(mechanism):
    return mechanism.presumed(mechanism.taken(mechanism.reported()))


def test_the_caseworker_sees_why_one_service_fits_and_asks_it(visit, mechanism, case_id):
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/referrals/new/?kind=shelter")
    caseworker.sees("Fits", "Does not fit")
    refused = caseworker.page.locator(".nrm-card", has_text="Rooms for boys")
    assert "girl" in refused.inner_text().lower() or "boy" in refused.inner_text().lower()
    caseworker.open(f"/cases/{case_id}/")
    filling_in.ask_the_shelter(caseworker)
    caseworker.sees("Rooms for girls was asked to help", "Due")
    caseworker.picture("referral-sent")
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("A service was asked to help: Safe shelter")


def test_the_whole_team_may_accept_and_sees_the_case_from_then_on(visit, mechanism, case_id):
    referral = mechanism.referred(case_id)
    manager = visit(mechanism.manager)
    manager.open(f"/cases/{case_id}/", status=404)
    manager.open(f"/referrals/{referral.pk}/")
    manager.sees("She would like to see the place first.", "Girl", "Due")
    manager.does_not_see("Keisha", "Dunmore", mechanism.case(case_id).reference)
    manager.picture("referral-asked")
    manager.press("Accept")
    manager.sees("You accepted.")
    manager.picture("referral-accepted")
    manager.follow("Open the case")
    manager.picture("case-of-service")
    manager.press("Show name and contact details")
    manager.sees("Keisha")
    manager.open(f"/referrals/{referral.pk}/")
    manager.press("Our help has ended")
    manager.choose("The service was provided as agreed")
    manager.picture("referral-complete")
    manager.press("Tell the sender")
    manager.is_at("Rooms for girls")
    manager.open(f"/cases/{case_id}/", status=404)
    manager.open(f"/referrals/{referral.pk}/", status=404)
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/referrals/{referral.pk}/")
    caseworker.sees("The service was provided as agreed")


def test_declined_with_a_reason(visit, mechanism, case_id):
    referral = mechanism.referred(case_id)
    manager = visit(mechanism.manager)
    manager.open(f"/referrals/{referral.pk}/")
    manager.press("Decline")
    manager.press("Decline", status=422)
    manager.sees("Choose a reason.")
    manager.open(manager.page.url)
    manager.choose("No place is free")
    manager.picture("referral-decline")
    manager.press("Decline")
    manager.is_at("Rooms for girls")
    manager.open(f"/referrals/{referral.pk}/", status=404)
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("The service declined: Safe shelter", "No place is free")


def test_the_child_did_not_come(visit, mechanism, case_id):
    referral = mechanism.accepted(mechanism.referred(case_id))
    manager = visit(mechanism.manager)
    manager.open(f"/referrals/{referral.pk}/")
    manager.press("The child did not come")
    manager.press("Tell the sender")
    manager.is_at("Rooms for girls")
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("The child did not come: Safe shelter")


def test_taken_back_by_the_sender(visit, mechanism, case_id):
    referral = mechanism.referred(case_id)
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/referrals/{referral.pk}/")
    caseworker.press("Withdraw the request")
    caseworker.choose("Another service was found")
    caseworker.press("Withdraw the request")
    caseworker.sees("The request was withdrawn.")
    manager = visit(mechanism.manager)
    manager.open(f"/referrals/{referral.pk}/", status=404)


def test_answered_by_keyboard_alone(visits, mechanism, case_id):
    mechanism.referred(case_id)
    manager = visits(mechanism.manager, screen="desk")
    manager.open("/")
    manager.tab_to("Rooms for girls", press="Enter", exact=False)
    manager.tab_to("Decline", press="Enter")
    manager.tab_to("No place is free", press="Space", stays=True)
    manager.tab_to("Decline", press="Enter")
    manager.is_at("Rooms for girls")
    manager.sees("You declined.")


def test_two_colleagues_who_answer_at_once_are_told_of_each_other(visit, mechanism, case_id):
    referral = mechanism.referred(case_id)
    night = mechanism.world.person(mechanism.house, "service_provider", name="Lorna Whyte")
    first, second = visit(mechanism.manager), visit(night)
    for person in (first, second):
        person.open(f"/referrals/{referral.pk}/")
    first.press("Accept")
    second.press("Accept", status=409)
    second.open(f"/referrals/{referral.pk}/")
    second.sees("Our help has ended")


def test_another_house_sees_nothing_of_the_request(visit, mechanism, case_id):
    referral = mechanism.referred(case_id)
    counsellor = visit(mechanism.counsellor)
    for address in (f"/referrals/{referral.pk}/", f"/referrals/{referral.pk}/decline/", f"/cases/{case_id}/"):
        counsellor.open(address, status=404)
    counsellor.open("/")
    counsellor.sees("No request is waiting for an answer.")
