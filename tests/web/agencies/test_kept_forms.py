"""A form that is sent after the session ended is kept through sign-in."""

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.forms import BaseForm
from django.urls import get_resolver

from opennrm.web import held_forms
from tests.web.agencies.people import SIGN_IN, give_app, give_password, page, place, sign_in
from tests.world import PASSWORD, secret_word

FORM = "/account/agency/"
KEPT = "/sign-in/kept-form/"
SEND = "/sign-in/kept-form/send/"


def end_sessions(superuser) -> None:
    """As after a long break: the rows are still there, the sessions are over."""
    superuser.execute("UPDATE agencies_session SET last_seen_at = last_seen_at - interval '1 day'")


def kept_in(answer) -> str:
    return re.search(r'name="held_form" value="([^"]+)"', page(answer))[1]


@pytest.fixture
def word():
    return secret_word()


def sent_too_late(client, person, superuser, word) -> str:
    """Sign in, wait too long, send a form; returns what the sign-in page carries."""
    sign_in(client, person)
    end_sessions(superuser)
    answer = client.post(
        FORM, {"membership": str(person.membership.pk), "note": [word, "a second line\r\nand more"]}
    )
    assert answer.status_code == 200
    assert "What you typed is kept" in page(answer)
    assert word not in page(answer), "sealed: the next person at this machine must not read it"
    return kept_in(answer)


def test_it_is_sent_on_after_signing_in_again(world, constable, superuser, word):
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    assert place(sign_in(client, constable, held_form=held)) == KEPT
    text = page(client.get(KEPT))
    assert text.count(word) == 2, "once to be sent, once to be read"
    assert "a second line" in text
    fields = {"membership": str(constable.membership.pk)}
    answer = client.post(SEND, fields)
    assert (answer.status_code, answer["Location"]) == (307, FORM)
    assert place(client.post(FORM, fields)) == "/"


def test_it_survives_a_wrong_password_and_the_second_step(world, caseworker, superuser, word):
    app = give_app(world, caseworker)
    client = world.client()
    sign_in(client, caseworker, app)
    end_sessions(superuser)
    held = kept_in(client.post(FORM, {"note": word}))
    wrong = sign_in(client, caseworker, password="not the password at all", held_form=held)
    held = kept_in(wrong)
    client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD, "held_form": held})
    assert place(client.post("/sign-in/second-step/", {"code": app.code()})) == KEPT
    assert word in page(client.get(KEPT))


def test_it_is_sent_once(world, constable, superuser, word):
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    sign_in(client, constable, held_form=held)
    assert client.post(SEND, {}).status_code == 307
    assert place(client.post(SEND, {})) == "/"
    assert place(client.get(KEPT)) == "/"


def test_it_can_be_dropped(world, constable, superuser, word):
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    sign_in(client, constable, held_form=held)
    assert place(client.post(SEND, {"held_form_drop": "1"})) == "/"
    assert place(client.get(KEPT)) == "/"


def test_somebody_else_does_not_get_it(world, constable, police, superuser, word):
    other = give_password(world.person(police, "first_responder"))
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    sign_in(client, other, held_form=held)
    assert place(client.get(KEPT)) == "/"
    assert place(client.post(SEND, {})) == "/"


def test_it_lapses_after_twelve_hours(world, constable, superuser, word, monkeypatch):
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    monkeypatch.setattr(held_forms, "KEPT_SECONDS", -1)
    assert place(sign_in(client, constable, held_form=held)) == "/"


def test_what_was_not_sealed_here_is_not_taken(world, constable):
    for forged in ("", "x", "AAAA", "é", "A" * 4000):
        assert place(sign_in(world.client(), constable, held_form=forged)) == "/"


def test_too_much_and_too_little_go_to_sign_in_as_ever(world):
    client = world.client()
    assert place(client.post(FORM, {"note": "x" * 200_001})) == SIGN_IN
    assert place(client.post(FORM, {})) == SIGN_IN


def test_scripts_are_told_by_a_redirect(world):
    client = world.client()
    assert place(client.post(FORM, {"note": "x"}, headers={"X-Autosave": "1"})) == SIGN_IN
    assert place(client.post(FORM, {"note": "x"}, headers={"HX-Request": "true"})) == SIGN_IN


@pytest.mark.parametrize(
    "form, fields",
    [
        ("/account/password/", {"current": PASSWORD, "password": "another sentence, long enough"}),
        ("/account/confirm/", {"password": PASSWORD}),
        ("/account/second-step/", {"code": "123456"}),
    ],
)
def test_passwords_and_codes_are_never_kept(world, constable, superuser, form, fields):
    client = world.client()
    sign_in(client, constable)
    end_sessions(superuser)
    assert place(client.post(form, fields)) == SIGN_IN


def test_only_forms_that_ask_for_a_secret_have_a_field_of_that_name():
    """Of a form with such a field nothing is kept, so what else is typed there would be lost."""
    assert get_resolver().url_patterns, "Every page, with its forms, is imported."
    found, waiting = set(), [BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("opennrm.web") and held_forms.SECRETS & {
            *getattr(kind, "base_fields", ())
        }:
            found.add(kind.__module__)
    assert found == {"opennrm.web.agencies.forms", "opennrm.web.lists.export_forms"}


def test_no_word_of_it_is_kept_in_the_database(world, constable, superuser, word):
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    sign_in(client, constable, held_form=held)
    rows = superuser.execute("SELECT session_data FROM agencies_session").fetchall()
    assert all(word not in str(SessionStore().decode(data)) for (data,) in rows)


def test_it_survives_the_end_of_the_next_session_too(world, constable, superuser, word):
    client = world.client()
    held = sent_too_late(client, constable, superuser, word)
    sign_in(client, constable, held_form=held)
    superuser.execute("DELETE FROM agencies_session")
    held = kept_in(client.post(SEND, {"held_form": held, "note": word}))
    assert place(sign_in(client, constable, held_form=held)) == KEPT
    assert word in page(client.get(KEPT))
    assert client.post(SEND, {}).headers["Location"] == FORM
