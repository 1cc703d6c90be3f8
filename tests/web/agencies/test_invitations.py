"""Coming in by invitation."""

import re

import pytest

from opennrm.agencies.models import Account, Membership
from tests.web.agencies.people import SIGN_IN, page, place, sign_in
from tests.world import PASSWORD

INVITE = "/agencies/invite/"
ANSWERS = {"name": "Invented Newcomer", "email": "Newcomer@example.org", "role": "caseworker"}


def link_in(letter) -> str:
    return re.search(r"http://localhost:8000(\S+)", letter.body)[1]


@pytest.fixture
def invited(world, administrator, mailoutbox) -> str:
    """The link of a letter to a newcomer."""
    assert place(world.client(administrator).post(INVITE, ANSWERS)) == "/agencies/accounts/"
    return link_in(mailoutbox[-1])


def join(world, link: str, **changes: str):
    return world.client().post(link, {"name": "Invented Newcomer", "password": PASSWORD, **changes})


def newcomer(world) -> Account:
    return Account.objects.using("setup").get(email="newcomer@example.org")


def test_an_invited_person_creates_an_account_and_signs_in(world, invited, audited):
    assert place(join(world, invited)) == SIGN_IN
    client = world.client()
    answer = client.post(SIGN_IN, {"login": "newcomer@example.org", "password": PASSWORD})
    assert place(answer) == "/"
    assert place(client.get("/")) == "/account/second-step/"
    assert audited("invitation.", "account.created", "membership.") == [
        "invitation.made",
        "account.created",
        "membership.added",
        "invitation.accepted",
    ]


def test_the_button_says_whether_an_account_is_created(world, invited, administrator, mailoutbox):
    new = page(world.client().get(invited))
    assert ("Create my account" in new, "Accept the invitation" in new) == (True, False)
    known = world.person(world.agency("police"), "first_responder", email="known@example.org")
    world.client(administrator).post(INVITE, {**ANSWERS, "email": known.email})
    known_page = page(world.client().get(link_in(mailoutbox[-1])))
    assert ("Create my account" in known_page, "Accept the invitation" in known_page) == (False, True)


def test_the_link_works_once(world, invited):
    join(world, invited)
    assert world.client().get(invited).status_code == 410
    assert join(world, invited).status_code == 410


def test_the_link_lapses_after_a_day(world, invited, superuser):
    superuser.execute("UPDATE agencies_invitation SET expires_at = expires_at - interval '24 hours 1 second'")
    assert world.client().get(invited).status_code == 410


def test_unknown_used_and_revoked_links_are_answered_alike(world, invited, administrator, superuser):
    [(invitation,)] = superuser.execute("SELECT id FROM agencies_invitation").fetchall()
    world.client(administrator).post(f"/agencies/invitations/{invitation}/revoke/")
    revoked = world.client().get(invited)
    unknown = world.client().get("/invitations/not-a-token-of-ours/")
    assert (revoked.status_code, page(revoked)) == (unknown.status_code, page(unknown))


def test_sending_again_ends_the_link_of_the_first_letter(
    world, invited, administrator, superuser, mailoutbox
):
    [(invitation,)] = superuser.execute("SELECT id FROM agencies_invitation").fetchall()
    world.client(administrator).post(f"/agencies/invitations/{invitation}/renew/")
    assert world.client().get(invited).status_code == 410
    assert place(join(world, link_in(mailoutbox[-1]))) == SIGN_IN


def test_inviting_again_ends_the_link_of_the_first_letter(world, invited, administrator, mailoutbox):
    world.client(administrator).post(INVITE, ANSWERS)
    assert world.client().get(invited).status_code == 410
    assert place(join(world, link_in(mailoutbox[-1]))) == SIGN_IN


def test_the_token_is_not_kept(invited, superuser):
    token = invited.split("/")[2]
    [(digest,)] = superuser.execute("SELECT token_digest FROM agencies_invitation").fetchall()
    assert token.encode() not in bytes(digest)
    assert len(digest) == 32


def test_the_letter_names_nobody(invited, mailoutbox, administrator):
    text = mailoutbox[-1].body + mailoutbox[-1].subject
    for word in ("Newcomer", administrator.account.name, administrator.membership.agency.name, "caseworker"):
        assert word not in text


def test_posting_a_role_or_agency_with_the_acceptance_changes_nothing(world, invited, coordinator):
    more = {"role": "administrator", "agency": str(coordinator.membership.agency_id), "is_active": "1"}
    join(world, invited, **more, email="other@example.org")
    membership = Membership.objects.using("setup").get(account=newcomer(world))
    assert membership.role == "caseworker"
    assert membership.agency_id != coordinator.membership.agency_id


def test_a_weak_password_is_refused(world, invited):
    assert "too short" in page(join(world, invited, password="short"))


def test_whoever_has_an_account_only_gets_the_agency_added(world, administrator, mailoutbox):
    elsewhere = world.person(world.agency("ngo"), "first_responder", email="newcomer@example.org")
    world.client(administrator).post(INVITE, ANSWERS)
    link = link_in(mailoutbox[-1])
    before = newcomer(world).password
    assert "You already have an account" in page(world.client().get(link))
    assert place(join(world, link, name="Somebody Else", password="a password of the thief")) == SIGN_IN
    account = newcomer(world)
    assert (account.password, account.name) == (before, elsewhere.account.name)
    assert Membership.objects.using("setup").filter(account=account).count() == 2


def test_the_administrator_cannot_tell_whether_an_address_has_an_account(world, administrator, mailoutbox):
    world.person(world.agency("ngo"), "first_responder", email="known@example.org")
    client = world.client(administrator)
    answers = [
        client.post(INVITE, {**ANSWERS, "email": address})
        for address in ("known@example.org", "new@example.org")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/agencies/accounts/")
    ] * 2


def test_a_deactivated_account_is_not_let_in_by_an_invitation(world, administrator, mailoutbox):
    gone = world.person(world.agency("ngo"), "first_responder", email="newcomer@example.org")
    gone.account.is_active = False
    gone.account.save(using="setup")
    world.client(administrator).post(INVITE, ANSWERS)
    link = link_in(mailoutbox[-1])
    client = world.client()
    assert "Your account is deactivated" in page(client.post(link, {}, follow=True))


def test_a_role_that_the_agency_cannot_hold_is_refused(world, administrator, mailoutbox):
    answer = world.client(administrator).post(INVITE, {**ANSWERS, "role": "auditor"})
    assert answer.status_code == 422
    assert len(mailoutbox) == 0


def test_somebody_who_works_there_already_is_not_invited(world, administrator, caseworker, mailoutbox):
    answer = world.client(administrator).post(INVITE, {**ANSWERS, "email": caseworker.email})
    assert "already works for the agency" in page(answer)
    assert len(mailoutbox) == 0


def test_accepting_signs_out_whoever_used_the_browser_before(world, invited, constable):
    client = world.client()
    sign_in(client, constable)
    client.post(invited, {"name": "Invented Newcomer", "password": PASSWORD})
    assert place(client.get("/account/")) == SIGN_IN


def test_nobody_accepts_by_guessing(world):
    client = world.client()
    statuses = {client.post(f"/invitations/guess-{number}/", {}).status_code for number in range(3)}
    assert statuses == {410}
