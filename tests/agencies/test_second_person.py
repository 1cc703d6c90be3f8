"""Roles that see cases are given by two."""

import pytest
from django.db import transaction
from django.utils import timezone

from opennrm.agencies import access, actions, confirmations, invitations, queries, second_factors
from opennrm.agencies.models import Account, Cause, Membership
from opennrm.agencies.second_factors import Reason
from opennrm.cases import actions as case_actions
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import enter_session
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from tests.world import PASSWORD, Person

NOW = timezone.now()


@pytest.fixture
def coordination(world):
    return world.agency("coordination")


@pytest.fixture
def coordinator(world, coordination):
    return world.person(coordination, "administrator")


def invited(world, by: Person, agency, role: str, *, email="new@example.org", renewed=False) -> Person:
    """Somebody whom `by` has invited, who has accepted and signed in."""
    with world.acting(by) as actor:
        letter = invitations.invite(
            email=email,
            name="New",
            agency_id=agency.pk,
            role=role,
            by=actor,
            at=NOW - timezone.timedelta(hours=1),
        )
        if renewed:
            letter = invitations.renew(letter.invitation.pk, by=actor, at=NOW)
        account = invitations.accept(letter.token, name="New", password=PASSWORD, at=NOW)
    membership = Membership.objects.get(account=account, ended_at=None)
    return world.working(membership)


def acts(world, person: Person) -> bool:
    with world.acting(person) as actor:
        return actor.membership_id is not None and bool(actor.principals)


def confirm(world, by: Person, whom: Person) -> None:
    with world.acting(by) as actor:
        confirmations.confirm(whom.membership.pk, by=actor, at=NOW)


def test_an_administrator_alone_makes_nobody_a_supervisor(world, coordinator, protection, supervisor):
    """The walk of the attack: inviting an address of one's own into the lead agency, and opening identities."""
    mine = invited(world, coordinator, protection, "supervisor")
    assert not acts(world, mine)
    with pytest.raises(NotAllowed):
        confirm(world, coordinator, mine)
    with pytest.raises(NotThere):
        confirm(world, mine, mine)
    assert not acts(world, mine)


def test_a_supervisor_of_the_agency_confirms(world, coordinator, protection, supervisor, superuser):
    new = invited(world, coordinator, protection, "caseworker")
    confirm(world, supervisor, new)
    assert acts(world, new)
    event = superuser.execute(
        "SELECT account_id, detail FROM audit_event WHERE kind = 'membership.confirmed'"
    ).fetchone()
    assert event[0] == supervisor.account.pk
    assert event[1]["given_by"] == str(coordinator.account.pk)


def test_a_second_administrator_of_the_agency_confirms(world, coordinator, protection):
    new = invited(world, coordinator, protection, "caseworker")
    confirm(world, world.person(protection, "administrator"), new)
    assert acts(world, new)


def test_a_second_administrator_of_coordination_confirms(world, coordinator, coordination, protection):
    new = invited(world, world.person(protection, "administrator"), protection, "caseworker")
    confirm(world, coordinator, new)
    assert acts(world, new)


@pytest.mark.parametrize("role", ["supervisor", "administrator"])
def test_nobody_of_another_agency_confirms(world, coordinator, protection, role):
    new = invited(world, coordinator, protection, "caseworker")
    stranger = world.person(world.agency("child_protection"), role)
    with pytest.raises(NotThere):
        confirm(world, stranger, new)


def test_a_caseworker_confirms_nobody(world, coordinator, protection):
    new = invited(world, coordinator, protection, "caseworker")
    with pytest.raises(NotThere):
        confirm(world, world.person(protection, "caseworker"), new)


def test_an_administrator_whom_one_person_made_is_no_second_person(world, coordinator, protection):
    """Else one administrator would invite another address of theirs as administrator, and confirm with it."""
    accomplice = invited(world, coordinator, protection, "administrator", email="accomplice@example.org")
    assert acts(world, accomplice), "administrators see no case, and begin at once"
    mine = invited(world, coordinator, protection, "supervisor", email="mine@example.org")
    with pytest.raises(NotAllowed):
        confirm(world, accomplice, mine)
    with pytest.raises(NotAllowed):
        confirm(world, coordinator, accomplice)
    confirm(world, world.person(protection, "supervisor"), accomplice)
    confirm(world, accomplice, mine)
    assert acts(world, mine)


def test_roles_that_see_no_case_begin_at_once(world, coordinator, coordination):
    assert acts(world, invited(world, coordinator, coordination, "data_officer"))


def test_every_role_that_opens_something_of_a_case_waits(world):
    waiting = {
        code for code, role in pack().roles.items()
        if role.permissions
        & {"case_view", "identity_open", "screening_view", "referral_answer", "audit_view", "link_decide",
           "custody_keep", "copy_view"}
    }  # fmt: skip
    assert waiting
    for code in pack().roles:
        person = world.person(world.agency("police"), code)
        assert person.membership.sees_cases == (code in waiting), code


def test_a_changed_role_is_confirmed_anew(world, protection, supervisor):
    administrator, caseworker = (
        world.person(protection, "administrator"),
        world.person(protection, "caseworker"),
    )
    with world.acting(administrator) as actor:
        changed = actions.change_role(caseworker.membership.pk, role="supervisor", by=actor, at=NOW)
    again = world.working(changed)
    assert (changed.given_because, acts(world, again)) == (Cause.ROLE_CHANGED, False)
    with pytest.raises(NotAllowed):
        confirm(world, administrator, again)
    confirm(world, supervisor, again)
    assert acts(world, again)


def test_whose_second_factor_was_taken_is_confirmed_anew(world, protection, supervisor):
    """Whoever takes a factor away could otherwise set up one of their own for a password that they have learnt."""
    administrator, caseworker = (
        world.person(protection, "administrator"),
        world.person(protection, "caseworker"),
    )
    with world.acting(caseworker):
        second_factors.enrol(caseworker.account.pk, second_factors.new_secret(), at=NOW)
    with world.acting(administrator) as actor:
        second_factors.take_away(caseworker.account.pk, reason=Reason.LOST, by=actor, at=NOW)
    again = world.working(caseworker.membership)
    assert not acts(world, again)
    with pytest.raises(NotAllowed):
        confirm(world, administrator, again)
    confirm(world, supervisor, again)
    assert acts(world, again)


def test_a_renewed_invitation_is_confirmed_like_any_other(world, coordinator, protection, supervisor):
    new = invited(world, coordinator, protection, "caseworker", renewed=True)
    assert (new.membership.given_because, acts(world, new)) == (Cause.RENEWED, False)


def test_supervisors_are_told_at_once(world, coordinator, protection, supervisor):
    invited(world, coordinator, protection, "caseworker")
    with world.acting(supervisor) as actor:
        assert list(notices.unread_by(actor).values_list("kind", flat=True)) == ["membership.waits"]
        notices.mark_read(by=actor, at=timezone.now())
        assert not notices.unread_by(actor).exists()


@pytest.mark.parametrize("verb", [confirmations.confirm, confirmations.refuse])
def test_nobody_waits_for_a_confirmation_once_one_has_answered(
    world, coordinator, protection, supervisor, verb
):
    other = world.person(protection, "supervisor")
    mine = invited(world, coordinator, protection, "caseworker")
    with world.acting(supervisor) as actor:
        verb(mine.membership.pk, by=actor, at=NOW)
    for told in (supervisor, other):
        with world.acting(told) as actor:
            assert not notices.unread_by(actor).filter(kind="membership.waits").exists()


def test_where_there_is_no_supervisor_the_other_administrators_are_told_and_the_giver_is_not(
    world, coordinator, coordination
):
    shelter = world.agency("shelter")
    own, second = world.person(shelter, "administrator"), world.person(coordination, "administrator")
    invited(world, own, shelter, "service_provider")
    told = {}
    for person in (own, coordinator, second):
        with world.acting(person) as actor:
            told[person.email] = notices.unread_by(actor).count()
    assert told == {own.email: 0, coordinator.email: 1, second.email: 1}


def test_whoever_is_confirmed_is_told(world, coordinator, protection, supervisor):
    new = invited(world, coordinator, protection, "caseworker")
    confirm(world, supervisor, new)
    assert Notice.objects.using("setup").filter(kind="membership.confirmed").count() == 1


def test_refusing_ends_it(world, coordinator, protection, supervisor, superuser):
    new = invited(world, coordinator, protection, "caseworker")
    with world.acting(coordinator) as actor, pytest.raises(NotAllowed):
        confirmations.refuse(new.membership.pk, by=actor, at=NOW)
    with world.acting(supervisor) as actor:
        confirmations.refuse(new.membership.pk, by=actor, at=NOW)
    assert Membership.objects.get(pk=new.membership.pk).ended_at == NOW
    assert superuser.execute(
        "SELECT count(*) FROM audit_event WHERE kind = 'membership.refused'"
    ).fetchone() == (1,)
    with pytest.raises(NotThere):
        confirm(world, supervisor, new)


def test_the_waiting_are_named_with_who_gave_when_and_why(world, coordinator, protection, supervisor):
    new = invited(world, coordinator, protection, "caseworker")
    with world.acting(supervisor) as actor:
        [row] = queries.waiting_rows(actor)
    assert (row.membership.account, row.membership.given_by) == (new.account, coordinator.account)
    assert (row.membership.given_at, row.membership.given_because, row.hindrance) == (
        NOW,
        Cause.INVITED,
        None,
    )
    with world.acting(coordinator) as actor:
        [row] = queries.waiting_rows(actor)
    assert row.hindrance is access.Hindrance.GAVE_IT


def test_no_case_is_given_to_somebody_who_waits(world, coordinator, protection, supervisor, constable):
    new = invited(world, coordinator, protection, "caseworker")
    receipt = world.report(constable)
    with world.acting(supervisor) as actor, pytest.raises(case_actions.TransitionRefused):
        case_actions.assign(receipt.case_id, to=new.membership.pk, by=actor, at=NOW)


def test_what_an_account_made_by_a_command_may_see_waits_for_a_second_person(world, coordinator, protection):
    with world.acting(coordinator) as actor:
        account = actions.create_account(
            email="made@example.org", name="Made", agency_id=protection.pk, role="caseworker", password=PASSWORD,
            by=actor, at=NOW,
        )  # fmt: skip
    assert Membership.objects.get(account=account).is_waiting
    assert Account.objects.get(pk=account.pk).is_active


@pytest.fixture
def at_server(world):
    """A function: confirm a membership as whoever sits at the server."""

    def confirm_there(whom: Membership) -> None:
        with transaction.atomic():
            enter_session("", origin="command line, system user invented")
            confirmations.confirm_at_server(whom.pk, by=access.OPERATOR, at=NOW)

    return confirm_there


def test_the_server_is_the_second_person_for_the_second_administrator(
    world, coordinator, coordination, at_server
):
    second = invited(world, coordinator, coordination, "administrator")
    at_server(second.membership)
    new = invited(
        world, coordinator, world.agency("shelter"), "service_provider", email="another@example.org"
    )
    confirm(world, second, new)
    assert acts(world, new)


def made_at_server(agency, role: str) -> Membership:
    with transaction.atomic():
        enter_session("", origin="command line, system user invented")
        account = actions.create_account(
            email="made@example.org", name="Made", agency_id=agency.pk, role=role, password=PASSWORD,
            by=access.OPERATOR, at=NOW,
        )  # fmt: skip
    return Membership.objects.get(account=account)


def test_what_was_given_at_the_server_is_confirmed_by_somebody_else(
    world, coordinator, protection, at_server
):
    made = made_at_server(protection, "caseworker")
    with pytest.raises(Refused, match="--as"):
        at_server(made)
    assert Membership.objects.get(pk=made.pk).is_waiting
    with world.acting(coordinator) as actor:
        confirmations.confirm(made.pk, by=actor, at=NOW)


def test_while_nobody_could_confirm_the_server_alone_begins(world, protection, at_server):
    made = made_at_server(protection, "caseworker")
    at_server(made)
    assert not Membership.objects.get(pk=made.pk).is_waiting


def test_the_first_administrator_made_at_the_server_confirms_others(world, coordination, protection):
    first = made_at_server(coordination, "administrator")
    assert first.is_trusted_to_confirm
    giver = world.person(protection, "administrator")
    new = invited(world, giver, protection, "caseworker")
    by = world.working(first)
    confirm(world, by, new)
    assert acts(world, new)
