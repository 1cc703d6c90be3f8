"""Whatever a form, an address, a cookie or a header holds: a page that says what is wrong, and never a failure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from opennrm.country.pack import pack
from opennrm.web.concerns.steps import WIZARD
from tests import databases
from tests.walls import cast as casting
from tests.walls.forms_of_pages import Form, forms_of
from tests.walls.pages import Page, expected
from tests.web.agencies.people import give_app, give_password
from tests.world import World

PAGES = expected()
LONE_SURROGATE = b"\xed\xa0\x80"
LONG = "x" * 100_000
SHORT: tuple[str | bytes, ...] = (
    "9" * 5000, "a\0b", "9" * 25, LONE_SURROGATE, "²", "-" + "9" * 25, "nan", b"\xff\xfe", "[", "0001-01-01",
    "9999-12-31T23:59:59+00:00~00000000-0000-0000-0000-000000000000",
    "0001-01-01T00:00:00+14:00~00000000-0000-0000-0000-000000000000",
)  # fmt: skip
MORE = (*SHORT, LONG)
ALSO_SENT = ("version", "page", "then", "next", "held_form", "place", "show", "keep")
ASKED_IN_ADDRESSES = (
    "page", "next", "after", "before", "older", "show", "whose", "agency", "kind", "first_day_0", "last_day_2", "age",
    "area", "account", "person", "q", "with", "rule", "happened", "moment", "level", "language", "then", "idea", "size",
    "case", "purpose", "view", "on",
)  # fmt: skip
PEOPLE = (
    "reporter", "lead_assigned", "lead_supervisor", "lead_administrator", "coordinator", "auditor", "data_officer",
    "service_asked", "service_accepted", "once_taking_part", "desk_officer", "overseer", "facilitator", "host",
    "interviewer", "custodian", "copy_holder", "signed_out",
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(superuser, django_db_blocker) -> Iterator[tuple[World, casting.Cast]]:
    """Made once: each attempt is rolled back."""
    with django_db_blocker.unblock():
        databases.empty(superuser)
        world = World()
        cast = casting.begin(world)
        coordination = cast.people["data_officer"].membership.agency
        cast.people["coordinator"] = give_password(world.person(coordination, "administrator"))
        give_app(world, cast.people["lead_supervisor"])
        yield world, cast


@contextmanager
def as_somebody(world: World, cast: casting.Cast, who: str) -> Iterator[Client]:
    """A browser of this person, in a transaction that is rolled back: what was sent last leaves nothing behind."""
    client = Client(raise_request_exception=False)
    if who != "signed_out":
        person = cast.people[who]
        client.cookies["opennrm"] = world.sign_in(person.account, person.membership)
    with transaction.atomic():
        yield client
        transaction.set_rollback(True)
    with connections["auth"].cursor() as cursor:
        cursor.execute("DELETE FROM agencies_attempts")


def addresses(cast: casting.Cast) -> dict[str, str]:
    """Every address that can be made, by its name: of referrals, one that waits for an answer."""
    found: dict[str, str] = {}
    for name, page in PAGES.items():
        for _referral, address in page.addresses(cast):
            found.setdefault(name, address)
    return found


def _may(cast: casting.Cast, who: str, page: Page) -> bool:
    """Whether somebody's role may do it, and they find a record there."""
    if page.guard != "requires" or who == "signed_out":
        return (page.guard == "public") == (who == "signed_out")
    role = pack().roles[cast.people[who].membership.role]
    return bool(set(page.may) & {str(may) for may in role.permissions}) and page.is_seen_by(who, "asked")


def _may_look(cast: casting.Cast, who: str, page: Page) -> bool:
    """Whether it is a page with forms that somebody can open. What is a file has none."""
    return "GET" in page.methods and not page.name.endswith(("json", "csv", "pdf")) and _may(cast, who, page)


def forms_found(world: World, cast: casting.Cast, who: str, seen: set[str]) -> dict[str, Form]:
    """The forms that a person meets on pages that nobody before them has `seen`, by where they are sent."""
    found: dict[str, Form] = {}
    with as_somebody(world, cast, who) as client:
        for name, path in addresses(cast).items():
            if name in seen or not _may_look(cast, who, PAGES[name]):
                continue
            answer = client.get(path)
            if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            seen.add(name)
            for form in forms_of(path, answer.content.decode()):
                if form.method == "post":
                    found.setdefault(form.action, form).fields.update(form.fields)
    return found


def forms_of_a_concern(world: World, cast: casting.Cast) -> dict[str, Form]:
    """The form of each page of questions: they share one address and differ in what they ask."""
    found: dict[str, Form] = {}
    with as_somebody(world, cast, "reporter") as client:
        for slug in [page.slug for page in WIZARD.steps]:
            path = reverse("concern-step", args=[cast.ids["draft_id"], slug])
            asked = max(forms_of(path, client.get(path).content.decode()), key=lambda form: len(form.fields))
            found[path] = Form(path, "post", asked.fields)
    return found


@pytest.fixture(scope="module")
def forms(scene) -> dict[str, dict[str, Form]]:
    """The forms of everybody: each of those that several people meet is tried by one of them."""
    seen: set[str] = set()
    tried: set[str] = set()
    found: dict[str, dict[str, Form]] = {}
    for who in PEOPLE:
        mine = forms_found(*scene, who, seen)
        named = {resolve(path.partition("?")[0]).url_name: (path, form) for path, form in mine.items()}
        found[who] = dict(named[name] for name in sorted(named.keys() - tried))
        tried |= named.keys()
    found["reporter"] |= forms_of_a_concern(*scene)
    # What no page shows just now is tried all the same, by somebody who may.
    for name, path in addresses(scene[1]).items():
        page = PAGES[name]
        if "POST" in page.methods and page.guard != "public" and name not in tried:
            who = next((who for who in PEOPLE if _may(scene[1], who, page)), "coordinator")
            found[who][path] = Form(path, "post")
    return found


@pytest.fixture
def by_turns(request) -> Callable[..., list]:
    """At night all of some values; by day a part of them, another one for each place where they are tried."""
    if request.config.getoption("long"):
        return lambda values, place, parts: list(values)
    return lambda values, place, parts: list(values[place % parts :: parts])


def body(fields: dict[str, str | bytes]) -> str:
    return urlencode({name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"})


def failure(answer) -> str:
    """What went wrong in an answer; empty if nothing did."""
    if answer.status_code < 500:
        return ""
    return repr(answer.exc_info[1])[:300] if getattr(answer, "exc_info", None) else str(answer.status_code)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_form_answers_every_hostile_value(scene, forms, who, by_turns):
    """All fields at once, and each field alone. By day a form meets one of the values, and every eighth field one.

    What is long takes a second where all fields hold it: that is for the night.
    """
    world, cast = scene
    wrong = []
    for place, (path, form) in enumerate(forms[who].items()):
        fields = {**form.fields, **{name: form.fields.get(name, "1") for name in ALSO_SENT}}
        attempts: list[tuple[str, dict]] = [
            (f"all={value[:12]!r}", dict.fromkeys([*fields, *form.files], value))
            for value in [*by_turns(SHORT, place, len(SHORT)), *by_turns([LONG], place + 1, 1_000)]
        ]
        attempts += [
            (f"{name}={value[:12]!r}", {**fields, name: value})
            for number, name in enumerate(by_turns([*form.fields], place, 8))
            for value in by_turns(MORE, place + number, len(MORE))
        ]
        for what, given in attempts:
            with as_somebody(world, cast, who) as client:
                answer = client.post(
                    path.partition("?")[0], body(given), content_type="application/x-www-form-urlencoded"
                )
                if said := failure(answer):
                    wrong.append(f"POST {path} {what}: {said}")
    assert not wrong, "\n".join(["", *wrong])


def test_every_form_that_the_product_has_is_tried(forms):
    """The form of what is kept through sign-in stands on no page until something is kept: it has tests of its own."""
    tried = {resolve(path.partition("?")[0]).url_name for mine in forms.values() for path in mine}
    posting = {name for name, page in PAGES.items() if "POST" in page.methods}
    assert posting - tried == set()


QUESTIONED = (
    "case-list", "clock-list", "service-list", "account-list", "audit-list", "case-audit", "concern-list", "notices",
    "referral-choose", "switch-agency", "conduct", "account_login", "estimate-list",
    "referral-list", "consent-choose", "telling-new", "sheet-choose", "sheet-show", "sheet-print", "space-calendar",
    "team-calendar",
)  # fmt: skip


@pytest.mark.parametrize(
    "who", ["lead_supervisor", "reporter", "auditor", "lead_administrator", "facilitator", "signed_out"]
)
def test_every_address_answers_every_hostile_question(scene, who, by_turns):
    """By day an address meets two of the values."""
    world, cast = scene
    wrong = []
    found = addresses(cast)
    for place, path in enumerate(found[name] for name in QUESTIONED):
        for value in by_turns(SHORT, place, 6):
            with as_somebody(world, cast, who) as client:
                answer = client.get(f"{path}?{urlencode(dict.fromkeys(ASKED_IN_ADDRESSES, value))}")
                if said := failure(answer):
                    wrong.append(f"GET {path} {value[:12]!r}: {said}")
    assert not wrong, "\n".join(["", *wrong])


def test_every_part_of_an_address_may_be_hostile(scene, by_turns):
    """By day an address meets three of the values."""
    world, cast = scene
    wrong = []
    for place, (name, page) in enumerate(PAGES.items()):
        for part in page.kwargs:
            ids = {
                key: "ZZZZ" if key == part else cast.ids.get(source, cast.ids.get(f"{source}_asked", source))
                for key, source in page.kwargs.items()
            }
            try:
                path = reverse(name, kwargs=ids)
            except NoReverseMatch:
                # Only a UUID leads to this page; for anything else there is no address.
                continue
            for value in by_turns(MORE, place, 5):
                hostile = path.replace("ZZZZ", quote(value, safe="")[:8000])
                with as_somebody(world, cast, "lead_assigned") as client:
                    for method in ("GET", "POST"):
                        if said := failure(client.generic(method, hostile)):
                            wrong.append(f"{method} {name} {part}={value[:12]!r}: {said}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("value", ["%00", "9" * 5000, "%ED%A0%80", "%FF", "x" * 8000, "%0D%0A", "..%2F"])
def test_what_is_no_address_is_not_found(scene, value):
    world, cast = scene
    for path in ("/cases/{}/", "/{}", "/concerns/{}/check/", "/static/{}"):
        with as_somebody(world, cast, "lead_assigned") as client:
            assert client.get(path.format(value)).status_code in (301, 404)


@pytest.mark.parametrize("name", ["opennrm", "csrf", "device", "messages", "sessionid"])
def test_every_cookie_may_be_hostile(scene, name, by_turns):
    """By day a page meets every third value."""
    world, cast = scene
    wrong = []
    values = ('"\\000"', '"\\377\\376"', "9" * 4000, "é", "x" * 32, "a:b:c", '"', "W10:1:1", "\\ud800")
    for place, path in enumerate(("/", "/sign-in/", "/account/")):
        for value in by_turns(values, place, 3):
            with as_somebody(world, cast, "reporter") as client:
                cookies = f"opennrm={client.cookies['opennrm'].value}; {name}={value}"
                for method in ("GET", "POST"):
                    if said := failure(client.generic(method, path, headers={"cookie": cookies})):
                        wrong.append(f"{method} {path} {name}={value[:12]!r}: {said}")
    assert not wrong, "\n".join(["", *wrong])


def test_every_header_may_be_hostile(scene, settings, by_turns):
    """By day a page meets every second value of a header."""
    world, cast = scene
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    wrong = []
    names = ("x-forwarded-for", "x-forwarded-proto", "accept-language", "referer", "origin", "hx-request",
             "hx-current-url", "x-autosave", "user-agent", "if-modified-since", "accept", "x-csrftoken")  # fmt: skip
    values = ("9" * 5000, "\0", "é", "[", "::1%" + "z" * 300, "a,b,\0", "http://[", "x" * 20_000)
    for number, name in enumerate(names):
        for place, path in enumerate(("/", "/sign-in/")):
            for value in by_turns(values, number + place, 2):
                with as_somebody(world, cast, "reporter") as client:
                    for method in ("GET", "POST"):
                        if said := failure(client.generic(method, path, headers={name: value})):
                            wrong.append(f"{method} {path} {name}: {value[:12]!r}: {said}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize(
    "kind, content",
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="a\0"\r\n\r\n\0\r\n--b--'),
        ("multipart/form-data; boundary=b; charset=nonsense", b"--b--"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"login=a&password=b"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"login=a&password=b"),
        ("application/json", b'{"login": "\\ud800"}'),
        ("text/plain", b"\xff"),
        ("", b"\xff"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1100))),
        ("application/x-www-form-urlencoded", b"login=" + b"x" * 3_000_000),
    ],
)  # fmt: skip
def test_every_body_may_be_hostile(scene, kind, content):
    world, cast = scene
    for who, path in (
        ("signed_out", "/sign-in/"),
        ("reporter", "/concerns/new/"),
        ("reporter", "/account/agency/"),
    ):
        with as_somebody(world, cast, who) as client:
            answer = client.generic("POST", path, content, content_type=kind)
            assert not failure(answer), path
