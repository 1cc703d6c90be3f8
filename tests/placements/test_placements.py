"""Placements: begun, ended, visited and corrected; who may, what is told, and what follows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from opennrm.cases.access import visible_to as cases_of
from opennrm.cases.models import Clock, TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.placements import access, queries
from opennrm.placements.models import Placement, Whereabouts
from opennrm.placements.obstacles import OBSTACLES
from opennrm.placements.states import State
from opennrm.placements.vocabulary import CAME_BACK, MISSING, RAN_AWAY
from tests.placements.scene import BREAKDOWN, Scene, ago, place, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def running_clocks(scene: Scene) -> dict[str, Clock]:
    clocks = Clock.objects.using("setup").filter(case_id=scene.case_id, stopped_at=None)
    return {clock.rule: clock for clock in clocks.filter(rule__startswith="placement_")}


def days_of(clock: Clock) -> int:
    zone = pack().zone
    return (clock.due_at.astimezone(zone).date() - clock.started_at.astimezone(zone).date()).days


def is_said_safe(scene: Scene) -> bool:
    return Whereabouts.objects.using("setup").of_case(scene.case_id).newest_first().first().is_safe


def story(scene: Scene) -> list[str]:
    entries = TimelineEntry.objects.using("setup").filter(
        case_id=scene.case_id, kind__startswith="placement."
    )
    return list(entries.order_by("at", "place").values_list("kind", flat=True))


def test_the_place_before_ends_at_the_moment_of_the_move_and_no_task_is_made(scene):
    page, moved = uuid4(), ago(days=2)
    answers = {"place": place(kind="kinship"), "since": moved, "ended_because": BREAKDOWN, "page": page}
    first = scene.do("begin_at_once", of=scene.case_id, **answers)
    assert scene.do("begin_at_once", of=scene.case_id, **answers).root == first.root
    old = scene.row()
    assert (old.state, old.until, old.end_reason) == (State.ENDED, moved, BREAKDOWN)
    assert scene.row(first.root).since == moved
    assert "find_place" not in scene.open_tasks()
    assert story(scene)[-2:] == ["placement.ended", "placement.began"]


def test_a_move_says_why_and_no_time_overlaps_another_or_lies_ahead(scene):
    with pytest.raises(Refused, match="why the child left"):
        scene.do("begin_at_once", of=scene.case_id, place=place(), since=ago(days=2))
    for since in (ago(days=15), timezone.now() + timedelta(hours=1)):
        with pytest.raises(Refused):
            scene.do("begin_at_once", of=scene.case_id, place=place(), since=since, ended_because=BREAKDOWN)
    for missing in ({"provider": " "}, {"view": ""}, {"kind": MISSING}, {"basis": "a wish"}):
        with pytest.raises(Refused):
            scene.do("plan", of=scene.case_id, place=place(**missing), planned_from=timezone.localdate())


def test_the_database_refuses_two_places_at_a_time(scene):
    with scene.office.world.acting(scene.office.caseworker) as actor:
        case = cases_of(actor).get(pk=scene.case_id)
        second = Placement.make(
            case, timezone.now(), root=uuid4(), kind="foster", state=State.RUNNING, period=(ago(days=3), None),
            made_at=timezone.now(), made_by_id=actor.membership_id,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="one_place_at_a_time"), transaction.atomic():
            second.save(from_action=True, force_insert=True)


def test_nobody_but_whoever_leads_the_case_keeps_its_placements(scene):
    outsider = scene.office.constable
    with pytest.raises(NotThere):
        scene.do("plan", of=scene.case_id, by=outsider, place=place(), planned_from=timezone.localdate())
    with pytest.raises(NotThere):
        scene.do("end", by=outsider, until=ago(days=1), because=BREAKDOWN)
    with scene.office.world.acting(scene.office.supervisor) as actor:
        assert access.of_case(actor, scene.case_id).count() == 1


def test_a_gap_asks_for_a_place_until_one_is_recorded(scene):
    scene.do("end", until=ago(days=1), because=BREAKDOWN, words="They could not go on.")
    assert "find_place" in scene.open_tasks()
    assert not is_said_safe(scene)
    scene.do("begin_at_once", of=scene.case_id, place=place(), since=ago(hours=5))
    assert "find_place" not in scene.open_tasks()
    assert is_said_safe(scene)
    with pytest.raises(TransitionRefused):
        scene.do("end", until=ago(hours=1), because=BREAKDOWN)


def test_who_runs_away_is_missing_in_the_same_step_and_may_come_back(scene):
    ran, back = ago(days=3), ago(days=1)
    missing = scene.do("ran_away", since=ran, words="She left by the window.")
    assert (scene.row().end_reason, scene.row().until) == (RAN_AWAY, ran)
    assert (missing.kind, missing.since, missing.state) == (MISSING, ran, State.RUNNING)
    assert not is_said_safe(scene)
    assert running_clocks(scene) == {}
    assert "look_for_child" in scene.open_tasks()
    assert "find_place" not in scene.open_tasks()
    with pytest.raises(TransitionRefused):
        scene.do("ran_away", of=missing.root, since=ago(hours=1))
    again = scene.do("came_back", of=missing.root, until=back, to_same_place=True)
    assert (again.kind, again.since) == ("foster", back)
    assert scene.row(missing.root).end_reason == CAME_BACK
    with scene.office.world.acting(scene.office.caseworker) as actor:
        assert queries.open_placement(actor, again.root).words["provider"] == "The Ainsley family"
    assert is_said_safe(scene)


def test_a_child_who_is_found_and_stays_elsewhere_leaves_a_gap(scene):
    missing = scene.do("ran_away", since=ago(days=3))
    scene.do("came_back", of=missing.root, until=ago(days=1), to_same_place=False)
    assert "find_place" in scene.open_tasks()


def test_only_a_visit_to_the_child_alone_meets_the_time_limit(scene):
    assert set(running_clocks(scene)) == {"placement_first_visit"}
    assert days_of(running_clocks(scene)["placement_first_visit"]) == 7
    scene.do("record", visited_at=ago(days=6), seen_alone="no")
    assert set(running_clocks(scene)) == {"placement_first_visit"}
    seen, page = ago(days=4), uuid4()
    for _twice in range(2):
        scene.do("record", visited_at=seen, seen_alone="yes", concerns="He sleeps badly.", page=page)
    later = running_clocks(scene)
    assert set(later) == {"placement_next_visit"}
    assert days_of(later["placement_next_visit"]) == 60
    scene.do("record", visited_at=ago(days=5), seen_alone="yes")
    assert running_clocks(scene)["placement_next_visit"].started_at == seen
    with pytest.raises(Refused, match="not in this place"):
        scene.do("record", visited_at=ago(days=12), seen_alone="yes")
    scene.do("end", until=ago(hours=2), because=BREAKDOWN)
    assert running_clocks(scene) == {}


def test_a_correction_is_a_later_version_with_its_reason(scene):
    since = ago(days=12)
    answers = {"place": place(provider="The Ansley family"), "since": since, "until": None, "seen": 1}
    with pytest.raises(Refused):
        scene.do("correct", **answers, reason=" ")
    scene.do("correct", **answers, reason="I had the wrong day.")
    assert (scene.row().version, scene.row().since) == (2, since)
    with scene.office.world.acting(scene.office.caseworker) as actor:
        opened = queries.open_placement(actor, scene.root)
    assert opened.words["correction_reason"] == "I had the wrong day."
    assert [words["provider"] for _each, words in opened.earlier] == ["The Ainsley family"]
    with pytest.raises(Refused, match="in the meantime"):
        scene.do("correct", **answers, reason="Once more the same.")


def test_what_is_planned_is_begun_or_cancelled_and_stands_in_the_way_of_closing(scene):
    plans = [
        scene.do("plan", of=scene.case_id, place=place(), planned_from=timezone.localdate())
        for _each in range(2)
    ]
    with scene.office.world.acting(scene.office.supervisor) as actor:
        case = cases_of(actor).get(pk=scene.case_id)
        assert len(OBSTACLES[0](actor, case)) == 2
    scene.do("begin", of=plans[0].root, since=ago(days=1), ended_because=BREAKDOWN)
    scene.do("cancel", of=plans[1].root, reason="The family moved.")
    assert [scene.row(each.root).state for each in plans] == [State.RUNNING, State.CANCELLED]
    with pytest.raises(TransitionRefused):
        scene.do("begin", of=plans[1].root, since=ago(hours=1), ended_because=BREAKDOWN)


def test_figures_count_children_and_nights_and_missing_apart(scene):
    missing = scene.do("ran_away", since=ago(days=3))
    scene.do("came_back", of=missing.root, until=ago(days=1), to_same_place=True)
    now = timezone.now()
    with scene.office.world.acting(scene.office.supervisor) as actor:
        year = queries.year_of(timezone.localdate(now))
        found = queries.figures(actor, year=year, at=now)
    assert (found.children, found.nights, found.missing.nights) == (1, 8, 2)
    assert found.by_care["family_based"] == found.by_kind["foster"]
