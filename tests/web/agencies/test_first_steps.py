"""Every way in passes the second step, the choice of an agency and the code of conduct before work."""

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies.sign_in import reset_links
from tests.web.agencies.people import SIGN_IN, give_app, page, place, sign_in

SET_UP = "/account/second-step/"
CONFIRM_BY_CODE = "/account/confirm/code/"
CHOOSE = "/account/agency/"
CONDUCT = "/account/conduct/"


def by_password(world, person):
    client = world.client()
    sign_in(client, person)
    return client


def by_new_password(world, person):
    person.account.refresh_from_db()
    client = world.client()
    link = reverse(
        "account_reset_password_from_key", args=[person.account.pk, reset_links.make_token(person.account)]
    )
    assert place(client.post(link, {"password": "another long enough sentence"})) == SIGN_IN
    sign_in(client, person, password="another long enough sentence")
    return client


def by_session_without_factor(world, person):
    client = world.client()
    client.cookies["opennrm"] = world.sign_in(person.account, person.membership, second_factor=False)
    return client


def by_other_agency(world, person):
    """Through a role elsewhere that demands no second step, then switching."""
    world.member(person.account, world.agency("ngo"), "first_responder")
    client = world.client()
    sign_in(client, person)
    client.post(CHOOSE, {"membership": str(person.membership.pk)})
    return client


WAYS_IN = [by_password, by_new_password, by_session_without_factor, by_other_agency]


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_no_way_in_avoids_setting_up_the_second_step(world, caseworker, way_in):
    client = way_in(world, caseworker)
    assert place(client.get("/")) == SET_UP
    assert place(client.get(reverse("case-list"))) == SET_UP


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_no_way_in_avoids_using_the_second_step(world, caseworker, way_in):
    app = give_app(world, caseworker)
    client = way_in(world, caseworker)
    answer = client.get(reverse("case-list"))
    assert place(answer) in (SIGN_IN, CONFIRM_BY_CODE)
    if place(answer) == CONFIRM_BY_CODE:
        confirmed = client.post(answer["Location"], {"code": app.code()})
        assert place(confirmed) == reverse("case-list")
        assert client.get(reverse("case-list")).status_code == 200


def test_confirming_by_code_gives_the_session_a_new_key(world, caseworker):
    app = give_app(world, caseworker)
    client = by_session_without_factor(world, caseworker)
    before = client.cookies["opennrm"].value
    client.post(CONFIRM_BY_CODE, {"code": app.code()})
    assert client.cookies["opennrm"].value != before


def test_the_code_of_conduct_comes_before_the_first_page(world, constable, audited):
    constable.account.conduct_version = ""
    constable.account.save(using="setup")
    client = by_password(world, constable)
    assert place(client.get("/")) == CONDUCT
    text = page(client.get(CONDUCT))
    assert "I accept" in text
    assert place(client.post(CONDUCT)) == "/"
    assert client.get("/").status_code == 200
    assert audited("conduct.") == ["conduct.accepted"]


def test_an_older_code_of_conduct_has_to_be_accepted_anew(world, constable):
    constable.account.conduct_version = "0"
    constable.account.save(using="setup")
    assert place(by_password(world, constable).get("/")) == CONDUCT


def test_whoever_works_for_one_agency_acts_for_it(world, constable):
    assert constable.membership.agency.name in page(by_password(world, constable).get("/account/"))


def test_whoever_works_for_several_agencies_chooses_one_first(world, constable, audited):
    other = world.agency("ngo", name="Harbour Trust")
    second = world.member(constable.account, other, "first_responder")
    client = by_password(world, constable)
    assert place(client.get("/")) == CHOOSE
    before = client.cookies["opennrm"].value
    assert place(client.post(CHOOSE, {"membership": str(second.membership.pk)})) == "/"
    assert client.cookies["opennrm"].value != before
    assert "Harbour Trust" in page(client.get("/"))
    assert "agency.switched" in audited()


def test_nobody_acts_for_an_agency_that_they_do_not_work_for(world, constable, caseworker, audited):
    client = by_password(world, constable)
    answer = client.post(CHOOSE, {"membership": str(caseworker.membership.pk)})
    assert answer.status_code == 422
    assert "Choose one of the options shown" in page(answer)
    assert "agency.switched" not in audited()


def test_whoever_works_nowhere_any_more_is_told(world, constable):
    client = by_password(world, constable)
    constable.membership.ended_at = timezone.now()
    constable.membership.save(from_action=True, using="setup")
    assert place(client.get("/")) == CHOOSE
    assert "You do not work for an agency here" in page(client.get(CHOOSE))


def test_next_after_a_step_leads_to_paths_of_our_own_alone(world, constable):
    client = by_password(world, constable)
    choice = {"membership": str(constable.membership.pk)}
    assert client.post(CHOOSE, {**choice, "next": "//example.org/"})["Location"] == "/"
    assert client.post(CHOOSE, {**choice, "next": "/account/"})["Location"] == "/account/"


def test_pages_about_oneself_open_before_the_first_steps(world, caseworker):
    client = by_password(world, caseworker)
    assert client.get("/account/").status_code == 200
    assert "Your role needs it" in page(client.get("/account/"))
