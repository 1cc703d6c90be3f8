"""Time limits begin and end by themselves, are paused only for their own reasons, and are escalated once."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.cases import changed_calendar, clocks, overdue, pauses
from opennrm.cases.bound import LEAD
from opennrm.cases.deadlines import Standing, standing
from opennrm.cases.models import Clock, ClockPause, TimelineEntry
from opennrm.country import pack as pack_module
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import as_job, begin_clean
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks import feeds
from opennrm.web.cases import story
from opennrm.web.tasks import calendar_file
from tests.country.packs import JAMAICA, changed
from tests.screening.cases import office
from tests.world import secret_word

NOTE = "Called twice; the aunt answers on Monday."
# Just before Christmas, so that holidays lie within every period.
BEGIN = datetime(2026, 12, 21, 15, 30, tzinfo=UTC)


@pytest.fixture
def place(world):
    return office(world)


def clock_of(case_id, rule="presumption"):
    return Clock.objects.get(case_id=case_id, rule=rule, stopped_at=None)


def tell(actor, case_id, event, *, at, subject_id=None):
    clocks.happened(case_id, event, at=at, readers=[LEAD], writers=[LEAD], subject_id=subject_id)


# --- What starts and stops


def test_a_concern_starts_the_time_limits_of_the_pack(place):
    case_id = place.case()
    with place.world.acting(place.caseworker):
        running = set(Clock.objects.filter(case_id=case_id, stopped_at=None).values_list("rule", flat=True))
    assert running == {rule.code for rule in pack().clock_rules_started_by("concern.received")}


def test_working_days_leave_out_weekends_and_holidays(place):
    case_id = place.case(at=BEGIN)
    with place.world.acting(place.caseworker):
        # 21 December 2026 is a Monday; Christmas falls on Friday, Boxing Day moves with the weekend.
        assert clock_of(case_id).due_at == datetime(2026, 12, 30, 4, 59, 59, tzinfo=UTC)


def test_the_same_event_again_starts_no_second_clock(place):
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor:
        tell(actor, case_id, "concern.received", at=timezone.now())
        assert Clock.objects.filter(case_id=case_id, rule="presumption").count() == 1


def test_an_answer_stops_the_clock_of_its_own_referral_alone(place):
    case_id, mine, other = place.case(), uuid4(), uuid4()
    with place.world.acting(place.caseworker) as actor:
        for subject in (mine, other):
            tell(actor, case_id, "referral.sent", at=timezone.now(), subject_id=subject)
        tell(actor, case_id, "referral.answered", at=timezone.now(), subject_id=mine)
        assert clock_of(case_id, "referral_answer").subject_id == other


def test_a_time_limit_of_the_whole_case_listens_to_what_happens_to_a_referral(place, tmp_path):
    stops = 'stops_on = ["identification.decided"]'
    country = changed(
        tmp_path, "pack.toml", stops, 'stops_on = ["identification.decided", "referral.answered"]'
    )
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor, override_settings(COUNTRY_PACK=country):
        tell(actor, case_id, "case.assigned", at=timezone.now())
        tell(actor, case_id, "referral.answered", at=timezone.now(), subject_id=uuid4())
        assert (
            Clock.objects.get(case_id=case_id, rule="whole_decision").stopped_by_event == "referral.answered"
        )


def test_starting_and_stopping_are_recorded(place):
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor:
        tell(actor, case_id, "screening.completed", at=timezone.now())
        kinds = (
            events_of_case(actor, case_id).filter(kind__startswith="clock.").values_list("kind", flat=True)
        )
        assert sorted(set(kinds)) == ["clock.started", "clock.stopped"]


# --- Pauses


def paused(
    place, case_id, *, at=None, person=None, reason="interview_pending", note=NOTE, rule="presumption"
):
    with place.world.acting(person or place.caseworker) as actor:
        clock = clock_of(case_id, rule)
        return pauses.pause(clock.pk, reason=reason, note=note, by=actor, at=at or timezone.now())


def test_paused_days_are_added_to_what_is_left(place):
    case_id = place.case(at=BEGIN)
    clock = paused(place, case_id, at=BEGIN + timedelta(days=1))
    with place.world.acting(place.caseworker) as actor:
        resumed = pauses.resume(clock.pk, by=actor, at=BEGIN + timedelta(days=2))
    # Tuesday and Wednesday were touched by the pause and do not count.
    assert resumed.due_at == datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)


def test_a_pause_needs_a_reason_of_its_own_rule(place):
    case_id = place.case()
    with pytest.raises(TransitionRefused):
        paused(place, case_id, reason="waiting_for_another_country")
    with pytest.raises(TransitionRefused):
        paused(place, case_id, rule="first_screening")


def test_a_pause_needs_a_note_which_is_sealed_and_recorded_when_opened(place, superuser):
    case_id, canary = place.case(), secret_word()
    with pytest.raises(pauses.PauseIncomplete):
        paused(place, case_id, note="  soon  ")
    paused(place, case_id, note=f"{NOTE} {canary}")
    [(sealed,)] = superuser.execute("SELECT note FROM cases_clockpause").fetchall()
    assert canary.encode() not in bytes(sealed)
    with place.world.acting(place.supervisor) as actor:
        assert canary in pauses.open_note(actor, ClockPause.objects.get().pk)
        assert events_of_case(actor, case_id).filter(kind="clock_pause.opened").count() == 1


def test_a_paused_clock_cannot_be_paused_and_a_running_one_not_resumed(place):
    case_id = place.case()
    clock = paused(place, case_id)
    with pytest.raises(TransitionRefused):
        paused(place, case_id)
    with place.world.acting(place.caseworker) as actor:
        pauses.resume(clock.pk, by=actor, at=timezone.now())
        with pytest.raises(TransitionRefused):
            pauses.resume(clock.pk, by=actor, at=timezone.now())


def test_a_pause_cannot_hide_that_a_time_limit_was_missed(place):
    case_id = place.case(at=BEGIN)
    with pytest.raises(TransitionRefused):
        paused(place, case_id, at=BEGIN + timedelta(days=20))


def test_pauses_are_told_in_the_story(place):
    case_id = place.case()
    clock = paused(place, case_id)
    with place.world.acting(place.supervisor) as actor:
        pauses.resume(clock.pk, by=actor, at=timezone.now())
        told = TimelineEntry.objects.filter(case_id=case_id, kind__startswith="clock.").order_by("at")
        assert [(entry.kind, entry.detail) for entry in told] == [
            (kind, {"rule": "presumption", "reason": "interview_pending"})
            for kind in ("clock.paused", "clock.resumed")
        ]


def test_a_colleague_without_the_case_finds_no_clock(place):
    case_id = place.case()
    with place.world.acting(place.caseworker):
        clock = clock_of(case_id)
    for person in (place.colleague, place.constable):
        with place.world.acting(person) as actor, pytest.raises(NotThere):
            pauses.pause(clock.pk, reason="interview_pending", note=NOTE, by=actor, at=timezone.now())


def test_whoever_sees_a_clock_without_leading_the_case_may_not_pause_it(place):
    case_id = place.case()
    helper = place.world.person(place.world.agency("shelter"), "service_provider")
    with place.world.acting(helper) as actor:
        helping = actor.own_principal
    with place.world.acting(place.caseworker):
        both = [LEAD, helping]
        clocks.happened(
            case_id, "referral.sent", at=timezone.now(), readers=both, writers=both, subject_id=uuid4()
        )
    with place.world.acting(helper) as actor, pytest.raises(NotAllowed):
        pauses.pause(
            clock_of(case_id, "referral_answer").pk, reason="any", note=NOTE, by=actor, at=timezone.now()
        )


def test_an_event_during_a_pause_ends_the_pause_and_the_clock_in_time(place):
    case_id = place.case(at=BEGIN)
    paused(place, case_id, at=BEGIN + timedelta(days=1))
    with place.world.acting(place.caseworker) as actor:
        tell(actor, case_id, "identification.presumed", at=BEGIN + timedelta(days=30))
        clock = Clock.objects.get(case_id=case_id, rule="presumption")
        assert standing(clock, at=timezone.now()) is Standing.MET
        assert ClockPause.objects.get(clock=clock).resumed_at == BEGIN + timedelta(days=30)


# --- The watch


@contextmanager
def watching(world):
    with world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
        yield


def test_the_watch_tells_the_supervisors_of_the_lead_agency_once(place):
    case_id = place.case(at=BEGIN)
    at = BEGIN + timedelta(days=2)
    with watching(place.world):
        assert overdue.watch(at=at) == 1
        assert overdue.watch(at=at + timedelta(hours=1)) == 0
    with place.world.acting(place.supervisor) as actor:
        [notice] = notices.to(actor)
        assert notice.kind == "clock.overdue"
        assert notice.recipient in actor.principals
        assert notice.subject_id == case_id
        assert clock_of(case_id, "first_screening").escalated_at == at
        assert events_of_case(actor, case_id).get(kind="clock.escalated").job == clocks.WATCH
    with place.world.acting(place.caseworker) as actor:
        assert not notices.to(actor).filter(kind="clock.overdue").exists()


def test_the_watch_leaves_paused_and_ended_time_limits_alone(place):
    case_id = place.case(at=BEGIN)
    paused(place, case_id, at=BEGIN + timedelta(hours=1))
    with place.world.acting(place.caseworker) as actor:
        tell(actor, case_id, "screening.completed", at=BEGIN + timedelta(hours=2))
    with watching(place.world):
        assert overdue.watch(at=BEGIN + timedelta(days=300)) == 0


def test_the_watch_is_not_early(place):
    place.case(at=BEGIN)
    with watching(place.world):
        assert overdue.watch(at=BEGIN + timedelta(hours=24)) == 0
        assert overdue.watch(at=BEGIN + timedelta(hours=24, seconds=1)) == 1


# --- A calendar that changes


CLOSURE = """
[[calendar.closures]]
title = "After the storm"
first = 2026-12-22
last = 2026-12-22
{moves}source = "Invented."
certainty = "proposal"
"""


@pytest.fixture
def after_a_storm(tmp_path):
    """The pack with a day added on which nobody works."""

    @contextmanager
    def changed_pack(moves: str = ""):
        folder = Path(shutil.copytree(JAMAICA, tmp_path / "pack", dirs_exist_ok=True))
        text = (JAMAICA / "pack.toml").read_text()
        (folder / "pack.toml").write_text(text + CLOSURE.format(moves=moves))
        with override_settings(COUNTRY_PACK=folder):
            yield
        pack_module._read_once.cache_clear()

    return changed_pack


def follow(place, at):
    with place.world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
        return changed_calendar.follow(at=at)


def test_a_closure_moves_clocks_that_run_as_it_does_new_ones(place, after_a_storm):
    case_id = place.case(at=BEGIN)
    with after_a_storm():
        follow(place, BEGIN)
        later = place.case(at=BEGIN)
        with place.world.acting(place.caseworker):
            assert (
                clock_of(case_id).due_at
                == clock_of(later).due_at
                == datetime(2026, 12, 31, 4, 59, 59, tzinfo=UTC)
            )
            # Hours run on through a storm.
            assert clock_of(case_id, "first_screening").due_at == BEGIN + timedelta(hours=24)


def test_a_calendar_program_is_told_that_a_time_limit_was_moved(place, after_a_storm):
    case_id = place.case(at=BEGIN)
    with place.world.acting(place.caseworker) as actor:
        token = feeds.renew(by=actor, at=BEGIN)

    def fed() -> tuple[int, bool]:
        begin_clean()
        with transaction.atomic():
            by_day = {due.on: due for due in feeds.read(token, origin="192.0.2.9", at=BEGIN)}
        due = by_day[
            Clock.objects.using("setup")
            .get(case_id=case_id, rule="presumption")
            .due_at.astimezone(pack().zone)
            .date()
        ]
        in_file = calendar_file.of([due], at=BEGIN)
        assert f"SEQUENCE:{due.moves}".encode() in in_file
        return due.moves, b"LAST-MODIFIED" in in_file

    before = fed()
    with after_a_storm():
        follow(place, BEGIN)
        assert (before, fed()) == ((0, False), (1, True))


def test_a_closure_that_does_not_move_deadlines_moves_neither(place, after_a_storm):
    case_id = place.case(at=BEGIN)
    with after_a_storm("moves_deadlines = false\n"):
        assert follow(place, BEGIN) == 0
        later = place.case(at=BEGIN)
        with place.world.acting(place.caseworker):
            assert (
                clock_of(case_id).due_at
                == clock_of(later).due_at
                == datetime(2026, 12, 30, 4, 59, 59, tzinfo=UTC)
            )


def test_a_clock_is_never_moved_in_silence(place, after_a_storm, superuser):
    case_id = place.case(at=BEGIN)
    with after_a_storm():
        assert follow(place, BEGIN) == 1
        assert follow(place, BEGIN) == 0
    moved = {"rule": "presumption", "reason": "calendar"}
    moved |= {"from": "2026-12-30T04:59:59+00:00", "to": "2026-12-30T23:59:59-05:00"}
    with place.world.acting(place.caseworker) as actor:
        entry = TimelineEntry.objects.visible_to(actor).get(case_id=case_id, kind="clock.moved")
        assert (entry.detail, entry.account_id) == (moved, None)
        (told,) = story.tell([entry], reader=actor)
        assert told.title == "A time limit was moved: Decision whether to presume"
        assert told.body.startswith("From 29 December 2026 to 30 December 2026, because")
    rows = superuser.execute(
        "SELECT job, detail->>'reason' FROM audit_event WHERE kind = 'clock.moved' AND case_id = %s",
        [case_id],
    ).fetchall()
    assert rows == [(clocks.WATCH, "calendar")]


def test_a_clock_that_stopped_or_stands_still_is_left_as_it_is(place, after_a_storm):
    case_id = place.case(at=BEGIN)
    with place.world.acting(place.caseworker) as actor:
        pauses.pause(clock_of(case_id).pk, reason="interview_pending", note=NOTE, by=actor, at=BEGIN)
        before = clock_of(case_id).due_at
    with after_a_storm():
        assert follow(place, BEGIN) == 0
        with place.world.acting(place.caseworker) as actor:
            assert clock_of(case_id).due_at == before
            pauses.resume(clock_of(case_id).pk, by=actor, at=BEGIN + timedelta(hours=1))
            assert clock_of(case_id).due_at > before


def test_a_clock_that_had_run_out_and_has_time_again_is_escalated_again(place, after_a_storm):
    case_id = place.case(at=BEGIN)
    at = datetime(2026, 12, 30, 12, tzinfo=UTC)
    with place.world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
        overdue.watch(at=at)
    with after_a_storm():
        follow(place, at)
        with place.world.acting(place.caseworker):
            assert clock_of(case_id).escalated_at is None
