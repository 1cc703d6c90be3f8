"""Founding agencies, and the accounts that work for them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from opennrm.agencies import access, actions, invitations
from opennrm.agencies.access import OPERATOR
from opennrm.agencies.models import Account, Agency, Membership
from opennrm.cases.permissions import CASE_VIEW
from opennrm.foundation.context import enter_session
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.second_door import NobodyEntered
from tests.world import PASSWORD

NOW = timezone.now()


@pytest.fixture
def operator(world):
    """Whoever runs commands on the server, in one transaction."""
    with transaction.atomic():
        enter_session("", origin="command line")
        yield OPERATOR


def found(by, **changes) -> Agency:
    facts = {"code": "HARBOUR", "name": "Harbour Police", "kind": "police", **changes}
    return actions.create_agency(**facts, by=by, at=NOW)


def hire(by, agency: Agency, **changes) -> Account:
    facts = {
        "email": "Ann@Example.org",
        "name": "Ann",
        "role": "administrator",
        "password": PASSWORD,
        **changes,
    }
    return actions.create_account(**facts, agency_id=agency.pk, by=by, at=NOW)


def test_the_operator_founds_an_agency_and_its_administrator(operator):
    agency = found(operator, areas=["JM-01"])
    account = hire(operator, agency)
    membership = Membership.objects.get(account=account)
    assert (agency.areas, account.email) == (["JM-01"], "ann@example.org")
    assert (membership.role, membership.second_factor_required) == ("administrator", True)
    assert account.check_password(PASSWORD)


def test_the_operator_sees_no_case(operator):
    assert operator.principals == ()
    assert not operator.may(CASE_VIEW)


def test_a_code_is_given_once(operator):
    found(operator)
    with pytest.raises(Refused, match="already has this code"):
        found(operator, code="harbour")


@pytest.mark.parametrize("wrong", [{"kind": "circus"}, {"areas": ["XX-99"]}])
def test_kinds_and_areas_are_those_of_the_country(operator, wrong):
    with pytest.raises(Refused, match="There is no such"):
        found(operator, **wrong)


def test_a_role_that_the_kind_does_not_hold_is_refused(operator):
    with pytest.raises(Refused, match="cannot have that role"):
        hire(operator, found(operator), role="auditor")


def test_an_address_has_one_account(operator):
    agency = found(operator)
    hire(operator, agency)
    with pytest.raises(Refused, match="already has an account"):
        hire(operator, agency, email="ann@example.ORG")


def test_a_weak_password_is_refused(operator):
    with pytest.raises(ValidationError):
        hire(operator, found(operator), password="short")


def test_who_may_read_the_audit_is_kept_with_the_membership(operator):
    agency = found(operator, kind="oversight")
    account = hire(operator, agency, role="auditor")
    assert Membership.objects.get(account=account).reads_audit


def test_an_administrator_founds_no_agency(world):
    administrator = world.person(world.agency("police"), "administrator")
    with world.acting(administrator) as actor, pytest.raises(NotAllowed):
        found(actor)


def test_whoever_manages_no_accounts_looks_after_nothing(world):
    caseworker = world.person(world.agency("police"), "caseworker")
    with world.acting(caseworker) as actor:
        assert not access.manageable_agencies(actor).exists()
        assert not access.manageable_accounts(actor).exists()
        with pytest.raises(NotThere):
            actions.end_membership(caseworker.membership.pk, by=actor, at=NOW)


def test_an_ended_membership_cannot_be_ended_again(world):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor:
        actions.end_membership(constable.membership.pk, by=actor, at=NOW)
        with pytest.raises(NotThere):
            actions.end_membership(constable.membership.pk, by=actor, at=NOW)


def test_the_same_role_again_is_refused(world):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor, pytest.raises(Refused, match="already has that role"):
        actions.change_role(constable.membership.pk, role="first_responder", by=actor, at=NOW)


def test_an_account_is_deactivated_and_activated_once(world):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor:
        with pytest.raises(Refused, match="already active"):
            actions.activate(constable.account.pk, by=actor, at=NOW)
        actions.deactivate(constable.account.pk, by=actor, at=NOW)
        with pytest.raises(Refused, match="already deactivated"):
            actions.deactivate(constable.account.pk, by=actor, at=NOW)


def test_an_answered_invitation_is_neither_renewed_nor_revoked(world):
    administrator = world.person(world.agency("police"), "administrator")
    with world.acting(administrator) as actor:
        agency_id = administrator.membership.agency_id
        invited = invitations.invite(
            email="new@example.org", name="New", agency_id=agency_id, role="caseworker", by=actor, at=NOW
        )
        invitations.accept(invited.token, name="New", password=PASSWORD, at=NOW)
        for answer in (invitations.renew, invitations.revoke):
            with pytest.raises(Refused, match="already been accepted or withdrawn"):
                answer(invited.invitation.pk, by=actor, at=NOW)
        with pytest.raises(NotThere):
            invitations.accept(invited.token, name="New", password=PASSWORD, at=NOW)


def test_nothing_remains_where_nothing_can_be_recorded(world, superuser):
    """Outside a transaction that the database let in there is nobody to name, and nothing is changed."""
    with pytest.raises(NobodyEntered), transaction.atomic():
        found(OPERATOR)
    assert superuser.execute("SELECT count(*) FROM agencies_agency").fetchone() == (0,)
