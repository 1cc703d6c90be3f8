"""Pages on which a second person confirms, and what those who wait are told."""

import re

import pytest
from django.urls import reverse

from opennrm.agencies.models import Membership
from tests.web.agencies.people import give_app, give_password, page, place, sign_in
from tests.web.agencies.test_invitations import ANSWERS, INVITE, link_in
from tests.world import PASSWORD, Person

LIST = "/agencies/memberships/waiting/"
WAITS = "/account/waiting/"


@pytest.fixture
def supervisor(world, police):
    return give_password(world.person(police, "supervisor", name="Sonia Bramwell"))


@pytest.fixture
def newcomer(world, administrator, supervisor, mailoutbox) -> Person:
    """Somebody whom the administrator has invited, who has accepted and set up a second factor."""
    world.client(administrator).post(INVITE, ANSWERS)
    world.client().post(link_in(mailoutbox[-1]), {"name": "Invented Newcomer", "password": PASSWORD})
    membership = Membership.objects.using("setup").get(account__email="newcomer@example.org")
    return world.working(membership)


def of(name: str, person: Person) -> str:
    return reverse(name, args=[person.membership.pk])


def fresh(person: Person) -> Membership:
    return Membership.objects.using("setup").get(pk=person.membership.pk)


def test_whoever_waits_reads_what_for_and_whom_to_ask(world, newcomer):
    client = world.client(newcomer)
    assert place(client.get("/")) == WAITS
    text = page(client.get(WAITS))
    assert "A second person has to confirm you" in text
    assert "Caseworker" in text
    assert newcomer.membership.agency.name in text
    assert "Sonia Bramwell" in text


def test_whoever_waits_opens_no_page_of_work(world, newcomer):
    client = world.client(newcomer)
    for name in ("home", "case-list", "case-search", "concern-list", "service-list"):
        assert place(client.get(reverse(name))) == WAITS


def test_the_second_step_comes_before_the_wait(world, newcomer):
    client = world.client()
    sign_in(client, newcomer)
    assert place(client.get("/")) == "/account/second-step/"


def test_a_supervisor_confirms_and_the_work_begins_at_the_next_click(world, supervisor, newcomer, audited):
    waiting = world.client(newcomer)
    assert place(waiting.get("/")) == WAITS
    client = world.client(supervisor)
    text = page(client.get("/"))
    assert "Confirm Invented Newcomer" in text
    text = page(client.get(LIST))
    for word in ("Invented Newcomer", "newcomer@example.org", "Caseworker", "Invited", "by Worker"):
        assert word in text
    answer = client.post(of("membership-confirm", newcomer), follow=True)
    assert "Invented Newcomer can now work for" in page(answer)
    assert "Nobody is waiting" in page(answer)
    assert place(waiting.get("/")) == "/account/conduct/"
    assert place(waiting.get(WAITS)) == "/"
    assert "membership.confirmed" in audited()


def test_a_supervisor_refuses_after_being_asked(world, supervisor, newcomer, audited):
    client = world.client(supervisor)
    assert "Their work for this agency will end" in page(client.get(of("membership-refuse", newcomer)))
    assert fresh(newcomer).ended_at is None
    client.post(of("membership-refuse", newcomer))
    assert fresh(newcomer).ended_at is not None
    assert place(world.client(newcomer).get("/")) == "/account/agency/"
    assert "membership.refused" in audited()


def test_whoever_gave_it_sees_that_it_waits_and_cannot_confirm(world, administrator, newcomer):
    client = world.client(administrator)
    assert "Waiting for a second person" in page(client.get("/agencies/accounts/"))
    assert "Waiting for a second person" in page(
        client.get(reverse("account-show", args=[newcomer.account.pk]))
    )
    text = page(client.get(LIST))
    assert "You gave them this role" in text
    assert of("membership-confirm", newcomer) not in text
    assert client.post(of("membership-confirm", newcomer)).status_code == 403
    assert place(client.get(of("membership-refuse", newcomer))) == LIST
    assert client.post(of("membership-refuse", newcomer)).status_code == 403
    assert fresh(newcomer).is_waiting


def test_what_waits_elsewhere_does_not_exist(world, newcomer):
    stranger = world.person(world.agency("child_protection"), "supervisor")
    client = world.client(stranger)
    assert client.post(of("membership-confirm", newcomer)).status_code == 404
    assert client.get(of("membership-refuse", newcomer)).status_code == 404
    assert "Nobody is waiting" in page(client.get(LIST))


def test_a_confirmed_membership_is_confirmed_once(world, supervisor, newcomer):
    client = world.client(supervisor)
    client.post(of("membership-confirm", newcomer))
    assert client.post(of("membership-confirm", newcomer)).status_code == 404


def test_a_notice_tells_the_supervisor(world, supervisor, newcomer):
    assert "Somebody is waiting for your confirmation" in page(world.client(supervisor).get("/notices/"))


def test_where_nobody_can_confirm_the_page_says_whom_to_turn_to(world, administrator, mailoutbox):
    world.client(administrator).post(INVITE, ANSWERS)
    world.client().post(link_in(mailoutbox[-1]), {"name": "Invented Newcomer", "password": PASSWORD})
    membership = Membership.objects.using("setup").get(account__email="newcomer@example.org")
    alone = world.working(membership)
    assert "Nobody can confirm you at the moment" in page(world.client(alone).get(WAITS))


def test_what_was_typed_while_the_confirmation_lapsed_is_kept(world, supervisor, caseworker, superuser):
    client = world.client(caseworker)
    superuser.execute(
        "UPDATE agencies_membership SET confirmed_at = NULL WHERE id = %s", [caseworker.membership.pk]
    )
    answer = client.post(reverse("case-search"), {"name": "What I typed"})
    assert place(answer) == WAITS
    assert "See what you typed" in page(client.get(WAITS))
    kept = page(client.get("/sign-in/kept-form/"))
    assert "What I typed" in kept
    superuser.execute(
        "UPDATE agencies_membership SET confirmed_at = now() WHERE id = %s", [caseworker.membership.pk]
    )
    kept = page(client.get("/sign-in/kept-form/"))
    assert place(client.post("/sign-in/kept-form/send/", dict(_fields(kept)))) == reverse("case-search")


def _fields(text: str):
    sealed = re.findall(r'<input type="hidden" name="(held_form)" value="(.*?)">', text)
    return [*sealed, *re.findall(r'<textarea hidden name="(\w+)">\n(.*?)</textarea>', text)]


def test_a_taken_second_factor_makes_its_owner_wait(world, administrator, supervisor, caseworker):
    give_app(world, caseworker)
    path = reverse("account-take-second-factor", args=[caseworker.account.pk])
    world.client(administrator).post(path, {"reason": "lost", "recognised": "on"})
    assert fresh(caseworker).is_waiting
    again = world.working(caseworker.membership)
    assert "Two-step sign-in reset" in page(world.client(again).get(WAITS))


def test_whoever_works_elsewhere_too_can_go_on_there(world, newcomer):
    world.member(newcomer.account, world.agency("ngo"), "first_responder")
    assert "Act for another agency" in page(world.client(newcomer).get(WAITS))
