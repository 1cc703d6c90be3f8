"""One's own account and its sessions."""

import pytest

from opennrm.country.pack import pack
from tests.web.agencies.people import SIGN_IN, page, place, sign_in

CHOOSE = "/account/agency/"


def age(superuser, **minutes: int) -> None:
    """Move the sessions into the past."""
    for column, count in minutes.items():
        superuser.execute(
            f"UPDATE agencies_session SET {column} = {column} - make_interval(mins => %s)", [count]
        )


def test_a_session_ends_when_it_was_not_used_for_as_long_as_the_pack_says(world, constable, superuser):
    client = world.client()
    sign_in(client, constable)
    idle = pack().session.idle_minutes
    age(superuser, last_seen_at=idle - 1)
    assert client.get("/account/").status_code == 200
    age(superuser, last_seen_at=idle)
    assert place(client.get("/account/")) == SIGN_IN


def test_using_a_session_keeps_it(world, constable, superuser):
    client = world.client()
    sign_in(client, constable)
    for _ in range(3):
        age(superuser, last_seen_at=pack().session.idle_minutes - 1)
        assert client.post("/account/stay/").status_code == 204


def test_a_session_ends_at_the_latest_when_the_pack_says_so(world, constable, superuser):
    client = world.client()
    sign_in(client, constable)
    total = pack().session.absolute_hours * 60
    age(superuser, ends_at=total - 1)
    assert client.get("/account/").status_code == 200
    age(superuser, ends_at=1)
    assert place(client.get("/account/")) == SIGN_IN


def test_switching_agencies_does_not_make_a_session_longer(world, constable, superuser):
    second = world.member(constable.account, world.agency("ngo"), "first_responder")
    client = world.client()
    sign_in(client, constable)
    before = superuser.execute("SELECT max(ends_at) FROM agencies_session").fetchone()
    for membership in (constable.membership, second.membership):
        client.post(CHOOSE, {"membership": str(membership.pk)})
    assert superuser.execute("SELECT max(ends_at) FROM agencies_session").fetchone() == before


def test_a_session_of_nobody_cannot_be_kept(world):
    assert place(world.client().post("/account/stay/")) == SIGN_IN


def test_signing_out_elsewhere_ends_the_other_sessions_alone(world, constable, audited):
    client, other = world.client(), world.client(constable)
    sign_in(client, constable)
    assert other.get("/account/").status_code == 200
    answer = client.post("/account/sign-out-elsewhere/", follow=True)
    assert "signed out in 1 other browser." in page(answer)
    assert place(other.get("/account/")) == SIGN_IN
    assert "account.signed_out_elsewhere" in audited()


def test_the_page_says_for_which_agency_one_acts(world, constable):
    world.member(constable.account, world.agency("ngo", name="Harbour Trust"), "first_responder")
    client = world.client(constable)
    text = page(client.get("/account/"))
    assert constable.membership.agency.name in text
    assert CHOOSE in text


def test_both_agencies_are_offered_with_the_role_one_holds_there(world, constable):
    world.member(constable.account, world.agency("shelter", name="Harbour Home"), "service_provider")
    text = page(world.client(constable).get(CHOOSE))
    assert "Harbour Home" in text
    assert "Service provider" in text


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/agency/", "/account/conduct/", "/account/password/", "/account/second-step/",
     "/account/recovery-codes/", "/account/confirm/", "/account/confirm/code/", "/sign-in/kept-form/"],
)  # fmt: skip
def test_pages_about_oneself_are_for_whoever_is_signed_in(world, path):
    assert place(world.client().get(path)) == SIGN_IN


@pytest.mark.parametrize("path", ["/sign-out/", "/account/stay/", "/account/sign-out-elsewhere/"])
def test_what_changes_something_needs_a_post(world, constable, path):
    client = world.client(constable)
    assert place(client.get(path)) in ("/", "/account/")
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-in/forgotten/", "/account/password/", "/account/agency/"]
)
def test_forms_need_the_token_of_the_page(world, constable, path):
    client = world.client(constable, enforce_csrf_checks=True)
    assert client.post(path, {"login": "x"}).status_code == 403
