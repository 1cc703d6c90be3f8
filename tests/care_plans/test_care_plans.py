"""Safety, needs and plans: who writes them, what they refuse, and that a new version closes nobody's work."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.care_plans import access, assessing, planning, reviewing
from opennrm.care_plans.goals import drop_goal
from opennrm.care_plans.models import Goal, Plan, PlanAction, SafetyAssessment
from opennrm.care_plans.states import ActionState, CopyGiven, PlanState
from opennrm.cases import risk
from opennrm.cases.models import Clock, TimelineEntry
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.care_plans import SAFETY, every_domain
from tests.care_plans.scene import Scene, set_up, today


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def stories(scene) -> list[str]:
    entries = TimelineEntry.objects.using("setup").filter(case_id=scene.case_id)
    return list(entries.order_by("at", "place", "id").values_list("kind", flat=True))


def unread(scene, person) -> list[str]:
    with scene.office.world.acting(person) as actor:
        return list(notices.unread_by(actor).values_list("kind", flat=True))


def row(model, pk):
    return model.objects.using("setup").get(pk=pk)


# --- Safety and needs


def test_only_whoever_leads_the_case_assesses_safety_and_reads_it(scene):
    made = scene.safety()
    assert "safety.assessed" in stories(scene)
    for stranger in (scene.office.colleague, scene.office.constable):
        with pytest.raises(NotThere):
            scene.do(assessing.assess_safety, by=stranger, content=SAFETY.at(timezone.now()), page=uuid4())
        with scene.office.world.acting(stranger):
            assert not SafetyAssessment.objects.filter(pk=made.pk).exists()


def test_a_page_that_is_sent_twice_makes_one_assessment(scene):
    page, content = uuid4(), SAFETY.at(timezone.now())
    made = {scene.do(assessing.assess_safety, content=content, page=page).pk for _each in range(2)}
    assert len(made) == 1


@pytest.mark.parametrize(
    "given, field",
    [
        ({"dangers": []}, "dangers"),
        ({"safe_tonight": "perhaps"}, "safe_tonight"),
        ({"conditions": " "}, "conditions"),
        ({"safe_tonight": "no", "acts": []}, "act_1"),
        ({"assessed_at": timezone.now() + timedelta(days=1)}, "assessed_on"),
        ({"next_at": timezone.now() - timedelta(days=1)}, "next_on"),
    ],
)
def test_an_assessment_of_safety_says_what_is_missing(scene, given, field):
    with pytest.raises(Refused) as refused:
        scene.safety(**given)
    assert refused.value.field == field


def test_something_done_at_once_is_done_once(scene):
    scene.safety()
    act = assessing.ImmediateAct.objects.using("setup").get(case_id=scene.case_id)
    done = {"done_at": timezone.now(), "words": "She is with her aunt."}
    scene.do(assessing.finish_act, act.pk, **done)
    assert "safety.act_done" in stories(scene)
    with pytest.raises(TransitionRefused):
        scene.do(assessing.finish_act, act.pk, **done)


def test_needs_are_kept_by_version_with_the_words_of_the_child(scene):
    assert [scene.needs().number, scene.needs().number] == [1, 2]
    with pytest.raises(Refused) as refused:
        scene.needs(words_written_by="")
    assert refused.value.field == "words_written_by"
    with pytest.raises(Refused):
        scene.needs(levels={})


# --- Plans


def test_a_plan_is_in_force_once_another_supervisor_agrees(scene):
    plan = scene.do(planning.begin)
    assert scene.do(planning.begin).pk == plan.pk
    with pytest.raises(Refused, match="goal"):
        scene.propose(plan)
    scene.goal(plan)
    with pytest.raises(Refused) as refused:
        scene.do(planning.propose, plan.pk, view=planning.View())
    assert refused.value.field == "child_view"
    scene.propose(plan)
    assert "plan.proposed" in unread(scene, scene.office.supervisor)
    with pytest.raises(NotAllowed):
        scene.do(planning.agree, plan.pk)
    scene.do(planning.agree, plan.pk, by=scene.office.supervisor)
    assert row(Plan, plan.pk).state == PlanState.ACTIVE
    assert "plan.agreed" in unread(scene, scene.office.caseworker)
    assert "plan.agreed" in stories(scene)


def test_whoever_proposed_a_plan_does_not_agree_to_it(scene):
    plan = scene.do(planning.begin, by=scene.office.supervisor)
    scene.goal(plan)
    scene.do(planning.propose, plan.pk, by=scene.office.supervisor, view=planning.View(why_no_view="refused"))
    with pytest.raises(NotAllowed, match="proposed"):
        scene.do(planning.agree, plan.pk, by=scene.office.supervisor)


def test_a_plan_that_is_sent_back_is_written_again(scene):
    plan = scene.do(planning.begin)
    scene.goal(plan)
    scene.propose(plan)
    with pytest.raises(Refused):
        scene.do(planning.send_back, plan.pk, words="", by=scene.office.supervisor)
    scene.do(planning.send_back, plan.pk, words="Ask the school first.", by=scene.office.supervisor)
    assert row(Plan, plan.pk).state == PlanState.DRAFT
    scene.goal(plan)


def test_c8_a_new_version_keeps_what_is_still_to_be_done(scene):
    plan, goal = scene.agreed()
    actions = [scene.action(goal) for _each in range(3)]
    later = scene.new_version()
    scene.goal(later, words="I go to school.")
    scene.propose(later)
    assert row(Plan, plan.pk).state == PlanState.ACTIVE
    scene.do(planning.agree, later.pk, by=scene.office.supervisor)
    assert [row(Plan, each.pk).state for each in (plan, later)] == [PlanState.SUPERSEDED, PlanState.ACTIVE]
    assert {row(PlanAction, each.pk).state for each in actions} == {ActionState.OPEN}
    shown = [one.action.pk for each in scene.opened(later).goals for one in each.actions]
    assert sorted(shown) == sorted(each.pk for each in actions)
    # The earlier version does not show what only the later one wants to reach.
    assert [len(scene.opened(each).goals) for each in (plan, later)] == [1, 2]


def test_a_goal_is_left_out_of_the_new_version_alone_and_not_while_something_is_to_be_done(scene):
    plan, goal = scene.agreed()
    action = scene.action(goal)
    with pytest.raises(Refused, match="new version"):
        scene.do(drop_goal, goal.pk)
    later = scene.new_version()
    with pytest.raises(Refused, match="became"):
        scene.do(drop_goal, goal.pk)
    scene.set(action, "done")
    scene.do(drop_goal, goal.pk)
    assert row(Goal, goal.pk).dropped_in_id == later.pk
    assert [len(scene.opened(each).goals) for each in (plan, later)] == [1, 0]


def test_what_became_of_an_action_is_said_once_with_its_day_and_reason(scene):
    _plan, goal = scene.agreed()
    action = scene.action(goal)
    with pytest.raises(Refused) as refused:
        scene.set(action, "not_done", words="")
    assert refused.value.field == "words"
    with pytest.raises(Refused):
        scene.set(action, "done", on=today() + timedelta(days=1))
    scene.set(action, "partly")
    assert "plan_action.set" in stories(scene)
    with pytest.raises(TransitionRefused):
        scene.set(action, "done")


def test_the_child_gets_a_copy_of_a_plan_in_force(scene):
    draft = scene.do(planning.begin)
    given = {"copy": CopyGiven.NOT_SAFE, "on": today()}
    with pytest.raises(Refused, match="in force"):
        scene.do(planning.give_copy, draft.pk, **given)
    scene.goal(draft)
    scene.propose(draft)
    scene.do(planning.agree, draft.pk, by=scene.office.supervisor)
    scene.do(planning.give_copy, draft.pk, **given)
    assert row(Plan, draft.pk).copy_given == CopyGiven.NOT_SAFE


def test_a_plan_ends_by_a_supervisor_with_every_outcome_and_the_last_risk(scene):
    plan, goal = scene.agreed()
    action = scene.action(goal)
    with pytest.raises(NotAllowed):
        scene.do(planning.end, plan.pk, outcomes=every_domain("reached"), words="She is well.")
    with pytest.raises(Refused, match="still to be done"):
        scene.end(plan)
    scene.set(action, "no_longer_needed")
    with pytest.raises(Refused, match="risk"):
        scene.end(plan)
    scene.assess_risk("low")
    with pytest.raises(Refused) as refused:
        scene.end(plan, outcomes={})
    assert refused.value.field.startswith("outcome_")
    scene.end(plan)
    assert row(Plan, plan.pk).outcomes == every_domain("reached")
    # A plan that ended is begun again with a reason.
    with pytest.raises(Refused):
        scene.do(planning.begin)
    assert scene.new_version().number == 2


# --- Reviews


def running(scene) -> list[str]:
    clocks = Clock.objects.using("setup").filter(case_id=scene.case_id, stopped_at=None)
    return list(clocks.filter(rule__startswith="review").values_list("rule", flat=True))


def test_a_review_is_due_earlier_where_the_risk_is_high(scene):
    plan, _goal = scene.agreed()
    assert running(scene) == ["review"]
    with scene.office.world.acting(scene.office.caseworker):
        highest = risk.highest()
    scene.assess_risk(highest)
    with pytest.raises(Refused) as refused:
        scene.review(plan, results={})
    assert refused.value.field.startswith("result_")
    made = scene.review(plan)
    assert made.due_at is not None
    assert running(scene) == ["review_high"]
    assert "review.held" in stories(scene)


def test_a_new_version_does_not_put_off_the_review(scene):
    plan, _goal = scene.agreed()
    with scene.office.world.acting(scene.office.caseworker) as actor:
        before = reviewing.due_at(actor, scene.case_id)
    later = scene.new_version()
    scene.propose(later)
    scene.do(planning.agree, later.pk, by=scene.office.supervisor)
    with scene.office.world.acting(scene.office.caseworker) as actor:
        assert reviewing.due_at(actor, scene.case_id) == before
    with pytest.raises(Refused, match="in force"):
        scene.review(plan)


def test_a_plan_waits_for_supervisors_and_its_work_for_the_caseworker(scene):
    _plan, goal = scene.agreed()
    scene.action(goal)
    later = scene.new_version()
    scene.propose(later)
    with scene.office.world.acting(scene.office.supervisor) as actor:
        assert [each.pk for each in access.to_agree(actor)] == [later.pk]
        assert not access.due_actions(actor, today() + timedelta(days=9)).exists()
    with scene.office.world.acting(scene.office.caseworker) as actor:
        assert not access.to_agree(actor).exists()
        assert access.due_actions(actor, today() + timedelta(days=9)).count() == 1
