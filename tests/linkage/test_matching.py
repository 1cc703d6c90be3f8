"""The matcher compares every record with all others, finds by itself which are due, and keeps what may be one child."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.country.pack import pack
from opennrm.linkage import matching, sheets
from opennrm.linkage.duplicates import model
from opennrm.linkage.models import MATCHER, Examined, MatchToken, Pair
from opennrm.linkage.rules import Word
from opennrm.linkage.states import PairState
from opennrm.people.models import SearchToken
from tests.walls.raw import run

from .matcher import ALIKE, ANOTHER, BORN, CHILD, Scene, pair_of, pairs, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_records_of_two_agencies_that_are_alike_wait_for_the_desk_with_a_sheet_of_what_was_compared(scene):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    [pair] = pairs()
    assert pair == pair_of(here, there)
    assert pair.state == PairState.WAITING
    assert not pair.is_within_agency
    assert pair.low_agency_id is pair.high_agency_id is None
    sheet = sheets.sheet_of(pair)
    assert {side["given_names"] for side in sheet.sides} == {"Zipporah", "Zippora"}
    assert sheet.levels["birth_date"] == "same_day"
    assert set(sheet.sides[0]) <= {
        "given_names", "family_name", "other_names", "birth_date", "sex", "area", "telephone", "document_number",
        "school", "guardian",
    }  # fmt: skip


def test_records_that_are_not_alike_make_no_pair(scene):
    scene.report(to=scene.here)
    scene.report(ANOTHER, to=scene.there, birth_date="2017-08-01")
    scene.run()
    assert pairs() == []
    assert Examined.objects.using("setup").count() == 2


def test_looking_again_changes_nothing(scene):
    scene.report(to=scene.here)
    scene.report(ALIKE, to=scene.there)
    scene.run()
    tokens, kept = MatchToken.objects.using("setup").count(), list(Examined.objects.using("setup").values())
    scene.run()
    scene.look_at_all()
    assert MatchToken.objects.using("setup").count() == tokens
    assert list(Examined.objects.using("setup").values()) == kept
    assert len(pairs()) == 1


def test_a_record_that_was_corrected_is_compared_anew_and_its_pair_goes_when_it_is_no_longer_alike(scene):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    before = pair_of(here, there)
    scene.correct(there, given_names="Obadiah", family_name="Thistlewood", birth_date="2015-01-09")
    scene.run()
    gone = pair_of(here, there)
    assert gone.state == PairState.GONE
    assert gone.wrapped is gone.sheet is None
    scene.correct(there, seen=1, given_names="Zippora", family_name="Quilfeather", birth_date=BORN)
    scene.run()
    again = pair_of(here, there)
    assert (again.pk, again.state) == (before.pk, PairState.WAITING)
    assert "Zippora" in {side["given_names"] for side in sheets.sheet_of(again).sides}


def test_a_sheet_follows_what_is_corrected(scene):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    scene.correct(there, school="Harbour School")
    scene.run()
    assert "Harbour School" in str(sheets.sheet_of(pair_of(here, there)).sides)


def test_what_one_agency_leads_is_for_its_supervisors_and_has_no_sheet(scene):
    first, second = scene.report(to=scene.here), scene.report(ALIKE, to=scene.here)
    scene.run()
    pair = pair_of(first, second)
    assert pair.is_within_agency
    assert pair.wrapped is pair.sheet is None
    assert scene.sees_pair(scene.here, pair)
    assert not scene.sees_pair(scene.there, pair)


def test_when_a_case_moves_to_another_agency_its_pairs_go_to_the_desk(scene):
    first, second = scene.report(to=scene.here), scene.report(ALIKE, to=scene.here)
    scene.run()
    scene.hand_over(second, scene.here, to=scene.there)
    scene.run()
    pair = pair_of(first, second)
    assert not pair.is_within_agency
    assert sheets.sheet_of(pair)
    assert not scene.sees_pair(scene.here, pair)
    assert not scene.sees_pair(scene.there, pair)


def test_nobody_but_the_matcher_and_the_desk_sees_a_pair_of_two_agencies(scene):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    pair = pair_of(here, there)
    assert not any(scene.sees_pair(person, pair) for person in (scene.here, scene.there, scene.reporter))


def test_a_pack_that_compares_nothing_across_agencies_finds_what_one_agency_leads_alone(scene, monkeypatch):
    desk = replace(pack().linkage.desk, across_agencies=False)
    linkage = replace(pack().linkage, desk=desk)
    monkeypatch.setattr(matching, "pack", lambda: replace(pack(), linkage=linkage))
    scene.report(to=scene.there)
    first, second = scene.report(ALIKE, to=scene.here), scene.report(to=scene.here)
    scene.run()
    assert pairs() == [pair_of(first, second)]


def test_twins_are_possible_at_most_and_the_sheet_says_that_they_may_be_twins(scene):
    telephone = "876 555 0142"
    here = scene.report(to=scene.here, telephone=telephone)
    twin = replace(CHILD, given_names="Marguerite")
    there = scene.report(twin, to=scene.there, telephone=telephone)
    scene.run()
    pair = pair_of(here, there)
    sheet = sheets.sheet_of(pair)
    assert (sheet.word, sheet.may_be_twins) == (Word.POSSIBLE, True)
    assert pair.needs_two


def test_a_pair_is_due_as_the_pack_says_and_anew_when_it_is_asked_again(scene):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    pair, days = pair_of(here, there), timedelta(days=pack().linkage.desk.decide_within_days)
    assert pair.due_at == pair.found_at + days
    scene.correct(there, given_names="Obadiah", family_name="Thistlewood", birth_date="2015-01-09")
    scene.run()
    long_ago = timezone.now() - 2 * days
    Pair.objects.using("setup").update(due_at=long_ago, from_action=True)
    scene.correct(there, seen=1, given_names="Zippora", family_name="Quilfeather", birth_date=BORN)
    scene.run()
    assert pair_of(here, there).due_at > timezone.now() + days - timedelta(minutes=5)


def test_the_job_records_how_many_it_compared_and_names_no_case(scene):
    scene.report(to=scene.here)
    scene.report(ALIKE, to=scene.there)
    scene.run()
    [event] = AuditEvent.objects.using("setup").filter(kind="linkage.compared")
    assert event.case_id is None
    assert event.subject_id == ""
    assert event.detail == {"records": 2, "compared": 1, "model": model().version}


def test_a_token_occurs_once_whatever_children_share(scene):
    for _ in range(3):
        scene.report(to=scene.here)
    scene.run()
    tokens = MatchToken.objects.using("setup")
    assert tokens.values("person").distinct().count() == 3
    assert all(
        tokens.filter(person=child).count() % 16 == 0 for child in tokens.values_list("person", flat=True)
    )
    assert not SearchToken.objects.using("setup").filter(pk__in=tokens.values("pk")).exists()


def test_keys_that_were_corrected_find_the_child_no_more(scene):
    case_id = scene.report(to=scene.here)
    scene.run()
    scene.correct(case_id, given_names="Obadiah", family_name="Thistlewood", birth_date="2015-01-09")
    scene.run()
    other = scene.report(to=scene.there)
    scene.run()
    assert pair_of(case_id, other) is None
    free = MatchToken.objects.using("setup").filter(person=None)
    assert free.exists()


def test_what_was_compared_by_another_version_of_the_model_is_compared_again_by_night(scene):
    scene.report(to=scene.here)
    scene.run()
    Examined.objects.using("setup").update(model="start-0", examined_at="2026-01-01T00:00Z", from_action=True)
    scene.look_at_all()
    assert Examined.objects.using("setup").get().model == model().version


def test_a_change_that_nobody_saw_in_time_is_found_by_night(scene):
    here, there = scene.report(to=scene.here), scene.report(ANOTHER, to=scene.there, birth_date="2017-08-01")
    scene.run()
    long_ago = timezone.now() - timedelta(hours=5)
    scene.correct(there, at=long_ago, given_names="Zippora", family_name="Quilfeather", birth_date=BORN)
    scene.run()
    assert pair_of(here, there) is None
    scene.look_at_all()
    assert pair_of(here, there) is not None


@pytest.mark.parametrize("role", ["opennrm_app", "opennrm_operator", "opennrm_auth"])
def test_the_web_server_cannot_enter_as_the_matcher(scene, role):
    with (
        scene.world.connected_as(role),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        run(f"SELECT sec.enter_job('{MATCHER}')")
