"""What a page does is kept whatever the mail server does, and the pages of accounts say which letters do not arrive."""

import pytest
from django.urls import reverse

from opennrm.agencies.models import Account, Invitation
from tests.mail import let_letters_go, mail_server
from tests.web.agencies.people import give_app, page, place
from tests.web.concerns.walking import text_of
from tests.world import PASSWORD

pytestmark = pytest.mark.database
NEW = "another long sentence for these tests"
REFUSED = "Emails to this address have been refused since"


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


def invite(client, email: str = "newcomer@example.org"):
    answers = {"name": "Invented Newcomer", "email": email, "role": "caseworker"}
    return client.post(reverse("account-invite"), answers, follow=True)


def test_an_invitation_is_kept_and_the_list_says_that_its_letter_did_not_go(world, administrator, server):
    server.behaviour["newcomer@example.org"] = "550 no such mailbox"
    client = world.client(administrator)
    assert "The email is being sent" in text_of(invite(client))
    let_letters_go(world)
    shown = text_of(client.get(reverse("account-list")))
    assert "The email could not be sent" in shown
    assert REFUSED in shown
    assert Invitation.objects.get().email == "newcomer@example.org"
    del server.behaviour["newcomer@example.org"]
    client.post(reverse("invitation-renew", args=[Invitation.objects.get().pk]))
    let_letters_go(world)
    assert REFUSED not in text_of(client.get(reverse("account-list")))
    assert server.received == {"newcomer@example.org": 1}


def test_the_list_looks_by_itself_while_a_letter_is_being_sent(world, administrator):
    client = world.client(administrator)
    assert 'hx-trigger="every 3s"' in page(invite(client))
    let_letters_go(world)
    assert "hx-trigger" not in page(client.get(reverse("account-list")))


def test_the_first_letter_of_an_invitation_that_was_renewed_is_not_sent(world, administrator, mailoutbox):
    client = world.client(administrator)
    invite(client)
    client.post(reverse("invitation-renew", args=[Invitation.objects.get().pk]))
    assert len(mailoutbox) == 1


def test_an_invitation_that_was_revoked_sends_no_letter(world, administrator, mailoutbox):
    client = world.client(administrator)
    invite(client)
    client.post(reverse("invitation-revoke", args=[Invitation.objects.get().pk]))
    assert len(mailoutbox) == 0


def test_a_password_is_changed_and_its_owner_sees_that_letters_are_refused(world, constable, server):
    server.behaviour[constable.email] = "550 no such mailbox"
    client = world.client(constable)
    assert place(client.post("/account/password/", {"current": PASSWORD, "password": NEW})) == "/account/"
    let_letters_go(world)
    assert REFUSED in text_of(client.get("/account/"))
    assert Account.objects.get(pk=constable.account.pk).check_password(NEW)


def test_a_second_factor_is_taken_and_the_account_says_that_letters_are_refused(
    world, administrator, caseworker, server
):
    give_app(world, caseworker)
    server.behaviour[caseworker.email] = "550 no such mailbox"
    client, account = world.client(administrator), [caseworker.account.pk]
    taken = {"reason": "lost", "recognised": "on"}
    assert place(client.post(reverse("account-take-second-factor", args=account), taken))
    let_letters_go(world)
    shown = text_of(client.get(reverse("account-show", args=account)))
    assert "Not set up" in shown
    assert REFUSED in shown
    assert "Emails are not arriving" in text_of(client.get(reverse("account-list")))


@pytest.mark.parametrize("behaviour", ["250 fine", "550 no such mailbox", "451 not now", "stalls", "drops"])
def test_a_forgotten_password_is_answered_alike_whatever_the_mailbox_does(
    world, constable, server, behaviour
):
    answers = set()
    for email in (constable.email, "nobody@example.org"):
        server.behaviour[email] = behaviour
        answer = world.client().post("/sign-in/forgotten/", {"email": email})
        answers.add((answer.status_code, answer["Location"], answer.content))
    assert len(answers) == 1
    assert not server.asked, "no page speaks with the mail server"


def test_a_forgotten_password_writes_as_much_for_an_address_without_account(world, constable, superuser):
    counts = []
    for email in (constable.email, "nobody@example.org"):
        world.client().post("/sign-in/forgotten/", {"email": email})
        counts.append(
            superuser.execute(
                "SELECT (SELECT count(*) FROM agencies_letter), count(*) FROM audit_event"
            ).fetchone()
        )
    assert counts == [(1, 1), (2, 2)]
