"""Conditions that are read from rows: the search and the booking see the same, and their owner alone lets them go."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.interviews import restrictions
from opennrm.interviews.access import interview_to_read
from opennrm.interviews.finding import Found, find_times
from opennrm.interviews.times import CannotBe
from opennrm.spaces.models import Absence, Booking, Space, TeamMember
from tests.interviews import scene as one
from tests.interviews.scene import Scene, set_up, tomorrow


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def found(scene: Scene) -> Found:
    with scene.world.acting(scene.person("facilitator")) as actor:
        return find_times(actor, interview_to_read(actor, scene.interview_id), at=timezone.now())


def refused(scene: Scene, **given) -> tuple[str, ...]:
    """The conditions for which a time is refused."""
    with pytest.raises(CannotBe) as refusal:
        scene.plan(**given)
    return refusal.value.conditions


def only_one_interviewer(scene: Scene, **facts) -> TeamMember:
    """Nobody but the first interviewer leads, and this is known of them."""
    others = TeamMember.objects.using("setup")
    others.filter(membership=scene.person("second_interviewer").membership).update(
        from_action=True, ended_on=timezone.localdate()
    )
    member = others.get(membership=scene.person("interviewer").membership)
    others.filter(pk=member.pk).update(from_action=True, **facts)
    return member


def test_an_absence_is_let_go_by_a_supervisor_of_their_own_agency(scene):
    member = only_one_interviewer(scene)
    now = timezone.now()
    Absence(
        member=member, period=(now, now + timedelta(days=90)), readers=member.readers, writers=member.writers
    ).save(from_action=True, using="setup")
    scene.ask()

    assert found(scene).conflict == ("absence",)
    [way] = found(scene).ways_out
    assert way.conditions == (("absence", "supervisor_of_lead"),)
    assert way.opens.lead.membership_id == scene.person("interviewer").membership.pk
    assert refused(scene) == ("absence",)
    scene.do("relax", by="supervisor", condition="absence", words="Our people can come.")
    assert refused(scene) == ("absence",)
    scene.do("relax", by="inspector", condition="absence", words="She interrupts her leave.")
    assert found(scene).proposals
    scene.plan()


def test_only_interviewers_themselves_travel_further_than_they_said(scene):
    Space.objects.using("setup").update(from_action=True, area=pack().areas[-1].code)
    only_one_interviewer(scene, travel_limit_minutes=1)
    scene.ask()

    assert found(scene).conflict == ("member_travel",)
    assert refused(scene) == ("member_travel",)
    with pytest.raises(NotAllowed):
        scene.do("relax", by="inspector", condition="member_travel", words="She has a car.")
    scene.do("relax", by="second_interviewer", condition="member_travel", words="I can go.")
    assert refused(scene) == ("member_travel",)
    scene.do("relax", by="interviewer", condition="member_travel", words="I can go.")
    assert found(scene).proposals
    scene.plan()


def test_whoever_arranges_lets_a_turnaround_go_and_the_booking_before_makes_room(scene):
    Space.objects.using("setup").update(from_action=True, turnaround_minutes=45)
    scene.ask()
    scene.plan(starts_at=tomorrow(10))
    _another_child(scene)

    assert refused(scene, starts_at=tomorrow(12)) == ("turnaround",)
    scene.do("relax", by="facilitator", condition="turnaround", words="Both are ready.")
    scene.plan(starts_at=tomorrow(12))

    blocked = Booking.objects.using("setup").filter(resource="space").order_by("blocked")
    assert [(row.blocked.lower, row.blocked.upper) for row in blocked] == [
        (tomorrow(10), tomorrow(12)),
        (tomorrow(12), tomorrow(14) + timedelta(minutes=45)),
    ]


def _another_child(scene: Scene) -> UUID:
    """The interview of another child, in which the same agencies take part; returns the case of the first."""
    first = scene.case_id
    scene.case_id = scene.office.case()
    victims = scene.person("facilitator").membership.agency
    for agency, by in (
        (scene.police, "inspector"),
        (scene.prosecution, "prosecutor"),
        (victims, "facilitator"),
    ):
        scene.let_take_part(agency, by, one.PURPOSE)
    scene.ask()
    return first


def say(scene: Scene, action, *, by: str = "caseworker", **given):
    with scene.world.acting(scene.person(by)) as actor:
        return action(scene.case_id, **given, by=actor, at=timezone.now())


def test_two_children_who_must_not_meet_do_not_wait_in_the_same_hour(scene):
    scene.ask()
    scene.plan(starts_at=tomorrow(10))
    reference = scene.row().case.reference
    _another_child(scene)
    [row, _other] = say(scene, restrictions.keep_apart, reference=reference)
    assert say(scene, restrictions.keep_apart, reference=reference) == []

    late = tomorrow(12)
    assert refused(scene, starts_at=late) == ("not_together",)
    assert late not in [each.starts_at for each in found(scene).proposals]
    with pytest.raises(NotAllowed):
        scene.do("relax", by="facilitator", condition="not_together", words="They know each other.")
    say(scene, restrictions.remove, restriction_id=row.pk)
    scene.plan(starts_at=late)


def test_a_space_that_is_not_for_a_child_is_not_offered(scene):
    scene.ask()
    say(scene, restrictions.exclude_space, space=scene.space_id)
    assert found(scene).conflict == ("space_fit",)
    assert refused(scene) == ("space_fit",)
    scene.do("relax", by="facilitator", condition="space_fit", words="The relative is on leave.")
    assert found(scene).proposals
    scene.plan()


def test_a_child_travels_no_longer_than_was_said_unless_the_caseworker_lets_it_go(scene):
    Space.objects.using("setup").update(from_action=True, area=pack().areas[-1].code)
    Case.objects.using("setup").update(from_action=True, area=pack().areas[0].code)
    scene.ask()
    say(scene, restrictions.limit_way, minutes=1)
    assert found(scene).conflict == ("child_travel",)
    assert refused(scene) == ("child_travel",)
    scene.do("relax", condition="child_travel", words="Her aunt goes with her.")
    assert found(scene).proposals
    scene.plan()


@pytest.mark.parametrize("reference", ["", "NO-SUCH-CASE"])
def test_a_child_is_kept_apart_from_a_child_whose_interviews_one_sees(scene, reference):
    with pytest.raises(Refused) as refusal:
        say(scene, restrictions.keep_apart, reference=reference)
    assert refusal.value.field == "reference"
