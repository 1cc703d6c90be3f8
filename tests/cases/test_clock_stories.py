"""Whatever happens, in whatever order: clocks follow the rules of the pack and are never early nor late."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from opennrm.cases import access, clocks, pauses
from opennrm.cases.bound import LEAD
from opennrm.cases.deadlines import Standing, standing
from opennrm.cases.models import Clock
from opennrm.contexts import vocabulary
from opennrm.country.pack import pack
from opennrm.foundation.state_table import TransitionRefused
from opennrm.foundation.working_time import Unit
from tests.country.packs import JAMAICA, MARESIA
from tests.screening.cases import office

NOTE = "Called twice; the aunt answers on Monday."
# Just before Christmas, so that holidays lie within every period.
BEGIN = datetime(2026, 12, 21, 15, 30, tzinfo=UTC)


@pytest.fixture
def place(world):
    return office(world)


def tell(actor, case_id, event, *, at, subject_id=None):
    clocks.happened(case_id, event, at=at, readers=[LEAD], writers=[LEAD], subject_id=subject_id)


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
        self.expected = {
            clock.pk: Expected(clock.rule, clock.subject_id, clock.started_at) for clock in known
        }

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
            pauses.pause(pk, reason=reason, note=NOTE, by=self.actor, at=self.now)
        except TransitionRefused:
            assert not may
        else:
            assert may
            clock.pauses.append([self.now, None])

    def resume(self, which: int) -> None:
        pk, clock = self._pick(which)
        try:
            pauses.resume(pk, by=self.actor, at=self.now)
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
            st.tuples(st.just("event"), st.sampled_from(vocabulary().clock_events), st.integers(0, 1)),
            st.tuples(st.sampled_from(["pause", "resume"]), st.integers(0, 9), st.just(0)),
        ),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.parametrize("country", [JAMAICA, MARESIA], ids=["jamaica", "maresia"])
@given(steps=steps)
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
