"""Whoever tries variants of one name in turn is told of to the auditors, and hears nothing of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from opennrm.foundation.models import Notice
from opennrm.linkage import jobs
from opennrm.linkage.models import Probe
from tests.walls.raw import run

from .matcher import ANOTHER, CHILD, Scene, set_up

VARIANTS = ("Quillfeather", "Quilfeather", "Quilfether", "Quillfether", "Kuilfeather")


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def search(scene: Scene, *words: str) -> None:
    client = scene.world.client(scene.here)
    for each in words:
        assert client.post(reverse("case-search"), {"words": each}).status_code == 200


def watch(scene: Scene) -> int:
    """Let the job look; returns how many notices there are."""
    with scene.world.connected_as("opennrm_worker"):
        jobs.watch_searches()
    return Notice.objects.using("setup").filter(kind="linkage.probed").count()


def test_five_variants_of_one_name_alert_the_auditors_once(scene):
    search(scene, *VARIANTS[:4])
    assert watch(scene) == 0
    search(scene, VARIANTS[4])
    assert watch(scene) == 1
    assert watch(scene) == 1


def test_the_same_search_again_is_no_variant(scene):
    search(scene, *[VARIANTS[0]] * 6)
    assert watch(scene) == 0


def test_five_names_that_sound_otherwise_alert_nobody(scene):
    search(scene, "Marguerite", "Obadiah", "Thistlewood", "Winnifred", "Jeremiah")
    assert watch(scene) == 0


def test_whoever_opens_a_case_found_somebody(scene):
    case_id = scene.report(CHILD, to=scene.here)
    search(scene, *VARIANTS)
    scene.world.client(scene.here).get(reverse("case-show", args=[case_id]))
    assert watch(scene) == 0


def test_searches_of_more_than_half_an_hour_ago_do_not_count(scene, superuser):
    search(scene, *VARIANTS[:4])
    superuser.execute("UPDATE linkage_probe SET searched_at = searched_at - interval '31 minutes'")
    search(scene, VARIANTS[4])
    assert watch(scene) == 0


def check(scene: Scene, *names: str) -> None:
    """Type names on the page that corrects who a child is, with a pause after each."""
    case_id = scene.report(ANOTHER, to=scene.here, birth_date="2017-08-01")
    client, typing = scene.world.client(scene.here), reverse("identity-same-child", args=[case_id])
    for name in names:
        assert client.post(typing, {"family_name": name}).status_code == 200


def test_variants_that_are_tried_while_typing_alert_the_auditors_too(scene):
    check(scene, *VARIANTS)
    assert watch(scene) == 1


def test_a_name_that_grows_letter_by_letter_is_one_search(scene):
    check(scene, *(VARIANTS[0][:length] for length in range(5, len(VARIANTS[0]) + 1)))
    assert Probe.objects.using("setup").count() == 1
    assert watch(scene) == 0


def test_what_was_searched_is_kept_keyed_and_forgotten_after_thirty_days(scene, superuser):
    search(scene, *VARIANTS[:2])
    first, second = Probe.objects.using("setup").all()
    assert set(first.sounds) & set(second.sounds)
    assert first.words != second.words
    superuser.execute("UPDATE linkage_probe SET searched_at = searched_at - %s", [timedelta(days=31)])
    watch(scene)
    assert not Probe.objects.using("setup").exists()


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT sec.probing_accounts('1 hour', 1)",
        "SELECT sec.forget_probes('0 hours')",
        "DELETE FROM linkage_probe",
        "UPDATE linkage_probe SET told_at = now()",
        "INSERT INTO linkage_probe (id) VALUES (gen_random_uuid())",
    ],
)
def test_whoever_searches_can_neither_read_nor_remove_what_was_noted(scene, attack):
    search(scene, VARIANTS[0])
    with pytest.raises(DatabaseError, match="permission denied"), scene.world.acting(scene.here):
        run(attack)
    with scene.world.acting(scene.here):
        assert not Probe.objects.exists()


def test_a_job_of_another_name_asks_in_vain_who_searched(scene):
    with (
        pytest.raises(DatabaseError, match="Only the job"),
        scene.world.connected_as("opennrm_worker"),
        jobs.as_job("clocks.watch"),
    ):
        run("SELECT sec.probing_accounts('1 hour', 1)")
