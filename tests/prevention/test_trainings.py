"""Trainings and talks: planned and reported by their organiser, confirmed by somebody else, and who is on the list."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.country.pack import pack
from opennrm.foundation.context import begin_clean, enter_session
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.prevention import access, activities, attendance, queries
from opennrm.prevention.models import Activity, Attendance, HeadCount, Kind
from opennrm.prevention.states import State
from tests.prevention.scene import Scene, entry, set_up, today


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def told() -> list[str]:
    return list(AuditEvent.objects.using("setup").order_by("at", "id").values_list("kind", flat=True))


def row(model, row_id):
    return model.objects.using("setup").get(pk=row_id)


def test_an_organiser_plans_holds_and_reports_and_the_secretariat_confirms(scene):
    training = scene.training_id
    with pytest.raises(NotAllowed):
        scene.do(activities.hold, training, by=scene.other)
    with pytest.raises(NotThere):
        scene.do(activities.hold, training, by=scene.caseworker)
    scene.do(activities.hold, training)
    with pytest.raises(Refused, match="no number"):
        scene.do(activities.report, training)
    scene.add("Ann Brown")
    scene.do(activities.report, training)
    with pytest.raises(Refused, match="Take the report back"):
        scene.add("Bea Green")
    with pytest.raises(NotAllowed):
        scene.do(activities.confirm, training)
    with pytest.raises(NotAllowed):
        scene.do(activities.confirm, training, by=scene.other)
    scene.do(activities.confirm, training, by=scene.secretary)
    assert row(Activity, training).confirmed_at is not None
    scene.do(activities.take_back, training)
    assert (row(Activity, training).state, row(Activity, training).confirmed_at) == (State.HELD, None)
    steps = ["held", "reported", "confirmed", "taken_back"]
    assert [f"activity.{step}" for step in steps] == [kind for kind in told() if kind[9:] in steps]


def test_nobody_confirms_what_they_planned_themselves(scene):
    facts = {"title": "A talk", "first_day": today(), "last_day": today(), "area": pack().areas[0].code}
    talk = scene.plan(Kind.OUTREACH, by=scene.secretary, setting="community", **facts)
    with pytest.raises(NotAllowed):
        scene.do(activities.confirm, talk, by=scene.secretary)


def test_a_plan_is_changed_once_at_a_time_and_cancelled_with_a_reason(scene):
    training = scene.training(day=today() + timedelta(days=5))
    with pytest.raises(Refused, match="still to come"):
        scene.do(activities.hold, training)
    with pytest.raises(Refused, match="not begun"):
        scene.add("Ann Brown", to=training)
    scene.do(activities.change, training, seen_version=0, title="Screening, again")
    with pytest.raises(ChangedMeanwhile):
        scene.do(activities.change, training, seen_version=0, title="Another")
    with pytest.raises(Refused) as refused:
        scene.do(activities.change, training, seen_version=1, last_day=today())
    assert refused.value.field == "last_day"
    scene.do(activities.cancel, training, reason="The trainer is ill.")
    with pytest.raises(TransitionRefused):
        scene.do(activities.cancel, training, reason="Again.")


def test_a_page_that_is_sent_twice_makes_one_row(scene):
    for _each in range(2):
        scene.do(attendance.add, scene.training_id, entry("Ann Brown"), page="same")
    assert Attendance.objects.using("setup").count() == 1


def test_somebody_is_on_a_list_once_by_name_or_by_account_and_children_are_only_counted(scene):
    scene.add("Ann Brown")
    with pytest.raises(Refused, match="already on the list"):
        scene.add("  ANN   brown")
    scene.add("Ann Brown", agency="Another office")
    scene.add("C. Worker", email=scene.caseworker.account.email.upper())
    with pytest.raises(Refused, match="already on the list"):
        scene.add("Cass Worker", email=scene.caseworker.account.email)
    with pytest.raises(Refused, match="under 18"):
        scene.add("A Pupil", age_band="from_12_to_17")
    scene.add(age_band="from_12_to_17")
    names = [bytes(each.name or b"") for each in Attendance.objects.using("setup").all()]
    assert len(names) == 4
    assert not any(b"Brown" in name or b"Worker" in name for name in names)


def test_what_somebody_is_on_the_list_with_is_corrected_by_a_later_row(scene):
    first = scene.add("Ann Brown", hours=Decimal(5))
    with pytest.raises(Refused, match="8"):
        scene.add("Bea Green", hours=Decimal(9))
    second = scene.do(attendance.correct, scene.training_id, first, hours=Decimal(7), pre=40, post=90)
    assert row(Attendance, first).withdrawn_at is not None
    assert access.name_in(second.name, second.pk) == "Ann Brown"
    with pytest.raises(NotAllowed):
        scene.do(attendance.withdraw, scene.training_id, second.pk, by=scene.other)
    scene.do(attendance.withdraw, scene.training_id, second.pk)
    with scene.world.acting(scene.officer):
        assert not queries.numbers_of(row(Activity, scene.training_id)).has_any


def test_p3_a_difference_between_head_count_and_list_is_shown_until_it_is_explained(scene):
    heads = {"role": "police", "sex": "female", "age_band": "from_25", "area": pack().areas[0].code}
    scene.do(activities.add_head_count, scene.training_id, number=27, **heads)
    with pytest.raises(Refused, match="Withdraw"):
        scene.do(activities.add_head_count, scene.training_id, number=3, **heads)
    people = [entry(f"Person {each}") for each in range(22)]
    assert scene.do(attendance.add_all, scene.training_id, people) == 22
    assert scene.do(attendance.add_all, scene.training_id, people) == 0
    with scene.world.acting(scene.officer):
        numbers = queries.numbers_of(row(Activity, scene.training_id))
    assert (numbers.counted, numbers.named, numbers.difference) == (27, 22, 5)
    scene.do(activities.explain_difference, scene.training_id, difference="Five came without a name.")
    assert row(Activity, scene.training_id).difference
    head_count = HeadCount.objects.using("setup").get()
    scene.do(activities.withdraw_head_count, scene.training_id, head_count.pk)
    assert row(HeadCount, head_count.pk).withdrawn_at is not None


def test_reach_is_of_campaigns_alone(scene):
    facts = {"title": "On air", "first_day": today(), "last_day": today(), "area": pack().areas[0].code}
    campaign = scene.plan(Kind.CAMPAIGN, channel="radio", message="Ask first", **facts)
    reach = {"measure": "listeners", "number": 120_000, "source": "The station", "is_estimate": True}
    added = scene.do(activities.add_reach, campaign, **reach)
    scene.do(activities.withdraw_reach, campaign, added.pk)
    with pytest.raises(Refused):
        scene.do(activities.add_reach, scene.training_id, **reach)


def test_anybody_with_the_code_signs_in_without_an_account_while_it_is_open(scene):
    code = scene.do(attendance.open_sign_in, scene.training_id).sign_in_code
    now = timezone.now()

    def sign_in(given: str, *, page: str, at=now, **facts):
        from django.db import transaction

        begin_clean()
        with transaction.atomic():
            enter_session("", origin="192.0.2.9")
            return attendance.sign_in(given, entry(**facts), page=page, at=at)

    for _each in range(2):
        sign_in(code, page="one", hours=None)
    sign_in(code, page="two", name="Ann Brown", hours=None, wants_certificate=True)
    for given, at in (("WRONG2", now), (code, now + attendance.OPEN_FOR)):
        with pytest.raises(Refused):
            sign_in(given, page="three", at=at)
    scene.do(attendance.close_sign_in, scene.training_id)
    with pytest.raises(Refused):
        sign_in(code, page="four")
    with scene.world.acting(scene.officer):
        numbers = queries.numbers_of(row(Activity, scene.training_id))
    assert (numbers.listed, numbers.named) == (2, 1)
    assert told().count("attendance.signed_in") == 2


def test_a_report_is_due_ten_working_days_after_the_last_day(scene):
    activity = row(Activity, scene.training_id)
    friday = today().replace(year=2026, month=11, day=6)
    due = queries.report_due(replace_day(activity, friday))
    assert due.date() == friday + timedelta(days=14)


def replace_day(activity: Activity, day) -> Activity:
    activity.last_day = day
    return activity


def test_under_another_rule_of_the_pack_other_hours_are_enough(scene, monkeypatch):
    easier = replace(pack().prevention, trained_percent=50)
    monkeypatch.setattr(queries, "pack", lambda: replace(pack(), prevention=easier))
    scene.add("Ann Brown", hours=Decimal(5))
    scene.publishable(scene.training_id)
    with scene.world.acting(scene.officer):
        lines = queries.lines(queries.Quarter.of(today()))
    assert [
        line.number for line in lines if (line.indicator, line.unit, line.by) == ("PV02", "trained", "")
    ] == [1]
