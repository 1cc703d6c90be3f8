"""Time limits begin and end by themselves, are paused only for their own reasons, and are escalated once."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opennrm.audit.models import AuditEvent
from opennrm.cases import access, clocks, deadlines
from opennrm.cases.deadlines import Standing, standing
from opennrm.cases.models import Clock, ClockPause, TimelineEntry
from opennrm.country.clocks import EVENTS
from opennrm.country.pack import pack
from opennrm.foundation.access import NotAllowed
from opennrm.foundation.context import as_job, team_principal
from opennrm.foundation.models import Notice
from opennrm.foundation.state_table import TransitionRefused
from opennrm.foundation.working_time import Unit
from tests.country.packs import JAMAICA, MARESIA
from tests.screening.cases import case_of, office
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
    lead = case_of(actor, case_id).lead_principal
    clocks.happened(case_id, event, at=at, readers=[lead], writers=[lead], subject_id=subject_id)


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


def test_starting_and_stopping_are_recorded(place):
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor:
        tell(actor, case_id, "screening.completed", at=timezone.now())
        kinds = AuditEvent.objects.filter(case_id=case_id, kind__startswith="clock.").values_list("kind", flat=True)
        assert sorted(set(kinds)) == ["clock.started", "clock.stopped"]


# --- Pauses


def paused(place, case_id, *, at=None, person=None, reason="interview_pending", note=NOTE, rule="presumption"):
    with place.world.acting(person or place.caseworker) as actor:
        clock = clock_of(case_id, rule)
        return clocks.pause(clock.pk, reason=reason, note=note, by=actor, at=at or timezone.now())


def test_paused_days_are_added_to_what_is_left(place):
    case_id = place.case(at=BEGIN)
    clock = paused(place, case_id, at=BEGIN + timedelta(days=1))
    with place.world.acting(place.caseworker) as actor:
        resumed = clocks.resume(clock.pk, by=actor, at=BEGIN + timedelta(days=2))
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
    with pytest.raises(clocks.PauseIncomplete):
        paused(place, case_id, note="  soon  ")
    paused(place, case_id, note=f"{NOTE} {canary}")
    [(sealed,)] = superuser.execute("SELECT note FROM cases_clockpause").fetchall()
    assert canary.encode() not in bytes(sealed)
    with place.world.acting(place.supervisor) as actor:
        assert canary in clocks.open_note(actor, ClockPause.objects.get().pk)
        assert AuditEvent.objects.filter(case_id=case_id, kind="clock_pause.opened").count() == 1


def test_a_paused_clock_cannot_be_paused_and_a_running_one_not_resumed(place):
    case_id = place.case()
    clock = paused(place, case_id)
    with pytest.raises(TransitionRefused):
        paused(place, case_id)
    with place.world.acting(place.caseworker) as actor:
        clocks.resume(clock.pk, by=actor, at=timezone.now())
        with pytest.raises(TransitionRefused):
            clocks.resume(clock.pk, by=actor, at=timezone.now())


def test_a_pause_cannot_hide_that_a_time_limit_was_missed(place):
    case_id = place.case(at=BEGIN)
    with pytest.raises(TransitionRefused):
        paused(place, case_id, at=BEGIN + timedelta(days=20))


def test_pauses_are_told_in_the_story(place):
    case_id = place.case()
    clock = paused(place, case_id)
    with place.world.acting(place.supervisor) as actor:
        clocks.resume(clock.pk, by=actor, at=timezone.now())
        told = TimelineEntry.objects.filter(case_id=case_id, kind__startswith="clock.").order_by("at")
        assert [(entry.kind, entry.detail) for entry in told] == [
            (kind, {"rule": "presumption", "reason": "interview_pending"}) for kind in ("clock.paused", "clock.resumed")
        ]


def test_a_colleague_without_the_case_finds_no_clock(place):
    case_id = place.case()
    with place.world.acting(place.caseworker):
        clock = clock_of(case_id)
    for person in (place.colleague, place.constable):
        with place.world.acting(person) as actor, pytest.raises(Clock.DoesNotExist):
            clocks.pause(clock.pk, reason="interview_pending", note=NOTE, by=actor, at=timezone.now())


def test_whoever_sees_a_clock_without_leading_the_case_may_not_pause_it(place):
    case_id = place.case()
    helper = place.world.person(place.world.agency("shelter"), "service_provider")
    with place.world.acting(helper) as actor:
        helping = actor.own_principal
    with place.world.acting(place.caseworker) as actor:
        lead = case_of(actor, case_id).lead_principal
        clocks.happened(
            case_id, "referral.sent", at=timezone.now(), readers=[lead, helping], writers=[lead, helping], subject_id=uuid4()
        )
    with place.world.acting(helper) as actor, pytest.raises(NotAllowed):
        clocks.pause(clock_of(case_id, "referral_answer").pk, reason="any", note=NOTE, by=actor, at=timezone.now())


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
        assert clocks.watch(at=at) == 1
        assert clocks.watch(at=at + timedelta(hours=1)) == 0
    with place.world.acting(place.supervisor) as actor:
        [notice] = Notice.objects.visible_to(actor)
        assert notice.kind == "clock.overdue"
        assert notice.recipient == team_principal(actor.agency_id, "supervisor")
        assert clock_of(case_id, "first_screening").escalated_at == at
        assert AuditEvent.objects.get(kind="clock.escalated").job == clocks.WATCH
    with place.world.acting(place.caseworker) as actor:
        assert not Notice.objects.visible_to(actor).exists()


def test_the_watch_leaves_paused_and_ended_time_limits_alone(place):
    case_id = place.case(at=BEGIN)
    paused(place, case_id, at=BEGIN + timedelta(hours=1))
    with place.world.acting(place.caseworker) as actor:
        tell(actor, case_id, "screening.completed", at=BEGIN + timedelta(hours=2))
    with watching(place.world):
        assert clocks.watch(at=BEGIN + timedelta(days=300)) == 0


def test_the_watch_is_not_early(place):
    place.case(at=BEGIN)
    with watching(place.world):
        assert clocks.watch(at=BEGIN + timedelta(hours=24)) == 0
        assert clocks.watch(at=BEGIN + timedelta(hours=24, seconds=1)) == 1


# --- What is due


def test_what_is_due_is_listed_oldest_first_page_by_page(place, monkeypatch):
    monkeypatch.setattr(deadlines, "PAGE", 3)
    cases = [place.case(at=BEGIN + timedelta(days=day)) for day in (3, 1, 2, 0)]
    with place.world.acting(place.caseworker) as actor:
        seen, mark = [], ""
        while True:
            listed = deadlines.page(actor, paused=False, mine=True, after=mark, at=BEGIN)
            seen += [deadline.clock for deadline in listed.deadlines]
            mark = listed.after
            if not mark:
                break
    assert len(seen) == 2 * len(cases)
    assert [clock.due_at for clock in seen] == sorted(clock.due_at for clock in seen)


def test_what_is_paused_is_listed_with_its_reason(place):
    case_id = place.case()
    paused(place, case_id)
    with place.world.acting(place.caseworker) as actor:
        [deadline] = deadlines.page(actor, paused=True, mine=False, after="", at=timezone.now()).deadlines
        assert (deadline.standing, deadline.paused_for) == (Standing.PAUSED, "An interview is pending")
        running = deadlines.page(actor, paused=False, mine=False, after="", at=timezone.now()).deadlines
        assert deadline.clock not in [found.clock for found in running]


def test_mine_leaves_out_what_is_not_assigned_to_me(place):
    place.case(assigned=False)
    with place.world.acting(place.caseworker) as actor:
        assert not deadlines.page(actor, paused=False, mine=True, after="", at=timezone.now()).deadlines
        assert deadlines.page(actor, paused=False, mine=False, after="", at=timezone.now()).deadlines


def test_nobody_else_sees_that_anything_is_due(place):
    place.case()
    for person in (place.colleague, place.constable):
        with place.world.acting(person) as actor:
            assert not deadlines.page(actor, paused=False, mine=False, after="", at=timezone.now()).deadlines


@pytest.mark.parametrize("mark", ["", "x", "2026-01-01~", "2026-01-01T00:00:00~x", "~", "2026-01-01T00:00:00+00:00~no"])
def test_an_unreadable_mark_is_the_first_page(place, mark):
    place.case()
    with place.world.acting(place.caseworker) as actor:
        assert deadlines.page(actor, paused=False, mine=False, after=mark, at=timezone.now()).deadlines


def test_a_clock_is_due_soon_in_the_last_quarter_of_its_time():
    clock = Clock(started_at=BEGIN, due_at=BEGIN + timedelta(hours=24))
    assert standing(clock, at=BEGIN + timedelta(hours=17)) is Standing.DUE
    assert standing(clock, at=BEGIN + timedelta(hours=18)) is Standing.SOON
    assert standing(clock, at=BEGIN + timedelta(hours=24)) is Standing.SOON
    assert standing(clock, at=BEGIN + timedelta(hours=24, seconds=1)) is Standing.OVERDUE


# --- Whatever happens, in whatever order


@dataclass
class Expected:
    """A clock as it should be, reckoned in another way than the product does."""

    rule: str
    subject: UUID | None
    start: datetime
    pauses: list[list[datetime | None]] = field(default_factory=list)
    stopped: datetime | None = None

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None

    def is_over(self, now: datetime) -> bool:
        """Whether its time has passed, by counting what has run so far."""
        rule = pack().clocks[self.rule]
        stretches = [(first, last or now) for first, last in self.pauses]
        if rule.unit is Unit.HOURS:
            stood = sum((last - first for first, last in stretches), timedelta())
            return now - self.start - stood > timedelta(hours=rule.length)
        day, counted = self.start.astimezone(pack().zone).date(), 0
        while counted < rule.length:
            day += timedelta(days=1)
            begin = datetime(day.year, day.month, day.day, tzinfo=pack().zone).astimezone(UTC)
            tomorrow = day + timedelta(days=1)
            end = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=pack().zone).astimezone(UTC)
            if begin > now:
                return False
            touched = any(first < end and last > begin for first, last in stretches if first < last)
            works = rule.unit is Unit.DAYS or pack().calendar.is_working_day(day)
            counted += works and not touched
        return now > end - timedelta(seconds=1)


def standing_expected(clock: Expected, now: datetime) -> set[Standing]:
    if clock.stopped:
        return {Standing.LATE if clock.is_over(clock.stopped) else Standing.MET}
    if clock.is_paused:
        return {Standing.PAUSED}
    return {Standing.OVERDUE} if clock.is_over(now) else {Standing.DUE, Standing.SOON}


class Story:
    """Tells the product and the expectation the same things."""

    def __init__(self, actor, case_id):
        self.actor, self.case_id, self.now = actor, case_id, BEGIN
        known = Clock.objects.filter(case_id=case_id, rule__in=pack().clocks)
        self.expected = {clock.pk: Expected(clock.rule, clock.subject_id, clock.started_at) for clock in known}

    def event(self, event: str, subject: UUID) -> None:
        about = subject if event.startswith("referral.") else None
        tell(self.actor, self.case_id, event, at=self.now, subject_id=about)
        running = [clock for clock in self.expected.values() if not clock.stopped]
        for clock in running:
            concerns = about is None or clock.subject in (None, about)
            if event in pack().clocks[clock.rule].stops_on and concerns:
                clock.stopped = self.now
                if clock.is_paused:
                    clock.pauses[-1][1] = self.now
        running = [clock for clock in running if not clock.stopped]
        started = [
            rule.code
            for rule in pack().clocks.values()
            if rule.starts_on == event and not any((c.rule, c.subject) == (rule.code, about) for c in running)
        ]
        new = Clock.objects.filter(case_id=self.case_id, rule__in=pack().clocks).exclude(pk__in=self.expected)
        assert sorted(new.values_list("rule", flat=True)) == sorted(started)
        self.expected |= {clock.pk: Expected(clock.rule, clock.subject_id, self.now) for clock in new}

    def pause(self, which: int) -> None:
        pk, clock = self._pick(which)
        reasons = pack().clocks[clock.rule].pause_reasons
        may = not clock.stopped and not clock.is_paused and not clock.is_over(self.now) and bool(reasons)
        try:
            reason = reasons[0].code if reasons else "none"
            clocks.pause(pk, reason=reason, note=NOTE, by=self.actor, at=self.now)
        except TransitionRefused:
            assert not may
        else:
            assert may
            clock.pauses.append([self.now, None])

    def resume(self, which: int) -> None:
        pk, clock = self._pick(which)
        try:
            clocks.resume(pk, by=self.actor, at=self.now)
        except TransitionRefused:
            assert clock.stopped or not clock.is_paused
        else:
            assert clock.is_paused
            clock.pauses[-1][1] = self.now

    def _pick(self, which: int) -> tuple[UUID, Expected]:
        return sorted(self.expected.items())[which % len(self.expected)]

    def check(self) -> None:
        for clock in Clock.objects.filter(pk__in=self.expected):
            expected = self.expected[clock.pk]
            assert (clock.started_at, clock.stopped_at) == (expected.start, expected.stopped)
            assert standing(clock, at=self.now) in standing_expected(expected, self.now), (clock, expected)


steps = st.lists(
    st.tuples(
        st.integers(0, 5 * 24 * 60),
        st.one_of(
            st.tuples(st.just("event"), st.sampled_from(EVENTS), st.integers(0, 1)),
            st.tuples(st.sampled_from(["pause", "resume"]), st.integers(0, 9), st.just(0)),
        ),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.parametrize("country", [JAMAICA, MARESIA], ids=["jamaica", "maresia"])
@given(steps=steps)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clocks_follow_any_story_and_are_never_early_nor_late(place, country, steps):
    case_id, subjects = place.case(at=BEGIN), [uuid4(), uuid4()]
    with place.world.acting(place.caseworker) as actor, override_settings(COUNTRY_PACK=country):
        story = Story(actor, case_id)
        for minutes, (what, value, subject) in steps:
            story.now += timedelta(minutes=minutes)
            story.check()
            if what == "event":
                story.event(value, subjects[subject])
            elif story.expected:
                getattr(story, what)(value)
            story.check()
        transaction.set_rollback(True)
    with place.world.acting(place.caseworker) as actor:
        assert access.visible_to(actor).filter(pk=case_id).exists()
