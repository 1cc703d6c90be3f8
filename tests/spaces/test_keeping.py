"""An agency keeps its own spaces and people; what is private of them stays with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, NotThere, Refused
from opennrm.spaces import access, actions, queries, team
from opennrm.spaces.models import Absence, AbsenceReason, Resource, Space, SpaceParticulars, TeamMember
from tests.spaces.scene import MEMBER, SPACE, Scene, next_monday, on, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def today():
    return timezone.localdate(timezone=pack().zone)


def test_only_a_facilitator_of_its_own_agency_keeps_a_space(scene):
    scene.do(actions, "change_space", scene.space_id, seen_version=1, **{**SPACE, "title": "The blue room"})
    assert Space.objects.using("setup").get().title == "The blue room"
    with pytest.raises(ChangedMeanwhile):
        scene.do(actions, "change_space", scene.space_id, seen_version=1, **SPACE)
    with pytest.raises(NotAllowed):
        scene.do(actions, "change_space", scene.space_id, by=scene.colleague, seen_version=2, **SPACE)
    with pytest.raises(NotThere):
        scene.do(actions, "change_space", scene.space_id, by=scene.stranger, seen_version=2, **SPACE)
    with pytest.raises(NotAllowed):
        scene.do(actions, "add_space", by=scene.inspector, **{**SPACE, "code": "KSA-2"})


@pytest.mark.parametrize(
    "given, field",
    [({"code": "KSA-1"}, "short_code"), ({"code": "KSA-2", "opening": {"monday": []}}, "monday")],
)
def test_a_space_that_cannot_be_so_is_refused_with_what_to_correct(scene, given, field):
    with pytest.raises(Refused) as refused:
        scene.do(actions, "add_space", **{**SPACE, **given})
    assert refused.value.field == field


def test_where_a_space_is_and_for_whom_not_is_read_by_those_who_book_alone(scene):
    readers = {}
    for name in ("facilitator", "colleague", "inspector", "stranger"):
        with scene.world.acting(getattr(scene, name)):
            readers[name] = SpaceParticulars.objects.count()
    assert readers == {"facilitator": 1, "colleague": 1, "inspector": 0, "stranger": 0}


def test_a_space_is_closed_when_nothing_is_booked_there_afterwards(scene):
    scene.hold(9, 11)
    before = {"last_day": next_monday() - timedelta(days=1), "seen_version": 1}
    with pytest.raises(Refused, match="1 booking") as refused:
        scene.do(actions, "close_space", scene.space_id, **before)
    assert refused.value.field == "last_day"
    scene.do(actions, "close_space", scene.space_id, last_day=next_monday(), seen_version=1)
    assert queries.open_by_area(next_monday()) == {pack().areas[0].code: 1}
    assert queries.open_by_area(next_monday() + timedelta(days=1)) == {}


def test_an_agency_keeps_its_own_people(scene):
    seen = {}
    for name in ("facilitator", "colleague", "inspector", "officer", "stranger"):
        with scene.world.acting(getattr(scene, name)):
            seen[name] = TeamMember.objects.count()
    assert seen == {"facilitator": 2, "colleague": 2, "inspector": 1, "officer": 1, "stranger": 0}
    scene.do(team, "change_member", scene.officer_id, by=scene.inspector, seen_version=1, max_per_day=1)
    with pytest.raises(ChangedMeanwhile):
        scene.do(team, "change_member", scene.officer_id, by=scene.inspector, seen_version=1, max_per_day=3)
    with pytest.raises(NotAllowed):
        scene.do(team, "change_member", scene.officer_id, seen_version=2, max_per_day=3)
    with pytest.raises(NotThere):
        scene.do(team, "add_member", scene.officer.membership.pk, by=scene.inspector, **MEMBER)
    with pytest.raises(NotAllowed):
        scene.do(team, "add_member", scene.stranger.membership.pk, by=scene.stranger, **MEMBER)


def test_why_somebody_is_away_is_read_by_their_own_agency_alone(scene):
    day = next_monday()
    away = {"starts_at": on(day, 0), "ends_at": on(day + timedelta(days=1), 0), "reason": "sick"}
    absence = scene.do(team, "add_absence", scene.officer_id, by=scene.inspector, **away)
    seen = {}
    for name in ("inspector", "facilitator", "officer", "stranger"):
        with scene.world.acting(getattr(scene, name)) as actor:
            seen[name] = (Absence.objects.count(), AbsenceReason.objects.count())
            assert access.reasons_of(actor, Absence.objects.all()) == (
                {absence.pk: "sick"} if name == "inspector" else {}
            )
    assert seen == {"inspector": (1, 1), "facilitator": (1, 0), "officer": (1, 0), "stranger": (0, 0)}
    with pytest.raises(NotThere):
        scene.do(team, "withdraw_absence", absence.pk)
    scene.do(team, "withdraw_absence", absence.pk, by=scene.inspector)
    with pytest.raises(Refused):
        scene.do(team, "add_absence", scene.officer_id, by=scene.inspector, **{**away, "ends_at": on(day, 0)})


def test_an_agency_is_warned_before_a_certificate_ends_unless_another_follows(scene):
    kind = {"kind": "forensic_interview", "valid_from": today()}
    soon = today() + timedelta(days=pack().spaces.certificate_warning_days)
    certificate = scene.do(team, "add_certificate", scene.interviewer_id, **kind, valid_until=soon)

    def warned(person) -> list:
        with scene.world.acting(person) as actor:
            return [row.pk for row in queries.ending_soon(actor, on=today())]

    assert (warned(scene.facilitator), warned(scene.colleague)) == ([certificate.pk], [])
    later = soon + timedelta(days=365)
    following = scene.do(team, "add_certificate", scene.interviewer_id, **kind, valid_until=later)
    assert warned(scene.facilitator) == []
    scene.do(team, "withdraw_certificate", following.pk)
    assert warned(scene.facilitator) == [certificate.pk]
    before = today() - timedelta(days=1)
    with pytest.raises(Refused):
        scene.do(team, "add_certificate", scene.interviewer_id, **kind, valid_until=before)


def test_somebody_leaves_the_team_when_they_are_not_booked_any_more(scene):
    scene.hold(9, 11, of=[(Resource.PERSON, scene.interviewer_id)])
    with pytest.raises(Refused, match="1 booking"):
        scene.do(team, "end_member", scene.interviewer_id, ended_on=next_monday())
    leaves = next_monday() + timedelta(days=1)
    scene.do(team, "end_member", scene.interviewer_id, ended_on=leaves)
    days = queries.Days(first=leaves, last=leaves)
    with scene.world.acting(scene.facilitator) as actor:
        assert [each.member.pk for each in queries.members(actor, days)] == [scene.officer_id]
