"""What agencies that share an interview learn of each other: yes or no, a code, and never more."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.cases.models import Case, Participation
from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.handovers import actions as handovers
from opennrm.interviews import own_facilitators, preconditions, team
from opennrm.interviews.models import Interview
from opennrm.invented.tellings import Words
from opennrm.spaces.models import TeamMember
from opennrm.tellings import actions as tellings
from opennrm.tellings.models import Telling
from tests.interviews import team as teams
from tests.interviews.scene import Scene, set_up, tomorrow
from tests.world import Person


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


def own_facilitator(scene: Scene) -> Person:
    """A facilitator of the agency that leads the case."""
    return scene.world.person(scene.person("caseworker").membership.agency, "facilitator")


def test_a_facilitator_of_the_lead_agency_arranges_what_its_caseworkers_ask_for(scene):
    scene.people["own"] = own_facilitator(scene)
    scene.ask()
    assert "interview.to_arrange" in scene.unread("own")
    scene.plan(by="own")
    scene.do("replan", by="own", reason="team", words="")
    scene.do("add_time", starts_at=tomorrow(8), ends_at=tomorrow(9), kind="school", hard=True)
    scene.plan(by="own")


def test_so_they_do_where_another_agency_asks_and_only_once(scene):
    scene.people["own"] = own_facilitator(scene)
    scene.ask(by="inspector")
    scene.do("cancel", by="inspector", reason="not_needed", words="")
    scene.ask(by="inspector")
    scene.plan(by="own")
    with scene.world.acting(scene.person("caseworker")) as actor:
        agency = actor.agency_id
        own = Participation.objects.visible_to(actor).filter(agency_id=agency, part="taking_part")
        assert [sorted(part.scopes) for part in own] == [["case", "interviews", "tellings"]]


def test_they_arrange_nothing_any_more_once_another_agency_leads_the_case(scene):
    scene.people["own"] = own_facilitator(scene)
    scene.ask()
    to = scene.world.person(scene.world.agency("child_protection", code="yy-other"), "supervisor")
    theirs = scene.world.person(to.membership.agency, "facilitator")
    with scene.world.acting(scene.person("supervisor")) as actor:
        asked: Any = {
            "reason": next(iter(pack().codes("handover_reasons"))),
            "summary": "She lives there now.",
        }
        asked |= {"agency_id": to.membership.agency_id, "by": actor, "at": timezone.now()}
        handover = handovers.ask(scene.case_id, **asked)
    with scene.world.acting(to) as actor:
        handovers.accept(handover.pk, by=actor, at=timezone.now())

    for person, sees in ((scene.person("own"), False), (theirs, True)):
        with scene.world.acting(person) as actor:
            assert Case.objects.visible_to(actor).exists() is sees
            assert Interview.objects.visible_to(actor).exists() is sees


def test_nobody_lets_facilitators_in_who_has_no_part_in_the_interviews(scene):
    scene.people["own"] = own_facilitator(scene)
    stranger = scene.world.person(scene.world.agency("police"), "supervisor")
    with scene.world.acting(stranger) as actor:
        own_facilitators.let_arrange(scene.case_id, by=actor, at=timezone.now())
    with scene.world.acting(scene.person("own")) as actor:
        assert not Case.objects.visible_to(actor).exists()


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
