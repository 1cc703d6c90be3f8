"""The second step of signing in."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from opennrm.agencies import second_factors
from tests.web.agencies.people import (
    SECOND_STEP,
    SIGN_IN,
    App,
    give_app,
    page,
    place,
    sign_in,
)
from tests.world import PASSWORD

SET_UP = "/account/second-step/"
CODES = "/account/recovery-codes/"


def first_step(world, person):
    client = world.client()
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    return client


def shown_secret(answer) -> str:
    """The key that the page shows to whoever cannot scan the picture."""
    after = page(answer).split("enter this one:")[1]
    return after.split("<strong>")[1].split("</strong>")[0].replace(" ", "")


def second_factors_of(world, person) -> list:
    from allauth.mfa.models import Authenticator

    with world.acting(person):
        return list(
            Authenticator.objects.filter(user=person.account).order_by("pk").values_list("type", "data")
        )


def set_up_app(client) -> App:
    app = App(shown_secret(client.get(SET_UP)))
    assert place(client.post(SET_UP, {"code": app.code()})) == CODES
    return app


def test_a_code_works_once(world, caseworker):
    app = give_app(world, caseworker)
    code = app.code_of(steps_from_now=0)
    assert place(first_step(world, caseworker).post(SECOND_STEP, {"code": code})) == "/"
    again = first_step(world, caseworker).post(SECOND_STEP, {"code": code})
    assert "has already been used" in page(again)


def test_a_code_before_the_last_one_is_refused(world, caseworker):
    app = give_app(world, caseworker)
    earlier, later = app.code_of(steps_from_now=0), app.code_of(steps_from_now=1)
    assert place(first_step(world, caseworker).post(SECOND_STEP, {"code": later})) == "/"
    assert first_step(world, caseworker).post(SECOND_STEP, {"code": earlier}).status_code == 422
    assert first_step(world, caseworker).post(SECOND_STEP, {"code": later}).status_code == 422


def test_an_old_code_is_refused(world, caseworker):
    app = give_app(world, caseworker)
    for steps in (-3, 3):
        answer = first_step(world, caseworker).post(SECOND_STEP, {"code": app.code_of(steps_from_now=steps)})
        assert answer.status_code == 422


def test_a_recovery_code_works_once_instead(world, caseworker, audited):
    give_app(world, caseworker)
    with world.acting(caseworker) as actor:
        code = second_factors.recovery_codes(by=actor)[0]
    assert place(first_step(world, caseworker).post(SECOND_STEP, {"code": code})) == "/"
    assert first_step(world, caseworker).post(SECOND_STEP, {"code": code}).status_code == 422
    assert "second_factor.recovery_code_used" in audited()


def test_a_role_that_demands_it_sets_it_up_before_anything_else(world, caseworker):
    client = world.client()
    sign_in(client, caseworker)
    assert place(client.get("/")) == SET_UP
    set_up_app(client)
    assert client.get("/").status_code == 200


def test_the_second_step_counts_from_the_moment_it_is_set_up_and_gives_a_new_key(
    world, caseworker, mailoutbox
):
    client = world.client()
    sign_in(client, caseworker)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    set_up_app(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert client.get("/").status_code == 200
    assert [letter.to for letter in mailoutbox] == [[caseworker.email]]


def test_a_wrong_first_code_sets_nothing_up(world, caseworker, superuser):
    client = world.client()
    sign_in(client, caseworker)
    shown = shown_secret(client.get(SET_UP))
    answer = client.post(SET_UP, {"code": "000000"})
    assert "That code is wrong" in page(answer)
    assert shown_secret(answer) == shown, "the app need not scan again"
    assert superuser.execute("SELECT count(*) FROM mfa_authenticator").fetchone() == (0,)


def test_the_code_that_set_it_up_does_not_sign_in_again(world, caseworker):
    client = world.client()
    sign_in(client, caseworker)
    app = App(shown_secret(client.get(SET_UP)))
    code = app.code_of(steps_from_now=0)
    client.post(SET_UP, {"code": code})
    assert first_step(world, caseworker).post(SECOND_STEP, {"code": code}).status_code == 422


def test_secrets_are_sealed_in_the_database(world, caseworker, superuser):
    client = world.client()
    sign_in(client, caseworker)
    app = App(shown_secret(client.get(SET_UP)))
    for (data,) in superuser.execute("SELECT session_data FROM agencies_session").fetchall():
        assert app.secret not in str(SessionStore().decode(data))
    client.post(SET_UP, {"code": app.code()})
    rows = superuser.execute("SELECT data::text FROM mfa_authenticator").fetchall()
    assert len(rows) == 2
    assert all(app.secret not in data for (data,) in rows)


def test_replacing_the_app_ends_the_old_one_its_codes_and_other_sessions(world, caseworker):
    old = give_app(world, caseworker)
    client = world.client()
    sign_in(client, caseworker, old)
    set_up_app(client)
    assert client.get("/account/").status_code == 200
    assert place(world.client(caseworker).get("/account/")) == SIGN_IN
    answer = first_step(world, caseworker).post(SECOND_STEP, {"code": old.code()})
    assert answer.status_code == 422


def test_a_password_alone_never_replaces_the_app(world, constable):
    client = world.client()
    sign_in(client, constable)
    give_app(world, constable)
    assert place(client.get(SET_UP)) == "/account/confirm/code/"
    assert place(client.post(SET_UP, {"code": "000000"})) == "/account/confirm/code/"
    assert place(client.get(CODES)) == "/account/confirm/code/"


def test_changing_it_long_after_signing_in_asks_for_the_password_again(world, constable, settings):
    client = world.client()
    sign_in(client, constable)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert place(client.get(SET_UP)) == "/account/confirm/"
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    wrong = client.post("/account/confirm/", {"password": "not the password at all", "next": SET_UP})
    assert "The password is wrong" in page(wrong)
    assert place(client.post("/account/confirm/", {"password": PASSWORD, "next": SET_UP})) == SET_UP


def test_recovery_codes_can_be_shown_and_renewed(world, caseworker, audited):
    app = give_app(world, caseworker)
    client = world.client()
    sign_in(client, caseworker, app)
    before = page(client.get(CODES))
    assert place(client.post(f"{CODES}renew/")) == CODES
    assert page(client.get(CODES)) != before
    assert audited("second_factor.")[1:] == [
        "second_factor.recovery_codes_shown",
        "second_factor.recovery_codes_renewed",
        "second_factor.recovery_codes_shown",
    ]


@pytest.mark.parametrize("path", [f"{CODES}renew/"])
def test_changes_need_a_post(world, caseworker, path):
    app = give_app(world, caseworker)
    client = world.client()
    sign_in(client, caseworker, app)
    before = second_factors_of(world, caseworker)
    assert place(client.get(path)) == CODES
    assert second_factors_of(world, caseworker) == before


def test_where_no_role_demands_it_it_can_be_given_up(world, constable, audited):
    app = give_app(world, constable)
    client = world.client()
    sign_in(client, constable, app)
    assert place(client.post("/account/second-step/remove/")) == "/account/"
    assert "second_factor.removed" in audited()
    assert place(sign_in(world.client(), constable)) == "/"


def test_where_a_role_demands_it_it_cannot_be_given_up(world, caseworker, audited):
    app = give_app(world, caseworker)
    client = world.client()
    sign_in(client, caseworker, app)
    answer = client.post("/account/second-step/remove/", follow=True)
    assert "Your role needs two-step sign-in" in page(answer)
    assert "second_factor.removed" not in audited()
