"""Signing in and out."""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from tests.web.agencies.people import SIGN_IN, give_app, give_password, page, place, sign_in
from tests.world import PASSWORD


def token(client) -> str:
    morsel = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def test_the_right_password_opens_the_start_page(world, constable):
    client = world.client()
    assert place(sign_in(client, constable)) == "/"
    assert client.get("/account/").status_code == 200


def test_capitals_in_the_address_do_not_matter(world, constable):
    client = world.client()
    answer = client.post(SIGN_IN, {"login": constable.email.upper(), "password": PASSWORD})
    assert place(answer) == "/"


def test_a_wrong_password_says_what_to_do(world, constable):
    answer = sign_in(world.client(), constable, password="not the password at all")
    assert "is wrong. Check both and try again." in page(answer)


def test_a_second_step_is_asked_of_whoever_has_one(world, caseworker):
    app = give_app(world, caseworker)
    client = world.client()
    assert place(sign_in(client, caseworker, app)) == "/"
    assert caseworker.account.name in page(client.get("/account/"))


def test_between_the_steps_nothing_is_open(world, caseworker):
    give_app(world, caseworker)
    client = world.client()
    client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
    assert place(client.get("/account/")) == SIGN_IN
    assert place(client.get("/")) == SIGN_IN


def test_unknown_address_wrong_password_and_deactivated_account_are_answered_alike(world, constable, police):
    gone = give_password(world.person(police, "first_responder"))
    gone.account.is_active = False
    gone.account.save(using="setup")
    answers = [
        world.client().post(SIGN_IN, {"login": "somebody@example.org", "password": PASSWORD}),
        sign_in(world.client(), constable, password="not the password at all"),
        sign_in(world.client(), gone),
    ]
    assert {answer.status_code for answer in answers} == {422}
    addresses = ["somebody@example.org", constable.email, gone.email]
    texts = [
        without_tokens(page(answer)).replace(address, "")
        for answer, address in zip(answers, addresses, strict=True)
    ]
    assert texts[0] == texts[1] == texts[2]


def without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_signing_in_gives_the_session_a_new_key(world, caseworker):
    app = give_app(world, caseworker)
    client = world.client()
    client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
    planted = token(client)
    assert planted
    client.post("/sign-in/second-step/", {"code": app.code()})
    assert token(client) not in ("", planted)
    thief = world.client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert place(thief.get("/account/")) == SIGN_IN


def test_next_leads_to_paths_of_our_own_alone(world, constable):
    assert place(sign_in(world.client(), constable, next="/account/")) == "/account/"
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        answer = sign_in(world.client(), constable, next=elsewhere)
        assert answer["Location"] == "/", elsewhere


def test_signing_out_needs_a_post_and_ends_the_session(world, constable):
    client = world.client()
    sign_in(client, constable)
    left = token(client)
    assert place(client.get("/sign-out/")) == "/"
    assert client.get("/account/").status_code == 200
    assert place(client.post("/sign-out/")) == SIGN_IN
    thief = world.client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = left
    assert place(thief.get("/account/")) == SIGN_IN


def test_what_happens_at_the_door_is_recorded_without_addresses(world, superuser, caseworker, audited):
    app = give_app(world, caseworker)
    client = world.client()
    sign_in(client, caseworker, password="not the password at all")
    client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": "000000"})
    client.post("/sign-in/second-step/", {"code": app.code()})
    client.post("/sign-out/")
    assert audited("account.") == [
        "account.sign_in_failed",
        "account.sign_in_failed",
        "account.signed_in",
        "account.signed_out",
    ]
    rows = superuser.execute(
        "SELECT account_id, detail::text FROM audit_event WHERE kind LIKE 'account.%' ORDER BY sequence"
    ).fetchall()
    assert all(caseworker.email not in detail for _, detail in rows)
    assert rows[2][0] == caseworker.account.pk, "whoever signs in is who did it"


def test_pages_of_the_door_load_nothing_from_elsewhere_and_are_not_kept(world):
    answer = world.client().get(SIGN_IN)
    assert answer["Cache-Control"].startswith(("no-store", "max-age=0, no-cache"))
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_an_address_is_taken_through_sign_in_as_it_was(world):
    """What stands in the address stays in the address, and leads nowhere else."""
    address = "/cases/?show=mine&next=%2F%2Felsewhere.example%23"
    answer = world.client().get(address)
    assert place(answer) == SIGN_IN
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [address]
