"""That another agency knows the child can be told from nothing, also after the matcher and the desk have found it."""

from collections.abc import Iterable
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.foundation.visibility import guarded_models
from opennrm.linkage.models import DeskDecision, Pair, Verdict
from opennrm.linkage.states import PairState, Says
from tests.walls.test_existence import CHANGING, LOOKED_AT

from .matcher import ALIKE, CHILD, Scene, pair_of, pairs, set_up

OF_CASE = ("case-show", "case-story", "case-identity", "case-corrections", "case-correct")


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def pages(scene: Scene, case_id: UUID) -> dict[str, bytes]:
    """Every page on which something could show, as the office here reads it: bytes and headers."""
    client = scene.world.client(scene.here)
    answers = {name: client.get(reverse(name)) for name in LOOKED_AT}
    answers |= {name: client.get(reverse(name, args=[case_id])) for name in OF_CASE}
    answers["case-duplicates"] = client.post(reverse("case-duplicates", args=[case_id]))
    answers["search"] = client.post(reverse("case-search"), {"words": CHILD.family_name})
    shown = {}
    for name, response in answers.items():
        headers = sorted((key, value) for key, value in response.headers.items() if key != "Content-Length")
        shown[name] = CHANGING.sub(b"", response.content) + repr((response.status_code, headers)).encode()
    return shown


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


def rows_of(scene: Scene) -> dict[str, list]:
    """Every row that the database shows the office here, with all of its columns."""
    seen = {}
    with scene.world.acting(scene.here), connection.cursor() as cursor:
        for model in guarded_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t ORDER BY t.id')
            seen[model._meta.db_table] = cursor.fetchall()
    return seen


def history_of(case_ids: Iterable[UUID]) -> int:
    return AuditEvent.objects.using("setup").filter(case_id__in=list(case_ids)).count()


def test_no_byte_differs_after_the_matcher_has_found_a_hidden_twin(scene):
    own = scene.report(to=scene.here)
    scene.run()
    before = pages(scene, own)
    hidden = scene.report(ALIKE, to=scene.there)
    scene.run()
    assert pair_of(own, hidden) is not None
    assert changed(before, pages(scene, own)) == []


def test_no_row_and_no_event_of_ones_own_differs_after_the_matcher_and_the_desk(scene):
    own, hidden = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    before, told = rows_of(scene), history_of([own, hidden])
    scene.run()
    [pair] = pairs()
    decide_same(pair, scene)
    scene.run()
    assert Verdict.objects.using("setup").exists()
    assert rows_of(scene) == before
    assert history_of([own, hidden]) == told


def decide_same(pair: Pair, scene: Scene) -> None:
    """The desk decides: here past the walls."""
    decision = DeskDecision(
        pair=pair,
        says=Says.SAME,
        reason="",
        decided_at=timezone.now(),
        decided_by=scene.there.membership,
        readers=pair.readers,
        writers=pair.writers,
    )
    decision.save(from_action=True, using="setup", force_insert=True)
    Pair.objects.using("setup").filter(pk=pair.pk).update(state=PairState.SAME, from_action=True)


def test_how_many_hidden_children_share_a_name_changes_no_word_and_no_weight(scene, request):
    own = scene.report(to=scene.here)
    scene.report(ALIKE, to=scene.here)
    scene.run()
    before = pages(scene, own)
    assert ALIKE.family_name.encode() in before["case-duplicates"]
    for _ in range(500 if request.config.getoption("--long") else 8):
        scene.report(to=scene.there)
    scene.run()
    assert changed(before, pages(scene, own)) == []


def test_the_job_writes_as_many_events_whether_it_finds_somebody_or_not(scene):
    scene.report(to=scene.here)
    scene.run()
    scene.report(ALIKE, to=scene.there)
    scene.run()
    assert AuditEvent.objects.using("setup").filter(job="linkage.match").count() == 2
