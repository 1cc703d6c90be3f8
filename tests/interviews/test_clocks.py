"""Time limits around an interview: when the first one is over, the recording to be sealed, and the time for samples."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.cases.models import Clock
from opennrm.custody import receiving
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import Refused
from opennrm.interviews import samples
from opennrm.interviews.models import SampleWindow
from opennrm.interviews.states import Outcome, Recorded
from tests.custody.scene import film
from tests.interviews.scene import Scene, set_up

LENGTHS = [72, 96, 120, 168]


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def running(scene: Scene) -> set[str]:
    found = Clock.objects.using("setup").filter(case_id=scene.case_id, stopped_at=None)
    return set(found.values_list("rule", flat=True))


def ended_by(scene: Scene, rule: str) -> str:
    return Clock.objects.using("setup").get(case_id=scene.case_id, rule=rule).stopped_by_event


def contact(scene: Scene, **ago) -> SampleWindow:
    with scene.world.acting(scene.person("caseworker")) as actor:
        at = timezone.now()
        return samples.record_contact(
            scene.case_id, contact_at=at - timedelta(**ago), page=uuid4(), by=actor, at=at
        )


def examined(scene: Scene, **ago) -> None:
    with scene.world.acting(scene.person("caseworker")) as actor:
        at = timezone.now()
        samples.record_examination(scene.case_id, examined_at=at - timedelta(**ago), by=actor, at=at)


def warn(scene: Scene) -> None:
    with scene.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
        samples.warn(at=timezone.now())


def test_the_recording_has_two_hours_until_its_digest_is_in_the_ledger(scene):
    scene.under_way()
    scene.finish()
    clock = Clock.objects.using("setup").get(case_id=scene.case_id, rule="recording_sealed")
    assert clock.due_at - clock.started_at == timedelta(hours=2)
    keeper = scene.people["keeper"] = scene.world.person(scene.police, "evidence_custodian")
    with scene.world.acting(keeper) as actor:
        now = timezone.now()
        recording = receiving.announce(
            scene.case_id, device="Recorder", clock="device", started_at=None, ended_at=None,
            occasion=scene.interview_id, page=uuid4(), by=actor, at=now,
        )  # fmt: skip
        content = film()
        receiving.begin(recording.pk, size=len(content), by=actor, at=now)
        receiving.take(recording.pk, offset=0, content=content, by=actor, at=now)
    assert ended_by(scene, "recording_sealed") == "recording.sealed"


def test_where_nothing_is_recorded_a_second_person_ends_that_time_limit(scene):
    scene.under_way()
    scene.finish(Outcome.NOTHING)
    scene.do("say_recorded", by="interviewer", recorded=Recorded.NOT, words="The power was cut.")
    assert "recording_sealed" in running(scene)
    scene.do("countersign", by="facilitator")
    assert ended_by(scene, "recording_sealed") == "interview.not_recorded"


def test_the_time_for_samples_is_counted_from_the_last_contact_until_the_examination(scene):
    window = contact(scene, hours=10)
    clocks = Clock.objects.using("setup").filter(subject_id=window.pk).order_by("due_at")
    assert [(each.due_at - window.contact_at) / timedelta(hours=1) for each in clocks] == LENGTHS
    examined(scene, hours=2)
    assert not clocks.filter(stopped_at=None).exists()


def test_whoever_works_on_the_case_is_warned_once_and_no_examination_is_too_late(scene):
    contact(scene, days=8)
    for _round in range(2):
        warn(scene)
    assert "examination.samples_fading" in scene.unread("caseworker")
    escalated = Clock.objects.using("setup").filter(case_id=scene.case_id, escalated_at__isnull=False)
    assert escalated.count() == len(LENGTHS)
    examined(scene)
    assert "examination.samples_fading" not in scene.unread("caseworker")


def test_another_last_contact_takes_the_place_of_the_first(scene):
    first, second = contact(scene, hours=50), contact(scene, hours=5)
    found = Clock.objects.using("setup").filter(stopped_at=None, rule__startswith="samples")
    assert {each.subject_id for each in found} == {second.pk}
    assert SampleWindow.objects.using("setup").get(pk=first.pk).replaced_at is not None
    with pytest.raises(Refused, match="before"):
        examined(scene, hours=20)


def test_nobody_records_an_examination_without_a_contact(scene):
    with pytest.raises(Refused, match="last contact"):
        examined(scene)
