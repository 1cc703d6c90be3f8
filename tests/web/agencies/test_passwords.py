"""Forgotten and changed passwords."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from zxcvbn import zxcvbn

from opennrm.agencies import invitations, passwords
from opennrm.agencies import sign_in as signing_in
from opennrm.agencies.models import Account, Agency
from opennrm.agencies.sign_in import checked_password
from tests.web.agencies.people import SECOND_STEP, SIGN_IN, give_app, page, place, sign_in
from tests.world import PASSWORD

FORGOTTEN = "/sign-in/forgotten/"
CHANGE = "/account/password/"
NEW = "quite another long sentence"


def link_in(letter) -> str:
    """The path of the link in a letter."""
    return re.search(r"http://localhost:8000(\S+)", letter.body)[1]


def asked_for_link(client, person, mailoutbox) -> str:
    assert place(client.post(FORGOTTEN, {"email": person.email})) == "/sign-in/forgotten/sent/"
    return link_in(mailoutbox[-1])


def test_the_link_of_the_letter_sets_a_new_password_once(world, constable, mailoutbox, audited):
    client = world.client()
    link = asked_for_link(client, constable, mailoutbox)
    assert client.get(link).status_code == 200
    assert place(client.post(link, {"password": NEW})) == SIGN_IN
    assert client.post(link, {"password": PASSWORD}).status_code == 410
    assert place(sign_in(world.client(), constable, password=NEW)) == "/"
    assert "is wrong" in page(sign_in(world.client(), constable))
    assert "account.password_reset" in audited()


def test_a_new_password_does_not_replace_the_second_step(world, caseworker, mailoutbox):
    give_app(world, caseworker)
    client = world.client()
    client.post(asked_for_link(client, caseworker, mailoutbox), {"password": NEW})
    assert place(sign_in(client, caseworker, password=NEW)) == SECOND_STEP


def test_a_new_password_ends_all_sessions(world, constable, mailoutbox):
    old = world.client(constable)
    assert old.get("/account/").status_code == 200
    client = world.client()
    client.post(asked_for_link(client, constable, mailoutbox), {"password": NEW})
    assert place(old.get("/account/")) == SIGN_IN


def test_the_link_lapses_after_an_hour(world, constable, mailoutbox, monkeypatch):
    client = world.client()
    link = asked_for_link(client, constable, mailoutbox)
    now = signing_in.reset_links._now
    monkeypatch.setattr(signing_in.reset_links, "_now", lambda: now() + timedelta(minutes=61), raising=False)
    assert client.get(link).status_code == 410


def test_signing_in_ends_an_open_link(world, constable, mailoutbox):
    client = world.client()
    link = asked_for_link(client, constable, mailoutbox)
    sign_in(world.client(), constable)
    assert client.get(link).status_code == 410


def test_an_address_without_account_is_answered_alike_and_gets_a_letter_too(world, constable, mailoutbox):
    known = world.client().post(FORGOTTEN, {"email": constable.email})
    unknown = world.client().post(FORGOTTEN, {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.to for letter in mailoutbox] == [[constable.email], ["nobody@example.org"]]
    assert "no active account" in mailoutbox[1].body


def test_a_deactivated_account_gets_no_link(world, constable, mailoutbox):
    constable.account.is_active = False
    constable.account.save(using="setup")
    world.client().post(FORGOTTEN, {"email": constable.email})
    assert "no active account" in mailoutbox[0].body


def test_letters_name_nobody(world, constable, mailoutbox):
    asked_for_link(world.client(), constable, mailoutbox)
    [letter] = mailoutbox
    for word in (constable.account.name, constable.membership.agency.name, "child", "case"):
        assert word not in letter.body + letter.subject


def test_the_link_is_built_from_the_settings_not_from_the_request(world, constable, mailoutbox):
    client = world.client(headers={"X-Forwarded-Host": "example.org", "X-Forwarded-Proto": "https"})
    asked_for_link(client, constable, mailoutbox)
    assert "example.org/" not in mailoutbox[0].body


def test_short_common_and_obvious_passwords_are_refused(world, constable, mailoutbox):
    client = world.client()
    link = asked_for_link(client, constable, mailoutbox)
    for bad in ("short", "123456789123456789", f"{constable.email} and more", "opennrm is my password"):
        answer = client.post(link, {"password": bad})
        assert answer.status_code == 422, bad
    assert client.post(link, {"password": "only small letters are fine"}).status_code == 302


def test_changing_it_needs_the_current_one(world, constable):
    client = world.client()
    sign_in(client, constable)
    answer = client.post(CHANGE, {"current": "not the password at all", "password": NEW})
    assert "This is not your current password" in page(answer)


def test_changing_it_keeps_this_session_and_ends_the_others(world, constable, mailoutbox, audited):
    client, other = world.client(), world.client(constable)
    sign_in(client, constable)
    assert other.get("/account/").status_code == 200
    assert place(client.post(CHANGE, {"current": PASSWORD, "password": NEW})) == "/account/"
    assert client.get("/account/").status_code == 200
    assert place(other.get("/account/")) == SIGN_IN
    assert [letter.subject for letter in mailoutbox] == ["Your password was changed"]
    assert "account.password_changed" in audited()


def test_posting_more_fields_changes_nothing_else(world, constable, superuser):
    client = world.client()
    sign_in(client, constable)
    more = {"role": "administrator", "is_active": "", "email": "other@example.org", "name": "Somebody Else"}
    client.post(CHANGE, {"current": PASSWORD, "password": NEW, **more})
    client.post("/account/conduct/", more)
    client.post("/account/agency/", {"membership": str(constable.membership.pk), **more})
    row = superuser.execute(
        "SELECT a.email, a.name, a.is_active, m.role FROM agencies_account a "
        "JOIN agencies_membership m ON m.account_id = a.id"
    ).fetchone()
    assert row == (constable.email, constable.account.name, True, "first_responder")


def test_a_link_for_somebody_else_does_not_open(world, constable, caseworker, mailoutbox):
    link = asked_for_link(world.client(), constable, mailoutbox)
    moved = link.replace(str(constable.account.pk), str(caseworker.account.pk))
    assert world.client().get(moved).status_code == 410


@pytest.mark.parametrize(
    "guessable",
    [
        "password123456789", "Password123456789!", "qwertyuiopasdfghjkl", "iloveyouiloveyou", "letmeinletmeinletmein",
        "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb", "p@ssw0rdp@ssw0rd",
    ],
)  # fmt: skip
def test_a_password_that_a_program_would_guess_soon_is_refused(world, guessable):
    with pytest.raises(ValidationError, match="easy to guess"):
        checked_password(guessable, Account(email="somebody@example.org", name="Somebody"))


def test_a_password_made_of_one_s_own_words_is_refused(world):
    agency = world.agency("police", name="Blue Harbour Constabulary", code="bhc")
    person = world.person(
        agency, "first_responder", name="Marigold Featherstone", email="m.feather@example.org"
    )
    for own in (
        "marigold featherstone", "Featherstone_Marigold", "MarigoldFeatherstone1", "Marigold.Featherstone.2026",
        "blue harbour constabulary", "BlueHarbourConstabulary1",
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="easy to guess"):
            checked_password(own, person.account)
    assert checked_password("marigold swims past a quiet kettle", person.account)


def test_whoever_is_invited_cannot_use_the_agency_s_name_either(world, administrator):
    with world.acting(administrator) as actor:
        agency = Agency.objects.get(pk=actor.agency_id)
        invitations.invite(
            email="new@example.org", name="New", agency_id=agency.pk, role="caseworker", by=actor, at=timezone.now()
        )  # fmt: skip
    account = Account(email="new@example.org", name="Marigold Featherstone")
    for own in (f"{agency.name} {agency.code}", "marigold featherstone"):
        with pytest.raises(ValidationError, match="easy to guess"):
            checked_password(own, account)


def test_a_long_password_is_judged_by_its_beginning(world, monkeypatch):
    """The library's work grows with the cube of the length, and for some texts takes seconds."""
    judged = []

    def watched(text, user_inputs):
        judged.append((len(text), len(user_inputs), max(map(len, user_inputs))))
        return zxcvbn(text, user_inputs=user_inputs)

    monkeypatch.setattr(passwords, "zxcvbn", watched)
    for hostile in ("4@8({[</369|1!" * 20, "\u0130" * 256, "\x00" * 256, "a" * 256, "é1" * 128):
        with suppress(ValidationError):
            checked_password(hostile, Account(email="somebody@example.org", name="many words " * 200))
    assert all(length <= 40 and words <= 50 and longest <= 40 for length, words, longest in judged)
    assert len(judged) >= 5


def test_a_sentence_that_nobody_would_guess_is_taken(world, constable):
    assert checked_password("correct horse battery staple", constable.account)
