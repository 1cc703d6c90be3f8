"""What agencies that share an interview learn of each other: yes or no, a code, and never more."""

from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.country.sheets import Moment
from opennrm.interviews import preconditions, team
from opennrm.invented.tellings import Words
from opennrm.spaces.models import TeamMember
from opennrm.tellings import actions as tellings
from opennrm.tellings.models import Telling
from tests.interviews import team as teams
from tests.interviews.scene import Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_whoever_arranges_knows_that_an_interviewer_of_another_agency_has_told_the_child(scene):
    scene.ask()
    scene.plan()
    assert {"before_interview", "start_of_interview"} <= missing(scene, "facilitator")
    now = timezone.now()
    with scene.world.acting(scene.person("interviewer")) as actor:
        content = Words(moment=Moment.START_OF_INTERVIEW).at(now)
        tellings.write(scene.case_id, content=content, page=uuid4(), by=actor, at=now)

    assert "start_of_interview" not in missing(scene, "facilitator")
    with scene.world.acting(scene.person("facilitator")):
        assert not Telling.objects.exists()


def missing(scene: Scene, who: str) -> set[str]:
    """What keeps the interview from beginning, as somebody reads it."""
    with scene.world.acting(scene.person(who)) as actor:
        return {each.about for each in preconditions.missing(actor, scene.row(), at=timezone.now())}


def test_a_caseworker_names_an_interviewer_of_another_agency_by_their_code(scene):
    elsewhere = scene.world.person(scene.world.agency("police"), "interviewer")
    member = teams.add_member(elsewhere, discipline="interviewer")
    scene.ask()
    with scene.world.acting(scene.person("caseworker")) as actor:
        known = team.around(actor, scene.case_id)
        [other] = team.unnamed(scene.case_id, known)
        assert not TeamMember.objects.visible_to(actor).filter(pk=member.pk).exists()

    assert (other.code, other.disciplines) == (member.code, ["interviewer"])
    scene.do("declare_conflict", official=other.membership_id, kind="relative")
    with scene.world.acting(scene.person("facilitator")) as actor:
        assert team.access.conflicts_of(actor, scene.case_id).get().official_id == elsewhere.membership.pk


def test_whoever_has_no_part_in_the_interviews_learns_nothing_of_the_team(scene):
    stranger = scene.world.person(scene.world.agency("police"), "supervisor")
    with scene.world.acting(stranger):
        assert team.unnamed(scene.case_id, {}) == []
