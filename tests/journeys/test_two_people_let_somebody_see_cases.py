"""Two people let somebody see cases: one invites, another confirms, and whoever waits reads what for."""

import pytest
from django.utils import timezone

from opennrm.agencies import invitations
from opennrm.agencies.models import Membership
from tests.world import PASSWORD, Person

pytestmark = pytest.mark.journey


@pytest.fixture
def newcomer(mechanism) -> Person:
    """Somebody whom the administrator has invited, who has accepted and signs in with a second factor."""
    world, now = mechanism.world, timezone.now()
    with world.acting(mechanism.administrator) as actor:
        letter = invitations.invite(
            email="camille@example.org", name="Camille Brandt", agency_id=mechanism.protection.pk, role="caseworker",
            by=actor, at=now,
        )  # fmt: skip
        account = invitations.accept(letter.token, name="Camille Brandt", password=PASSWORD, at=now)
    membership = Membership.objects.get(account=account)
    return world.working(membership)


def test_whoever_is_invited_waits_until_a_supervisor_confirms(visit, mechanism, newcomer):
    waiting = visit(newcomer)
    waiting.open("/")
    waiting.is_at("A second person has to confirm you")
    waiting.sees("Caseworker", "Child protection office", "Sonia Bramwell")
    waiting.picture("waits-for-a-second-person")
    supervisor = visit(mechanism.supervisor)
    supervisor.open("/")
    supervisor.sees("People waiting for your confirmation")
    supervisor.follow("Confirm Camille Brandt", exact=False)
    supervisor.sees("Camille Brandt", "camille@example.org", "Invited", "Yvonne Tulloch")
    supervisor.picture("people-waiting")
    supervisor.press("Confirm Camille Brandt")
    supervisor.sees("Camille Brandt can now work for Child protection office.", "Nobody is waiting")
    waiting.open("/")
    waiting.is_at(_code_of_conduct())


def _code_of_conduct() -> str:
    from opennrm.country.pack import pack

    return pack().code_of_conduct.title


def test_a_supervisor_refuses_somebody_whom_nobody_knows(visit, mechanism, newcomer):
    supervisor = visit(mechanism.supervisor)
    supervisor.open("/agencies/memberships/waiting/")
    supervisor.page.get_by_role("button", name="Refuse Camille Brandt").click()
    supervisor.is_at("Camille Brandt Refuse the role of Caseworker at Child protection office")
    supervisor.press("Refuse")
    supervisor.sees("Camille Brandt will not work for Child protection office.")
    refused = visit(newcomer)
    refused.open("/")
    refused.is_at("You do not work for an agency here")


def test_whoever_gave_the_role_reads_that_a_second_person_is_needed(visit, mechanism, newcomer):
    administrator = visit(mechanism.administrator)
    administrator.open("/agencies/accounts/")
    administrator.sees("Waiting for a second person")
    administrator.follow("People waiting for confirmation")
    administrator.sees("You gave them this role.")
