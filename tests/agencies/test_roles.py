"""What the country pack says of a role binds those who hold it already."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from django.utils import timezone

from opennrm.agencies import roles
from opennrm.agencies.models import Membership
from opennrm.agencies.permissions import WORK_VIEW
from opennrm.cases.permissions import CASE_VIEW
from opennrm.country import pack as packs

NOW = timezone.now()


@pytest.fixture
def pack_with(monkeypatch):
    """A function: from here on the pack says something else of a role."""

    def change(code: str, **changes) -> None:
        before = packs.pack()
        changed = MappingProxyType({**before.roles, code: replace(before.roles[code], **changes)})
        after = replace(before, roles=changed)
        monkeypatch.setattr(roles, "pack", lambda: after)

    return change


def entered(world, person, *, second_factor: bool) -> bool:
    person.token = world.sign_in(person.account, person.membership, second_factor=second_factor)
    with world.acting(person) as actor:
        return actor.membership_id is not None


def test_a_raised_second_factor_binds_an_open_session_at_its_next_request(world, pack_with):
    constable = world.person(world.agency("police"), "first_responder")
    assert entered(world, constable, second_factor=False)
    pack_with("first_responder", second_factor=True)
    assert roles.bring_in_line() == 1
    with world.acting(constable) as actor:
        assert actor.membership_id is None
    assert entered(world, constable, second_factor=True)


def test_a_lowered_second_factor_binds_as_well(world, pack_with):
    caseworker = world.person(world.agency("police"), "caseworker")
    assert not entered(world, caseworker, second_factor=False)
    pack_with("caseworker", second_factor=False)
    roles.bring_in_line()
    assert entered(world, caseworker, second_factor=False)


def test_who_reads_the_audit_follows_the_pack(world, pack_with, superuser):
    auditor = world.person(world.agency("oversight"), "auditor")
    reads = "SELECT sec.system_principal('auditors') = ANY (sec.principals_of(%s))"
    assert superuser.execute(reads, [auditor.membership.pk]).fetchone() == (True,)
    pack_with("auditor", permissions=frozenset({WORK_VIEW}))
    roles.bring_in_line()
    assert superuser.execute(reads, [auditor.membership.pk]).fetchone() == (False,)
    assert not Membership.objects.get(pk=auditor.membership.pk).sees_cases


def test_a_role_that_begins_to_see_cases_makes_its_holders_wait(world, pack_with, superuser):
    officer = world.person(world.agency("coordination"), "data_officer")
    superuser.execute("UPDATE agencies_membership SET confirmed_at = NULL")
    assert entered(world, officer, second_factor=True)
    pack_with("data_officer", permissions=frozenset({WORK_VIEW, CASE_VIEW}))
    roles.bring_in_line()
    assert not entered(world, officer, second_factor=True)


def test_nothing_is_changed_or_recorded_where_all_is_in_line(world, superuser):
    world.person(world.agency("police"), "caseworker")
    assert roles.bring_in_line() == 0
    assert superuser.execute("SELECT count(*) FROM audit_event").fetchone() == (0,)


def test_what_was_brought_in_line_is_recorded(world, pack_with, superuser):
    world.person(world.agency("police"), "first_responder")
    pack_with("first_responder", second_factor=True)
    roles.bring_in_line()
    row = superuser.execute("SELECT kind, detail, origin FROM audit_event").fetchone()
    assert row == ("memberships.brought_in_line", {"roles": {"first_responder": 1}}, "start of a process")
