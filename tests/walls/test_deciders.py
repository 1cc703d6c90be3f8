"""A body that was asked for a decision: it holds what a decision writes, and nothing more."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from opennrm.cases import participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Participation, TimelineEntry
from opennrm.cases.states import Part
from opennrm.country.pack import pack
from opennrm.foundation.policies import policy
from opennrm.screening import requests
from opennrm.screening.actions import decide
from tests.referrals import scene as referral_scene
from tests.walls.raw import run

pytestmark = pytest.mark.database

WRITTEN_BY_A_DECISION = {
    "cases_clock",
    "cases_participation",
    "cases_timelineentry",
    "foundation_notice",
    "screening_decisionrequest",
    "screening_identification",
}
"""Of the case as it is when somebody was asked. The timeline's entry is that of being asked."""


@pytest.fixture
def scene(world):
    return referral_scene.set_up(world)


@pytest.fixture
def inspector(world, scene):
    """A supervisor of the police, whom the caseworker has asked."""
    inspector = world.person(scene.constable.membership.agency, "supervisor")
    with world.acting(scene.caseworker) as actor:
        agency_id = inspector.membership.agency_id
        requests.ask(scene.case_id, agency_id=agency_id, by=actor, at=timezone.now())
    return inspector


def refused(message: str):
    return pytest.raises(DatabaseError, match=message)


@pytest.mark.parametrize("part", ["deciding", "serving", "asked"])
def test_only_the_lead_gives_the_part_of_a_decider(world, scene, inspector, part):
    own_agency, roles = inspector.membership.agency_id, "{caseworker,supervisor}"
    for person in (scene.constable, inspector, scene.colleague):
        with refused("Only the lead of a case can do this"), world.acting(person):
            statement = "SELECT sec.offer_part(%s, %s, %s, %s, true, NULL)"
            run(statement, scene.case_id, part, own_agency, roles)


def test_a_decider_changes_nothing_but_what_a_decision_changes(world, scene, inspector, superuser):
    principal = Participation.objects.using("setup").get(case_id=scene.case_id, part="deciding").principal
    written = {
        table.name
        for table in policy().guarded
        if superuser.execute(
            f"SELECT EXISTS (SELECT FROM {table.name} WHERE %s = ANY (writers))", [principal]
        ).fetchone()[0]
    }
    assert written <= WRITTEN_BY_A_DECISION
    with refused("permission denied"), world.acting(inspector):
        run("UPDATE screening_decisionrequest SET sees_until = sees_until + interval '1 year'")
    with refused("permission denied"), world.acting(inspector):
        run("UPDATE cases_participation SET scopes = '{case,identity,contact,concern,documents}'")
    with refused("Only the lead of a case can do this"), world.acting(inspector):
        run("SELECT sec.assign_lead(%s, %s)", scene.case_id, inspector.membership.pk)


def test_what_a_decider_tells_is_read_by_every_part_that_covers_the_story(world, scene, inspector):
    def part_of(person, *scopes: str) -> None:
        ends = timezone.now() + timedelta(days=9)
        shown = {"agency_id": person.membership.agency_id, "team_roles": [person.membership.role]}
        with world.acting(scene.caseworker) as actor:
            case = Case.objects.visible_to(actor).get(pk=scene.case_id)
            principal = participation.offer(case.pk, Part.SERVING, **shown, begins=True, ends=ends)
            participation.record_offer(
                case, person.membership.agency, principal, part=Part.SERVING, scopes=scopes, basis="agreed",
                ends=ends, started_at=timezone.now(), holders=[LEAD, principal],
            )  # fmt: skip
            participation.cover(case, principal, set(scopes))

    def read_by(person) -> set[str]:
        with world.acting(person) as actor:
            return set(TimelineEntry.objects.visible_to(actor).values_list("kind", flat=True))

    part_of(scene.manager, "case", "timeline")
    part_of(scene.other_manager, "case", "documents")
    with world.acting(inspector) as actor:
        others = Participation.objects.visible_to(actor).exclude(part="deciding")
        assert not others.exists(), "a body that decides knows of no other part"
        today = timezone.localdate(timezone=pack().zone)
        reasons = "Somebody else kept what she earned."
        decide(scene.case_id, to="presumed", reasons=reasons, decided_on=today, by=actor, at=timezone.now())
    for person in (scene.manager, scene.caseworker, scene.supervisor):
        assert "identification.decided" in read_by(person)
    assert "identification.decided" not in read_by(scene.other_manager)


def test_nobody_shows_others_what_they_have_not_written_as_a_body_that_decides(world, scene, inspector):
    entry = TimelineEntry.objects.using("setup").get(kind="decision_request.sent")
    assert entry.account_id == scene.caseworker.membership.account_id
    for person in (inspector, scene.constable, scene.colleague, scene.supervisor, scene.caseworker):
        with refused("Only a body that decides"), world.acting(person):
            run("SELECT sec.show_in_story(%s)", entry.pk)
