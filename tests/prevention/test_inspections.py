"""Inspections: a check for trafficking, a concern where there were signs, and who reads about employers."""

import pytest
from django.utils import timezone

from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.prevention import inspections
from opennrm.prevention.models import Findings, Inspection
from opennrm.prevention.states import InspectionState
from tests.prevention.scene import FOUND, INSPECTION, Scene, set_up, today


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


@pytest.fixture
def planned(scene):
    return scene.do(inspections.plan, by=scene.inspector, day=today(), page="one", **INSPECTION).pk


def recorded(scene: Scene, inspection_id, **given):
    facts = {**FOUND, "day": today(), **given}
    return scene.do(inspections.do, inspection_id, by=scene.inspector, **facts)


def test_p6_two_girls_serving_drinks_lead_to_a_concern_and_keep_the_inspection_open(scene, planned):
    found = recorded(scene, planned, under_18=2, signs=["vulnerability"])
    assert found.under_18 == 2
    assert 23 <= (found.concern_due_at - timezone.now()).total_seconds() / 3600 <= 24
    with pytest.raises(Refused, match="Report the concern first"):
        scene.do(inspections.sign_off, planned, by=scene.inspector)
    elsewhere = scene.world.report(scene.caseworker)
    for number in ("CF-2222-2222-2222", elsewhere.number):
        with pytest.raises(Refused) as refused:
            scene.do(inspections.enter_receipt, planned, by=scene.inspector, number=number)
        assert refused.value.field == "number"
    receipt = scene.world.report(scene.colleague)
    scene.do(inspections.enter_receipt, planned, by=scene.inspector, number=receipt.number.lower())
    scene.do(inspections.sign_off, planned, by=scene.inspector)
    assert Inspection.objects.using("setup").get().state == InspectionState.SIGNED_OFF


def test_p7_an_inspection_without_a_check_says_why_and_needs_no_concern(scene, planned):
    with pytest.raises(Refused) as refused:
        recorded(scene, planned, trafficking_check="not_done")
    assert refused.value.field == "why_not"
    with pytest.raises(Refused) as refused:
        recorded(scene, planned, under_18=None)
    assert refused.value.field == "under_18"
    recorded(scene, planned, trafficking_check="not_done", why_not="No time", under_18=None)
    with pytest.raises(Refused, match="waits for no receipt"):
        scene.do(inspections.enter_receipt, planned, by=scene.inspector, number="CF-2222-2222-2222")
    scene.do(inspections.sign_off, planned, by=scene.colleague)
    with pytest.raises(TransitionRefused):
        scene.do(inspections.cancel, planned, by=scene.inspector)


def test_employers_are_read_by_the_inspecting_agency_and_investigators_alone(scene, planned):
    seen = {}
    people = ("inspector", "colleague", "investigator", "officer", "secretary", "caseworker")
    for name in people:
        with scene.world.acting(getattr(scene, name)):
            seen[name] = (Inspection.objects.count(), Findings.objects.count())
    assert [seen[name][1] for name in people] == [1, 1, 1, 0, 0, 0]
    with pytest.raises(NotAllowed):
        scene.do(inspections.sign_off, planned, by=scene.investigator)
    for stranger in (scene.secretary, scene.officer):
        with pytest.raises(NotThere):
            scene.do(inspections.cancel, planned, by=stranger)
        with pytest.raises(NotAllowed):
            scene.do(inspections.plan, by=stranger, day=today(), page="two", **INSPECTION)
