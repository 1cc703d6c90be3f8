"""Whatever is recorded or corrected of a child, and compared with others, says when it was."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from opennrm.people import corrections, earlier
from opennrm.people.models import Contact, Person
from tests.handovers.scene import Scene, set_up

REASON = "The school has told us."


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def child_of(scene: Scene) -> Person:
    return Person.objects.using("setup").get(case_id=scene.case_id)


def correct_identity(scene: Scene, at: datetime) -> None:
    with scene.world.acting(scene.caseworker) as actor:
        stands, _version = earlier.identity_to_correct(actor, scene.case_id)
        corrections.correct_identity(
            scene.case_id,
            given={**stands, "school": "Harbour School"},
            name_before="",
            reason=REASON,
            seen=0,
            by=actor,
            at=at,
        )


def correct_area(scene: Scene, at: datetime) -> None:
    case = scene.case()
    given = {"age": case.age, "sex": case.sex, "languages": case.languages, "area": ""}
    with scene.world.acting(scene.caseworker) as actor:
        corrections.correct_facts(scene.case_id, given=given, reason=REASON, seen=0, by=actor, at=at)


def add_contact(scene: Scene, at: datetime) -> None:
    with scene.world.acting(scene.caseworker) as actor:
        corrections.add_contact(
            scene.case_id, address="", telephone="876 555 0142", safe_to_contact="yes", by=actor, at=at
        )


def correct_contact(scene: Scene, at: datetime) -> None:
    add_contact(scene, timezone.now())
    contact = Contact.objects.using("setup").filter(case_id=scene.case_id).latest("recorded_at")
    given = {"address": "", "telephone": "876 555 0143", "safe_to_contact": "yes", "is_current": True}
    with scene.world.acting(scene.caseworker) as actor:
        corrections.correct_contact(
            scene.case_id, contact.pk, given=given, reason=REASON, seen=0, by=actor, at=at
        )


def hand_over(scene: Scene, at: datetime) -> None:
    scene.accept(scene.ask(), at=at)


@pytest.mark.parametrize("change", [correct_identity, correct_area, add_contact, correct_contact, hand_over])
def test_whatever_changes_what_is_compared_of_a_child_says_when(scene, change: Callable[..., None]):
    assert child_of(scene).changed_at == child_of(scene).recorded_at
    at = timezone.now()
    change(scene, at)
    assert child_of(scene).changed_at == at
