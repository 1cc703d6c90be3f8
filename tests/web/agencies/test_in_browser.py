"""Signing in, and every page about accounts, in a real browser, on a phone's and a desk's width."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from opennrm.agencies.models import Membership
from tests.browser import SCREENS, violations
from tests.web.agencies.people import App, give_app
from tests.world import PASSWORD, Person

pytestmark = pytest.mark.journey


@pytest.fixture
def page(browser, site, screen, world) -> Iterator[Page]:
    """A browser of somebody who is signed out."""
    page = browser.new_page(viewport=SCREENS[screen], base_url=site)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def reads_well(page: Page) -> None:
    """The page is accessible and as wide as its screen, on each screen."""
    own = page.viewport_size
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        assert violations(page, screen, contrast=size == own) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size(own)


def open_all(page: Page, *paths: str) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert (answer.status, page.url.endswith(path)) == (200, True), path
        reads_well(page)


def press(page: Page, button: str) -> None:
    """Press a button, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def sign_in(page: Page, person: Person, app: App | None = None) -> None:
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    if app is not None:
        expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
        reads_well(page)
        page.get_by_label("Code").fill(app.code())
        press(page, "Continue")


def enter(page: Page, site: str, person: Person) -> None:
    """Be signed in, past the pages."""
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": person.token, "url": site}])


def link_in(letter) -> str:
    return re.search(r"http://localhost:8000(\S+)", letter.body)[1]


def test_an_invited_person_comes_in_and_sets_up_a_second_step(page, world, administrator, mailoutbox):
    answers = {"name": "Invented Newcomer", "email": "newcomer@example.org", "role": "caseworker"}
    world.client(administrator).post(reverse("account-invite"), answers)
    page.goto(link_in(mailoutbox[-1]))
    reads_well(page)
    page.get_by_label("Password", exact=True).fill("short")
    press(page, "Create my account")
    reads_well(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Create my account")
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    page.get_by_label("Email address").fill("newcomer@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up two-step sign-in")
    reads_well(page)
    page.get_by_text("I cannot scan the picture").click()
    secret = page.locator("details strong").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(App(secret).code())
    press(page, "Set up two-step sign-in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    reads_well(page)
    page.get_by_role("button", name="I have kept them safe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A second person has to confirm you")
    reads_well(page)
    new = Membership.objects.get(account__email="newcomer@example.org")
    second = world.person(new.agency, "supervisor")
    world.client(second).post(reverse("membership-confirm", args=[new.pk]))
    press(page, "Check again")
    expect(page.get_by_role("heading", level=1)).to_have_text("Code of conduct")
    reads_well(page)
    press(page, "I accept")
    expect(page).to_have_url(re.compile("/$"))


def test_a_form_sent_after_the_session_ended_is_not_lost(page, world, constable, superuser):
    world.member(constable.account, world.agency("ngo", name="Harbour Trust"), "first_responder")
    page.goto("/sign-in/")
    sign_in(page, constable)
    expect(page.get_by_role("heading", level=1)).to_have_text("Which agency do you act for?")
    reads_well(page)
    page.get_by_label("Harbour Trust").check()
    superuser.execute("UPDATE agencies_session SET last_seen_at = last_seen_at - interval '1 day'")
    press(page, "Continue")
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    reads_well(page)
    sign_in(page, constable)
    expect(page.get_by_role("heading", level=1)).to_have_text("What you typed is kept")
    reads_well(page)
    press(page, "Send it now")
    expect(page.get_by_text("You now act for Harbour Trust.")).to_be_visible()


def test_pages_of_the_door_read_well(page, world, caseworker, mailoutbox):
    app = give_app(world, caseworker)
    world.client().post("/sign-in/forgotten/", {"email": caseworker.email})
    open_all(page, "/sign-in/forgotten/", "/sign-in/forgotten/sent/", link_in(mailoutbox[-1]).split("?")[0])
    page.goto("/sign-in/new-password/00000000-0000-4000-8000-000000000000/x/")
    reads_well(page)
    page.goto("/invitations/x/")
    reads_well(page)
    page.goto("/sign-in/")
    press(page, "Sign in")
    reads_well(page)
    sign_in(page, caseworker, app)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_pages_about_oneself_read_well(page, world, caseworker):
    app = give_app(world, caseworker)
    page.goto("/sign-in/")
    sign_in(page, caseworker, app)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    open_all(
        page, "/account/", "/account/agency/", "/account/conduct/", "/account/password/", "/account/second-step/",
        "/account/second-step/remove/", "/account/recovery-codes/", "/account/confirm/", "/account/confirm/code/",
    )  # fmt: skip


def test_an_administrators_pages_read_well(page, site, world, administrator, caseworker):
    answers = {"name": "Invented Newcomer", "email": "newcomer@example.org", "role": "caseworker"}
    world.client(administrator).post(reverse("account-invite"), answers)
    give_app(world, caseworker)
    enter(page, site, administrator)
    account, membership = [caseworker.account.pk], [caseworker.membership.pk]
    open_all(
        page,
        reverse("account-list"),
        reverse("account-invite"),
        reverse("account-show", args=account),
        reverse("account-deactivate", args=account),
        reverse("account-take-second-factor", args=account),
        reverse("membership-end", args=membership),
        reverse("membership-change-role", args=membership),
    )


def test_the_pages_of_coordination_read_well(page, site, coordinator, police):
    enter(page, site, coordinator)
    open_all(
        page,
        reverse("account-list"),
        reverse("agency-list"),
        reverse("agency-new"),
        reverse("agency-edit", args=[police.pk]),
        reverse("agency-invite", args=[police.pk]),
    )
    press(page, "Send the invitation")
    reads_well(page)
