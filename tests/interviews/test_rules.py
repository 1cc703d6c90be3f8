"""What has to be so that an interview can be at a time, and what is missing before the work on it is finished."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from opennrm.interviews.rules import (
    OWNERS,
    Ending,
    Plan,
    Somebody,
    Wanted,
    broken,
    missing_to_close,
    overlap,
    standing,
)
from opennrm.interviews.states import TRANSITIONS, TURNS, State

NOON = datetime(2027, 2, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PERIOD = NOON, NOON + 2 * HOUR
LEAD = Somebody(
    id="lead", sex="F", languages=frozenset({"eng"}), certified=((date(2026, 1, 1), date(2027, 12, 31)),)
)
PLAN = Plan(period=PERIOD, day=date(2027, 2, 2), equipment=frozenset({"toys"}), is_open=True, lead=LEAD)
WANTED = Wanted(language="eng")


def test_every_state_has_a_turn():
    assert set(TRANSITIONS) == set(State) == set(TURNS)


def test_i4_what_ends_when_the_other_begins_does_not_overlap():
    assert not overlap((NOON, NOON + HOUR), (NOON + HOUR, NOON + 2 * HOUR))
    assert overlap((NOON, NOON + HOUR), (NOON + HOUR - timedelta(minutes=1), NOON + 2 * HOUR))


def _lead(**facts):
    return replace(PLAN, lead=replace(LEAD, **facts))


@pytest.mark.parametrize(
    "plan, wanted, found",
    [
        (PLAN, WANTED, []),
        (_lead(certified=((date(2026, 1, 1), date(2027, 1, 31)),)), WANTED, ["certificate"]),
        (_lead(not_for_this_case=True), WANTED, ["conflict_of_interest"]),
        (PLAN, replace(WANTED, wish="M"), ["wished_sex"]),
        (PLAN, replace(WANTED, wish="not_asked"), []),
        (PLAN, replace(WANTED, led_before_by="another"), ["same_interviewer"]),
        (_lead(works_on_case=True), replace(WANTED, shielded=True), ["shield"]),
        (_lead(works_on_case=True), WANTED, []),
        (_lead(most_a_day=2, interviews_that_day=2), WANTED, ["daily_limit"]),
        (PLAN, replace(WANTED, language="jam"), ["interpreter"]),
        (replace(PLAN, team=[("interpreter", Somebody(id="i", languages=frozenset({"jam"})))]),
         replace(WANTED, language="jam", interpreted=True), []),
        (PLAN, replace(WANTED, quorum=("prosecution",)), ["quorum(prosecution)"]),
        (_lead(away=((NOON, NOON + HOUR),)), WANTED, ["absence"]),
        (_lead(away=((NOON, NOON + HOUR),), agreed=frozenset({"absence"})), WANTED, []),
        (_lead(is_far=True), WANTED, ["member_travel"]),
        (_lead(is_far=True, agreed=frozenset({"member_travel"})), WANTED, []),
        (replace(PLAN, is_unsuitable=True), WANTED, ["space_fit"]),
        (replace(PLAN, is_close=True), WANTED, ["turnaround"]),
        (replace(PLAN, meets_others=True), WANTED, ["not_together"]),
        (replace(PLAN, child_is_far=True), WANTED, ["child_travel"]),
        (replace(PLAN, is_open=False), WANTED, ["space_fit"]),
        (PLAN, replace(WANTED, needs=frozenset({"shower"})), ["space_fit"]),
        (replace(PLAN, busy_times=[(NOON + HOUR, NOON + 3 * HOUR)]), WANTED, ["child_time"]),
        (PLAN, replace(WANTED, medical_until=NOON + HOUR), ["medical_before"]),
        (replace(PLAN, examined=[(NOON - HOUR, NOON)]), replace(WANTED, medical_until=NOON + HOUR), []),
        (PLAN, replace(WANTED, not_before=NOON + HOUR), ["window"]),
        (PLAN, replace(WANTED, must_before=NOON + HOUR), ["window"]),
    ],
)  # fmt: skip
def test_each_condition_is_named_where_it_is_not_kept(plan, wanted, found):
    assert broken(plan, wanted) == found


def test_what_nobody_or_only_the_child_may_relax_counts_whatever_was_said():
    assert standing(OWNERS, set(OWNERS)) == [
        "certificate",
        "conflict_of_interest",
        "no_overlap",
        "wished_sex",
        # Of these it is known before for whom they were let go.
        "daily_limit",
        "absence",
        "member_travel",
    ]


@pytest.mark.parametrize(
    "given, missing",
    [
        ({}, []),
        ({"open_flags": 1}, ["flags"]),
        ({"is_debriefed": False}, ["debrief"]),
        ({"is_sealed": False}, ["recording"]),
        ({"has_failed": True}, ["recording"]),
        ({"is_sealed": False, "recorded": "not"}, ["countersigned"]),
        ({"is_sealed": False, "recorded": "not", "is_countersigned": True}, []),
        ({"has_failed": True, "recorded": "partly", "is_countersigned": True}, []),
    ],
)
def test_what_is_missing_before_it_is_closed(given, missing):
    whole = Ending(
        open_flags=0, is_debriefed=True, is_sealed=True, has_failed=False, recorded="", is_countersigned=False
    )
    assert missing_to_close(replace(whole, **given)) == missing
