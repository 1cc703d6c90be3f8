"""Every page that anybody can open: accessible, as wide as a phone, without complaint, and light."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Error

from opennrm.country.pack import pack
from tests import databases
from tests.browser import Visit
from tests.walls import cast as casting
from tests.walls.cast import Cast
from tests.walls.pages import Page, expected
from tests.world import World

pytestmark = pytest.mark.journey

HEAVIEST_PAGE_BYTES = 100_000
READERS = (
    "reporter", "lead_assigned", "lead_supervisor", "lead_administrator", "auditor", "data_officer",
    "service_asked", "service_accepted", "deciding",
)  # fmt: skip


@pytest.fixture(scope="module")
def cast(superuser, django_db_blocker) -> Iterator[Cast]:
    """Made once: pages are only looked at."""
    with django_db_blocker.unblock():
        databases.empty(superuser)
        yield casting.begin(World())


READERS_BY_DAY = 2


def is_readable(page: Page, referral: str, relation: str, cast: Cast) -> bool:
    """Whether somebody in this relation to the case finds a page at an address."""
    role = pack().roles[cast.people[relation].membership.role]
    permissions = {str(permission) for permission in role.permissions}
    return bool(permissions & set(page.may)) and page.is_seen_by(relation, referral)


def read_by(relation: str, cast: Cast, *, is_long: bool) -> list[str]:
    """The addresses at which somebody in this relation finds a page, of those that it is their turn to read."""
    pages = [page for page in expected().values() if "GET" in page.methods and page.guard == "requires"]
    found = []
    for number, page in enumerate(pages):
        for referral, address in page.addresses(cast):
            readers = [each for each in READERS if is_readable(page, referral, each, cast)]
            turn = number % len(readers) if readers else 0
            # Where everybody begins, nobody finds the same.
            if not is_long and page.name != "home":
                readers = [*readers, *readers][turn : turn + READERS_BY_DAY]
            if relation in readers:
                found.append(address)
    return found


@pytest.mark.begins_first
@pytest.mark.parametrize("relation", READERS)
def test_pages_of_a_role(visits, cast, relation, request):
    """By day each page is read by two of those who find it, by turns; at night by all of them."""
    somebody = visits(cast.people[relation], screen="phone")
    addresses = read_by(relation, cast, is_long=request.config.getoption("long"))
    assert "/" in addresses
    for address in addresses:
        open_as_it_comes(somebody, address)


@pytest.mark.parametrize("guard, relation", [("public", ""), ("signed_in", "reporter")])
def test_pages_of_anybody(visits, cast, guard, relation):
    somebody = visits(cast.people.get(relation), screen="phone")
    for page in expected().values():
        if page.guard == guard and page.name not in NOT_READ:
            for _referral, address in page.addresses(cast):
                open_as_it_comes(somebody, address)


NOT_READ = ("account_logout", "session-renew", "account-end-elsewhere", "held-form-send")
"""Addresses that only take what a form sends."""


def open_as_it_comes(visit: Visit, address: str) -> None:
    """Open a page and look at it; a refusal is a page too, and a file that is sent is none."""
    try:
        answer = visit.page.goto(address)
    except Error as refused:
        if "Download is starting" in str(refused):
            return
        raise
    assert answer is not None
    visit.look(status=answer.status)
    assert answer.status in (200, 403, 404, 409, 410), address


def test_a_refusal_reads_well(visit, cast):
    stranger = visit(cast.people["other_agency_caseworker"])
    stranger.open(f"/cases/{cast.case.pk}/", status=404)
    stranger.open("/agencies/accounts/", status=403)


def heaviest_pages(cast: Cast) -> list[Page]:
    """The pages that people open most, and those that show most."""
    names = (
        "home", "case-list", "case-show", "screening-section", "screening-show", "referral-choose",
        "service-list", "case-audit",
    )  # fmt: skip
    return [expected()[name] for name in names]


def test_pages_with_all_that_they_load_are_light(visits, cast):
    heavy = {}
    caseworker = visits(cast.people["lead_assigned"], screen="phone")
    transferred = count_transfer(caseworker)
    for page in heaviest_pages(cast):
        [(_referral, address)] = page.addresses(cast)
        caseworker.page.goto(address, wait_until="networkidle")
        assert transferred, "Nothing was counted."
        heavy[address] = sum(transferred)
        transferred.clear()
    assert {address: count for address, count in heavy.items() if count > HEAVIEST_PAGE_BYTES} == {}


def count_transfer(visit: Visit) -> list[int]:
    """From now on, the bytes of each answer as they come over the line, compressed; nothing is kept by the browser."""
    transferred: list[int] = []
    network = visit.page.context.new_cdp_session(visit.page)
    network.on("Network.loadingFinished", lambda answer: transferred.append(answer["encodedDataLength"]))
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return transferred
