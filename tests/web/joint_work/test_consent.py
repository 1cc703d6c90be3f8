"""The page that asks an agency to take part also asks what the child says, where somebody has to agree."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.cases import access
from opennrm.consents.models import Consent
from opennrm.joint_work.models import JointWork
from opennrm.joint_work.terms import terms_for
from tests import kept
from tests.joint_work.scene import Scene, set_up, today

PURPOSE = "medical_examination"


@pytest.fixture
def scene(world) -> Scene:
    return kept.begin(world, set_up)


def ask(scene: Scene, **said: str):
    """Send the whole form about an examination by a health office."""
    doctors = scene.world.agency("health")
    scene.world.person(doctors, "service_provider")
    day = today() + timedelta(days=20)
    with scene.world.acting(scene.caseworker) as actor:
        case = access.visible_to(actor).get(pk=scene.case_id)
        [basis, *_others] = terms_for(case, doctors, PURPOSE, at=timezone.now()).legal_bases
    answers = {
        "basis": basis, "last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year,
        "summary": "She agrees to see a doctor.", "form_token": uuid.uuid4(), "then": "send", **said,
    }  # fmt: skip
    url = reverse("joint-work-ask", args=[scene.case_id, doctors.pk, PURPOSE])
    return scene.world.client(scene.caseworker).post(url, answers)


def test_what_the_child_and_the_state_say_is_recorded_and_the_agency_asked(scene):
    assert ask(scene, child="yes", second="state", signer="The director").status_code == 302
    work = JointWork.objects.using("setup").get()
    assert work.agreed_until == today() + timedelta(days=20)
    assert set(Consent.objects.using("setup").values_list("given_by", flat=True)) == {"child", "state"}


def test_a_no_is_kept_and_nobody_is_asked(scene):
    assert ask(scene, child="no", second="nobody").status_code == 302
    assert not JointWork.objects.using("setup").exists()
    assert Consent.objects.using("setup").get().answer == "no"


def test_the_question_cannot_be_left_out(scene):
    assert ask(scene).status_code == 422
