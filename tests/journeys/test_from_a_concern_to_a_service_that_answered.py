"""The whole first journey: five people, from a concern to a service that answered, and two who see nothing."""

import re

import pytest

from tests.browser import Visit
from tests.journeys import filling_in
from tests.web.agencies.people import App, give_app, give_password
from tests.world import PASSWORD, Person

pytestmark = [pytest.mark.journey, pytest.mark.begins_first]


def sign_in(visit: Visit, person: Person, app: App | None = None) -> Visit:
    """Sign in through the pages; the second step by the code that the person's own app shows."""
    visit.open("/sign-in/")
    visit.page.get_by_label("Email address").fill(person.email)
    visit.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visit.picture("sign-in")
    visit.press("Sign in")
    if app is not None:
        visit.is_at("Enter your code")
        visit.picture("second-step")
        visit.page.get_by_label("Code").fill(app.code())
        visit.press("Continue")
    visit.is_at("My work")
    return visit


def work_on_the_case(caseworker) -> str:
    """Take, screen, presume, refer; returns the case's address."""
    caseworker.follow(re.compile("^Take this case"))
    address = caseworker.page.url
    caseworker.press("Take this case")
    caseworker.press("Screen the child")
    filling_in.screen_the_child(caseworker)
    caseworker.follow("Decide on the identification")
    filling_in.presume(caseworker)
    caseworker.open(address)
    filling_in.ask_the_shelter(caseworker)
    return address


def test_five_people_help_a_child_and_two_see_nothing(visit, mechanism):
    caseworker_app = give_app(mechanism.world, mechanism.caseworker)
    manager_app = give_app(mechanism.world, mechanism.manager)
    for person in (mechanism.constable, mechanism.caseworker, mechanism.manager):
        give_password(person)

    constable = sign_in(visit(), mechanism.constable)
    filling_in.begin_a_concern(constable)
    filling_in.tell_of_danger_and_the_child(constable)
    filling_in.tell_what_and_where(constable)
    constable.press("Save and continue")
    constable.press("Save and check answers")
    number = filling_in.send(constable)

    caseworker = sign_in(visit(), mechanism.caseworker, caseworker_app)
    address = work_on_the_case(caseworker)

    manager = sign_in(visit(), mechanism.manager, manager_app)
    manager.open(address, status=404)
    manager.open("/")
    manager.follow(re.compile("^Rooms for girls"))
    manager.press("Accept")
    manager.follow("Open the case")
    assert manager.page.url == address

    constable.open("/concerns/")
    constable.follow(number)
    constable.sees("A service has accepted")
    constable.picture("receipt-accepted")
    constable.does_not_see(mechanism.house.name, "Rooms for girls", "Marcia")
    constable.open(address, status=403)

    for stranger in (mechanism.other_caseworker, mechanism.colleague):
        other = visit(stranger)
        other.open(address, status=404)
        other.open("/cases/")
        other.sees("There are no cases here")
