"""Accounts: inviting somebody, and taking an account away so that it ends at the next click."""

import pytest

pytestmark = pytest.mark.journey


def test_somebody_is_invited(visit, mechanism, mailoutbox):
    administrator = visit(mechanism.administrator)
    administrator.open("/agencies/accounts/")
    administrator.press("Invite somebody")
    administrator.page.get_by_label("Name").fill("Camille Brandt")
    administrator.page.get_by_label("Email address").fill("camille@example.org")
    administrator.page.get_by_label("Caseworker").check()
    administrator.picture("account-invite")
    administrator.press("Send the invitation")
    administrator.open("/agencies/accounts/")
    administrator.sees("Camille Brandt", "Invitations waiting for an answer")
    administrator.picture("accounts")
    assert mailoutbox[-1].to == ["camille@example.org"]


def test_a_deactivated_account_ends_at_the_next_click(visit, mechanism):
    colleague = visit(mechanism.colleague)
    colleague.open("/")
    administrator = visit(mechanism.administrator)
    administrator.open("/agencies/accounts/")
    administrator.follow("Tyrone Ashby")
    administrator.picture("account")
    administrator.press("Deactivate")
    administrator.press("Deactivate")
    colleague.open("/")
    colleague.is_at("Sign in")


def test_a_service_says_how_many_places_are_free(visit, mechanism):
    manager = visit(mechanism.manager)
    manager.open("/services/")
    manager.picture("services")
    manager.follow("Rooms for boys")
    manager.picture("service")
    manager.press("Still 0 places")
    manager.open(f"/services/{mechanism.boys_house.pk}/")
    manager.does_not_see("Do not rely on it")
