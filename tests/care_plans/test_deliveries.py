"""What services gave, and what a service reads of a plan: its own, and nothing else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from opennrm.care_plans import access, delivering, goals, queries, therapy
from opennrm.care_plans.after_care import TherapyNote
from opennrm.care_plans.models import Delivery
from opennrm.cases.models import TimelineEntry
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from tests.care_plans.scene import Scene, given, set_up, today


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def years(scene, person=None):
    with scene.office.world.acting(person or scene.office.caseworker) as actor:
        return queries.by_fiscal_year(queries.open_deliveries(actor, scene.case_id))


def record(scene, **answers):
    return scene.do(delivering.record, given=given(**answers), page=uuid4())


def test_c10_sessions_are_shown_with_their_days_provider_and_cost_in_their_fiscal_year(scene):
    member, referral_id = scene.service()
    scene.do(delivering.record_own, referral_id, by=member, given=given(), page=uuid4())
    [year] = years(scene)
    [row] = year.rows
    assert (year.year.name, row.days, row.provider) == ("2025\N{EN DASH}26", 35, "The house at the river")
    assert (row.row.amount, row.row.unit, year.cost) == (6, "session", 90000)
    kinds = TimelineEntry.objects.using("setup").filter(case_id=scene.case_id).values_list("kind", flat=True)
    assert "delivery.recorded" in list(kinds)


@pytest.mark.parametrize(
    "answers, field",
    [
        ({"service_kind": "magic"}, "service_kind"),
        ({"unit": "hug"}, "unit"),
        ({"provider": " "}, "provider"),
        ({"amount": 0}, "amount"),
        ({"last_day": date(2026, 2, 1)}, "last_day"),
        ({"last_day": today() + timedelta(days=1)}, "last_day"),
        ({"public_cost": -1}, "public_cost"),
    ],
)
def test_a_delivery_says_what_is_missing(scene, answers, field):
    with pytest.raises(Refused) as refused:
        record(scene, **answers)
    assert refused.value.field == field


def test_whoever_does_not_lead_the_case_or_serve_by_the_referral_writes_nothing(scene):
    _member, referral_id = scene.service()
    other, _referral = scene.service()
    with pytest.raises((NotThere, NotAllowed)):
        scene.do(delivering.record, by=other, given=given(), page=uuid4())
    with pytest.raises(NotThere):
        scene.do(delivering.record_own, referral_id, by=other, given=given(), page=uuid4())


def test_a_service_reads_what_belongs_to_its_own_referral_alone(scene):
    member, referral_id = scene.service()
    other, _referral = scene.service()
    _plan, goal = scene.agreed()
    _secret = scene.action(goal)
    tied = scene.action(goal)
    scene.do(goals.link, tied.pk, referral_id=referral_id)
    record(scene)
    own = record(scene, referral_id=referral_id)
    with scene.office.world.acting(member) as actor:
        assert "plan_action.linked" in notices.unread_by(actor).values_list("kind", flat=True)
        [opened] = queries.goals_of_service(actor, scene.case_id, referral_id)
        assert [one.action.pk for one in opened.actions] == [tied.pk]
        assert [each.row.pk for each in queries.open_deliveries(actor, scene.case_id)] == [own.pk]
        assert not access.plans(actor, scene.case_id).exists()
    with scene.office.world.acting(other) as actor:
        assert not access.goals(actor).exists()
        assert not Delivery.objects.exists()


def test_notes_of_therapy_are_read_by_the_service_alone(scene):
    member, referral_id = scene.service()
    other, _referral = scene.service()
    page = uuid4()
    said = {"held_on": today(), "text": "She drew a house.", "page": page}
    made = {scene.do(therapy.write, referral_id, by=member, **said).pk for _each in range(2)}
    assert len(made) == 1
    with pytest.raises(Refused) as refused:
        scene.do(therapy.write, referral_id, by=member, **{**said, "text": " ", "page": uuid4()})
    assert refused.value.field == "text"
    with scene.office.world.acting(member) as actor:
        assert [each.text for each in therapy.open_notes(actor, referral_id)[1]] == ["She drew a house."]
    for stranger in (scene.office.caseworker, scene.office.supervisor, other):
        with pytest.raises(NotThere):
            scene.do(therapy.write, referral_id, by=stranger, **said)
        with scene.office.world.acting(stranger):
            assert not TherapyNote.objects.exists()


def test_an_action_belongs_to_one_referral(scene):
    _member, referral_id = scene.service()
    _other, other_id = scene.service()
    _plan, goal = scene.agreed()
    action = scene.action(goal, referral_id=referral_id)
    assert scene.do(goals.link, action.pk, referral_id=referral_id).pk == action.pk
    with pytest.raises(Refused, match="another referral"):
        scene.do(goals.link, action.pk, referral_id=other_id)


def test_a_correction_counts_instead_and_what_stood_there_is_kept(scene):
    member, referral_id = scene.service()
    first = scene.do(delivering.record_own, referral_id, by=member, given=given(), page=uuid4())
    better = {"given": given(amount=7), "reason": "We had forgotten one.", "page": uuid4()}
    with pytest.raises(Refused) as refused:
        scene.do(delivering.correct, first.pk, by=member, **{**better, "reason": ""})
    assert refused.value.field == "reason"
    made = {scene.do(delivering.correct, first.pk, by=member, **better).pk for _each in range(2)}
    assert len(made) == 1
    with pytest.raises(Refused, match="meantime"):
        scene.do(delivering.correct, first.pk, **{**better, "page": uuid4()})
    [year] = years(scene)
    assert [each.row.amount for each in year.rows] == [7]
    assert Delivery.objects.using("setup").filter(case_id=scene.case_id).count() == 2


def test_what_was_given_over_the_end_of_a_year_costs_once(scene):
    record(scene, first_day=date(2026, 3, 20), last_day=date(2026, 4, 10))
    assert [(year.year.name, year.cost) for year in years(scene)] == [
        ("2026\N{EN DASH}27", 90000),
        ("2025\N{EN DASH}26", None),
    ]
