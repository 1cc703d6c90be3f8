"""An administrator's pages."""

import re

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import URLResolver

from opennrm.agencies.models import Account, Agency, Membership
from tests.web.agencies.people import SIGN_IN, give_app, give_password, page, place, sign_in


def of(name: str, row) -> str:
    return reverse(name, args=[row.pk])


def fresh(row):
    return type(row).objects.using("setup").get(pk=row.pk)


def test_the_list_shows_the_people_of_ones_own_agency(world, administrator, caseworker):
    stranger = world.person(world.agency("ngo"), "first_responder", name="Invented Stranger")
    text = page(world.client(administrator).get(reverse("account-list")))
    assert caseworker.account.name in text
    assert stranger.account.name not in text


def test_coordination_sees_all_agencies(world, coordinator, caseworker):
    assert caseworker.account.name in page(world.client(coordinator).get(reverse("account-list")))
    assert caseworker.membership.agency.name in page(world.client(coordinator).get(reverse("agency-list")))


def test_accounts_of_another_agency_do_not_exist_for_an_administrator(world, administrator, superuser):
    stranger = world.person(world.agency("ngo"), "first_responder")
    client = world.client(administrator)
    for name in ("account-show", "account-deactivate", "account-activate", "account-take-second-factor"):
        assert client.post(of(name, stranger.account)).status_code in (404, 405), name
        assert client.get(of(name, stranger.account), follow=True).status_code == 404, name
    for name in ("membership-end", "membership-change-role"):
        assert client.get(of(name, stranger.membership)).status_code == 404
        assert client.post(of(name, stranger.membership), {"role": "administrator"}).status_code == 404
    other = stranger.membership.agency
    assert client.get(of("agency-invite", other)).status_code == 404
    assert client.get(of("agency-edit", other)).status_code == 404
    assert fresh(stranger.account).is_active
    assert fresh(stranger.membership).ended_at is None


def test_deactivating_ends_an_open_session_at_the_next_request(world, administrator, constable, audited):
    open_elsewhere = world.client()
    sign_in(open_elsewhere, constable)
    assert open_elsewhere.get("/account/").status_code == 200
    client = world.client(administrator)
    assert "Deactivate" in page(client.get(of("account-deactivate", constable.account)))
    client.post(of("account-deactivate", constable.account))
    assert place(open_elsewhere.get("/account/")) == SIGN_IN
    assert "is wrong" in page(sign_in(world.client(), constable))
    assert "account.deactivated" in audited()


def test_the_database_refuses_a_deactivated_account_even_if_its_session_stays(world, constable):
    constable.account.is_active = False
    constable.account.save(using="setup")
    assert place(world.client(constable).get("/account/")) == SIGN_IN
    with world.acting(constable) as actor:
        assert not actor.is_signed_in


def test_an_activated_account_signs_in_again(world, administrator, constable):
    client = world.client(administrator)
    client.post(of("account-deactivate", constable.account))
    client.post(of("account-activate", constable.account))
    assert place(sign_in(world.client(), constable)) == "/"


def test_nobody_changes_their_own_account(world, administrator):
    client = world.client(administrator)
    for name in ("account-deactivate", "account-activate"):
        assert client.post(of(name, administrator.account)).status_code == 403
    assert client.post(of("membership-end", administrator.membership)).status_code == 403
    answer = client.post(of("membership-change-role", administrator.membership), {"role": "supervisor"})
    assert answer.status_code == 403
    reasons = {"reason": "lost", "recognised": "on"}
    assert client.post(of("account-take-second-factor", administrator.account), reasons).status_code == 403


def test_an_account_of_several_agencies_is_deactivated_by_coordination_alone(
    world, administrator, coordinator, constable
):
    world.member(constable.account, world.agency("ngo"), "first_responder")
    client = world.client(administrator)
    assert "Only an administrator of the coordinating agency" in page(
        client.get(of("account-show", constable.account))
    )
    assert client.post(of("account-deactivate", constable.account)).status_code == 403
    assert fresh(constable.account).is_active
    world.client(coordinator).post(of("account-deactivate", constable.account))
    assert not fresh(constable.account).is_active


def test_ending_the_work_works_at_the_next_request(world, administrator, constable, audited):
    open_elsewhere = world.client(constable)
    assert open_elsewhere.get("/").status_code == 200
    world.client(administrator).post(of("membership-end", constable.membership))
    assert place(open_elsewhere.get("/")) == "/account/agency/"
    assert "membership.ended" in audited()


def test_a_new_role_starts_anew(world, administrator, constable, audited):
    open_elsewhere = world.client(constable)
    client = world.client(administrator)
    answer = client.post(of("membership-change-role", constable.membership), {"role": "caseworker"})
    assert place(answer) == of("account-show", constable.account)
    assert fresh(constable.membership).ended_at is not None
    new = Membership.objects.using("setup").get(account=constable.account, ended_at=None)
    assert (new.role, new.second_factor_required) == ("caseworker", True)
    assert place(open_elsewhere.get("/")) == "/account/agency/"
    assert "membership.role_changed" in audited()


def test_a_lost_second_factor_is_taken_away_with_a_reason_and_a_letter(
    world, administrator, caseworker, mailoutbox, superuser
):
    app = give_app(world, caseworker)
    open_elsewhere = world.client()
    sign_in(open_elsewhere, caseworker, app)
    client = world.client(administrator)
    path = of("account-take-second-factor", caseworker.account)
    assert "Choose an answer" in page(client.post(path, {"recognised": "on"}))
    assert "Tick the box" in page(client.post(path, {"reason": "lost"}))
    client.post(path, {"reason": "lost", "recognised": "on"})
    assert place(open_elsewhere.get("/account/")) == SIGN_IN
    assert [letter.to for letter in mailoutbox] == [[caseworker.email]]
    again = world.client()
    assert place(sign_in(again, caseworker)) == "/"
    assert place(again.get("/")) == "/account/second-step/"
    detail = superuser.execute(
        "SELECT detail FROM audit_event WHERE kind = 'second_factor.removed'"
    ).fetchone()[0]
    assert detail == {"by": "administrator", "reason": "lost"}


def test_administrators_never_see_the_secret_of_somebody(world, administrator, caseworker):
    app = give_app(world, caseworker)
    text = page(world.client(administrator).get(of("account-show", caseworker.account)))
    assert app.secret not in text


def test_only_administrators_open_these_pages(world, caseworker, constable):
    account = constable.account
    paths = [
        reverse("account-list"),
        reverse("account-invite"),
        of("account-show", account),
        reverse("agency-list"),
    ]
    for person in (caseworker, constable):
        assert {world.client(person).get(path).status_code for path in paths} == {403}
    assert {place(world.client().get(path)) for path in paths} == {SIGN_IN}


def test_only_coordination_founds_and_changes_agencies(world, administrator, coordinator, audited):
    facts = {"agency_code": "HARBOUR", "name": "Harbour Trust", "kind": "ngo"}
    own = administrator.membership.agency
    plain = world.client(administrator)
    assert plain.get(reverse("agency-list")).status_code == 404
    assert plain.post(reverse("agency-new"), facts).status_code == 404
    assert plain.post(of("agency-edit", own), {"name": "Renamed"}).status_code == 404
    assert plain.get(of("agency-invite", own)).status_code == 404
    client = world.client(coordinator)
    answer = client.post(reverse("agency-new"), facts)
    agency = Agency.objects.using("setup").get(code="HARBOUR")
    assert place(answer) == of("agency-invite", agency)
    assert "An agency already has this code" in page(client.post(reverse("agency-new"), facts))
    client.post(of("agency-edit", agency), {"name": "Harbour Home", "is_active": "on", "seen_version": "0"})
    assert fresh(agency).name == "Harbour Home"
    assert audited("agency.") == ["agency.created", "agency.changed"]


def test_an_agency_that_leaves_shuts_its_people_out_at_once(world, coordinator, constable):
    client = world.client(constable)
    assert client.get("/").status_code == 200
    agency = constable.membership.agency
    world.client(coordinator).post(of("agency-edit", agency), {"name": agency.name, "seen_version": "0"})
    assert place(client.get("/")) == "/account/agency/"


def test_two_who_change_an_agency_do_not_overwrite_each_other(world, coordinator, constable):
    agency = constable.membership.agency
    path = of("agency-edit", agency)
    first, second = world.client(coordinator), world.client(coordinator)
    seen = {"seen_version": "0", "is_active": "on"}
    assert 'name="seen_version" value="0"' in page(first.get(path))
    assert place(first.post(path, {**seen, "name": "Harbour Police", "areas": ["JM-01"]})) == reverse(
        "agency-list"
    )
    answer = second.post(path, {**seen, "name": "Port Police"})
    assert answer.status_code == 409
    assert "This agency has changed since you opened the page" in page(answer)
    assert "“Harbour Police” is saved now" in page(answer)
    assert 'value="Port Police"' in page(answer)
    assert (fresh(agency).name, fresh(agency).areas) == ("Harbour Police", ["JM-01"])
    assert place(second.post(path, {**seen, "name": "Port Police", "seen_version": "1"})) == reverse(
        "agency-list"
    )
    assert fresh(agency).name == "Port Police"


def test_a_version_that_is_no_number_is_refused_with_a_sentence(world, coordinator, constable):
    path = of("agency-edit", constable.membership.agency)
    for version in ("", "x", "9" * 5000):
        answer = world.client(coordinator).post(path, {"name": "Port Police", "seen_version": version})
        assert answer.status_code == 422
    assert fresh(constable.membership.agency).name != "Port Police"


def test_nobody_shuts_out_their_own_agency(world, coordinator):
    agency = coordinator.membership.agency
    answer = world.client(coordinator).post(
        of("agency-edit", agency), {"name": agency.name, "seen_version": "0"}
    )
    assert "You act for this agency" in page(answer)
    assert fresh(agency).is_active


def test_posting_more_fields_makes_nobody_more(world, administrator, superuser):
    more = {"is_active": "", "password": "x", "agency": "y", "second_factor_required": ""}
    answers = {"name": "Newcomer", "email": "new@example.org", "role": "caseworker", **more}
    world.client(administrator).post(reverse("account-invite"), answers)
    row = superuser.execute("SELECT role, agency_id FROM agencies_invitation").fetchone()
    assert row == ("caseworker", administrator.membership.agency_id)


def patterns(resolver=None, prefix: str = ""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


CASE_PERMISSIONS = {
    "case_view",
    "case_search",
    "case_assign",
    "case_export",
    "identity_open",
    "screening_do",
    "screening_view",
}


def test_an_administrator_opens_no_page_of_a_case(world, administrator):
    client = world.client(administrator)
    opened = []
    for route, pattern in patterns():
        asked = {str(permission) for permission in getattr(pattern.callback, "permissions", ())}
        if asked and asked <= CASE_PERMISSIONS:
            parts = {name: _anything(convert) for name, convert in pattern.pattern.converters.items()}
            answer = client.get(reverse(pattern.name, kwargs=parts))
            opened += [route] if answer.status_code != 403 and answer.status_code != 405 else []
    assert opened == []


def _anything(converter):
    if isinstance(converter, UUIDConverter):
        return "6f1de6a0-53f7-4d0b-9a2c-0d6a8b3f0c11"
    return 1 if isinstance(converter, IntConverter) else "x"


@pytest.mark.parametrize("name", ["invitation-renew", "invitation-revoke"])
def test_invitations_of_another_agency_do_not_exist(world, administrator, coordinator, superuser, name):
    answers = {"name": "Newcomer", "email": "new@example.org", "role": "auditor"}
    world.client(coordinator).post(reverse("account-invite"), answers)
    [(invitation,)] = superuser.execute("SELECT id FROM agencies_invitation").fetchall()
    assert world.client(administrator).post(reverse(name, args=[invitation])).status_code == 404
    assert world.client(coordinator).post(reverse(name, args=[invitation])).status_code == 302


def test_long_lists_come_in_pages(world, administrator, police):
    accounts = [Account(name=f"Worker A{number:03}", email=f"a{number}@example.org") for number in range(55)]
    Account.objects.using("setup").bulk_create(accounts)
    for account in accounts:
        Membership(
            account=account, agency=police, role="first_responder", started_at=account.created_at
        ).save(from_action=True, using="setup")
    client = world.client(administrator)
    first = client.get(reverse("account-list"))
    assert "Worker A000" in page(first)
    assert "Worker A054" not in page(first)
    following = re.search(r'href="(\?page=[^"]*)" rel="next"', first.content.decode())
    assert "Worker A054" in page(client.get(reverse("account-list") + following[1]))
    assert "Worker" not in following[1], "an address names nobody"


def test_a_person_of_two_managed_agencies_is_listed_once(world, coordinator, constable):
    world.member(constable.account, world.agency("ngo"), "first_responder")
    text = page(world.client(coordinator).get(reverse("account-list")))
    assert text.count(constable.email) == 1


def test_the_administrators_own_page_offers_nothing_to_do_to_oneself(world, police):
    person = give_password(world.person(police, "administrator"))
    text = page(world.client(person).get(of("account-show", person.account)))
    assert "Another administrator has to change it for you" in text
    assert reverse("account-deactivate", args=[person.account.pk]) not in text
