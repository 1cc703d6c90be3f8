"""The whole first journey: five people, from a concern to a service that answered, and one who sees nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import Visit
from tests.journeys.filling_in import presume, report_a_concern, screen_the_child
from tests.web.accounts.people import App, give_app, give_password
from tests.world import PASSWORD, Person

pytestmark = pytest.mark.journey


def sign_in(visit: Visit, person: Person, app: App | None = None) -> Visit:
    """Sign in through the pages; the second step by the code that the person's own app shows."""
    visit.open("/sign-in/")
    visit.page.get_by_label("E-mail address").fill(person.email)
    visit.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visit.picture("sign-in")
    visit.press("Sign in")
    if app is not None:
        visit.is_at("Enter your code")
        visit.page.get_by_label("Code").fill(app.code())
        visit.picture("second-step")
        visit.press("Continue")
    visit.is_at("My work")
    return visit


def test_five_people_help_a_child_and_a_sixth_sees_nothing(visit, mechanism):
    world = mechanism.world
    for person in (mechanism.constable, mechanism.caseworker, mechanism.manager):
        give_password(person)
    constable = sign_in(visit(), mechanism.constable)
    number = report_a_concern(constable)

    caseworker = sign_in(visit(), mechanism.caseworker, give_app(world, mechanism.caseworker))
    caseworker.follow(re.compile("^Take this case"), within=caseworker.page.locator("main"))
    address = caseworker.page.url
    caseworker.press("Take this case")
    caseworker.press("Screen the child")
    screen_the_child(caseworker)
    caseworker.follow("Decide on the identification")
    presume(caseworker)
    caseworker.open(address)
    caseworker.press("Refer to a service")
    caseworker.choose("Safe shelter")
    caseworker.press("Show services")
    caseworker.press("Ask Rooms for girls")
    caseworker.choose("The child wants this help")
    caseworker.press("Check and send")
    caseworker.press("Send the request")
    caseworker.sees("The request was sent")

    manager = sign_in(visit(), mechanism.manager, give_app(world, mechanism.manager))
    manager.follow(re.compile("^Rooms for girls"))
    manager.press("Accept")
    manager.follow("Open the case")

    constable.open("/concerns/")
    constable.follow(number)
    constable.sees("A service has accepted")
    constable.does_not_see(mechanism.house.name, "Rooms for girls")
    constable.open(address, status=403)

    stranger = visit(mechanism.other_caseworker)
    stranger.open(address, status=404)
    stranger.open("/cases/")
    expect(stranger.page.get_by_text("There is no case here")).to_be_visible()
