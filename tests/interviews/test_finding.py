"""A time is found from rows: what the engine answers can be booked as it stands, and what was set aside is left out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.interviews.access import interview_to_read
from opennrm.interviews.finding import Found, find_times
from opennrm.interviews.states import State
from opennrm.spaces.models import TeamMember
from tests.interviews.scene import Scene, set_up, tomorrow


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def found_by(scene: Scene, who: str = "facilitator") -> Found:
    with scene.world.acting(scene.person(who)) as actor:
        return find_times(actor, interview_to_read(actor, scene.interview_id), at=timezone.now())


def test_the_best_time_can_be_booked_as_it_stands_and_is_taken_for_the_next_child_then(scene):
    scene.ask(wish="F")
    best = found_by(scene).proposals[0]

    assert best.lead.membership_id == scene.person("interviewer").membership.pk
    assert [capacity for capacity, _who in best.planned] == sorted(
        capacity for capacity, _who in scene.quorum()
    )
    given = {"space": best.space.pk, "lead": best.lead.membership_id, "people": best.planned}
    scene.do("schedule", by="facilitator", starts_at=best.starts_at, ends_at=best.ends_at, **given)
    assert scene.row().state == State.SCHEDULED

    scene.do("replan", by="facilitator", reason="team", words="")
    again = found_by(scene).proposals[0]
    assert again.starts_at == best.starts_at


def test_what_the_child_wishes_is_named_and_only_the_child_can_change_it(scene):
    TeamMember.objects.using("setup").filter(sex="F").update(from_action=True, ended_on=timezone.localdate())
    scene.ask(wish="F")

    found = found_by(scene)

    assert found.proposals == ()
    assert found.conflict == ("wished_sex",)
    assert [way.conditions for way in found.ways_out] == [(("wished_sex", "child"),)]
    scene.do("change_wish", wish="none")
    assert found_by(scene).proposals


def test_a_discipline_that_somebody_let_go_is_not_looked_for(scene):
    TeamMember.objects.using("setup").filter(disciplines=["child_protection"]).update(
        from_action=True, ended_on=timezone.localdate()
    )
    scene.ask()

    assert found_by(scene).conflict == ("quorum(child_protection)",)
    scene.do("relax", by="supervisor", condition="quorum(child_protection)", words="They cannot come.")
    assert found_by(scene).proposals


def test_a_hard_time_of_the_child_and_the_days_of_the_request_are_kept(scene):
    first = tomorrow(hour=0)
    scene.ask(not_before=first, must_before=first + timedelta(days=1))
    school = {"starts_at": first, "ends_at": first + timedelta(hours=13), "kind": "school_exam", "hard": True}
    scene.do("add_time", **school)

    starts = [proposal.starts_at for proposal in found_by(scene).proposals]

    assert starts
    assert all(first + timedelta(hours=13) <= start < first + timedelta(days=1) for start in starts)
