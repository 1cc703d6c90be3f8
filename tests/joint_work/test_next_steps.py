"""What joint work suggests as the next step: to whoever leads the case, and to whoever takes part."""

from datetime import timedelta

from django.urls import reverse

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Step, known_of, next_step
from opennrm.joint_work.next_steps import ENDS_SOON, FACTS, RULES
from tests.joint_work.scene import today


def step_of(scene, person) -> Step:
    with scene.world.acting(person) as actor:
        case = Case.objects.visible_to(actor).get(pk=scene.case_id)
        return next_step(actor, case, known_of(actor, [case.pk], FACTS)[case.pk], RULES)


def test_an_answer_that_is_waited_for_is_the_next_step_of_the_lead(scene):
    assert step_of(scene, scene.caseworker).code == "follow"
    work = scene.ask()
    step = step_of(scene, scene.caseworker)
    assert (step.code, scene.inspector.membership.agency.name in step.words) == ("await_joint_work", True)
    scene.do(scene.inspector, "accept", work)
    assert step_of(scene, scene.caseworker).code == "follow"


def test_a_part_that_ends_within_two_weeks_is_the_next_step_of_both_sides(scene):
    work = scene.ask(last_day=today() + ENDS_SOON + timedelta(days=1))
    scene.do(scene.inspector, "accept", work)
    assert step_of(scene, scene.caseworker).code == "follow"
    scene.do(scene.caseworker, "end", work, reason="purpose_fulfilled")
    work = scene.ask(last_day=today() + timedelta(days=6))
    scene.do(scene.inspector, "accept", work)
    assert step_of(scene, scene.caseworker).code == "joint_work_ends"
    assert step_of(scene, scene.inspector).code == "own_part_ends"
    page = scene.world.client(scene.caseworker).get(reverse("case-show", args=[scene.case_id]))
    assert reverse("joint-work-show", args=[work.pk]) in page.content.decode()
