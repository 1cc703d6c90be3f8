"""What pages of investigations show to whom, and keep of what was typed."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.investigations import access, children, impunity, links
from opennrm.investigations.models import NonPunishment, Suspect
from tests import kept
from tests.investigations.scene import Scene, set_up, young
from tests.web.investigations.posts import SUSPECT
from tests.world import Person, World

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world: World) -> Scene:
    return kept.begin(world, set_up)


def read(scene: Scene, person: Person, page: str, *parts: Any) -> str:
    answer = scene.world.client(person).get(reverse(page, args=parts))
    assert answer.status_code == 200, (page, answer.status_code)
    return answer.content.decode()


def test_an_investigator_without_a_part_reads_the_reference_and_finds_no_link_to_the_case(
    scene: Scene,
) -> None:
    investigation, suspect = scene.sent()
    scene.do("add", investigation, module=children, case_reference=scene.reference, position="victim")
    link = reverse("case-show", args=[scene.case_id])
    with_part = read(scene, scene.investigator, "investigation", investigation.pk)
    without = read(scene, scene.outside, "investigation", investigation.pk)
    assert link in with_part
    assert scene.reference in without
    assert link not in without
    assert "Desmond Wetherill" in read(scene, scene.prosecutor, "investigation", investigation.pk)
    for page in ("investigations", "investigation-figures"):
        assert read(scene, scene.prosecutor, page)
    assert "Desmond Wetherill" in read(scene, scene.prosecutor, "known-suspect", suspect.pk)


def test_a_suspect_who_is_alike_is_shown_before_another_is_recorded(scene: Scene) -> None:
    investigation, known = scene.open(), scene.suspect()
    address = reverse("known-suspect-new", args=[investigation.pk])
    client = scene.world.client(scene.investigator)
    sent = {**SUSPECT, "page": str(uuid4())}
    shown = client.post(address, sent)
    assert shown.status_code == 422
    assert reverse("known-suspect-involve", args=[investigation.pk, known.pk]) in shown.content.decode()
    assert 'value="Wetherill"' in shown.content.decode()
    for _again in range(2):
        assert client.post(address, {**sent, "is_another": "on"}).status_code == 302
    assert Suspect.objects.using("setup").count() == 2


def test_somebody_who_was_named_in_a_case_fills_the_form(scene: Scene) -> None:
    investigation = scene.open()
    scene.do("add", investigation, module=children, case_reference=scene.reference, position="victim")
    found = read(scene, scene.investigator, "known-suspect-find", investigation.pk)
    address = reverse("known-suspect-new", args=[investigation.pk])
    (way,) = [part.partition('"')[0] for part in found.split(f'href="{address}?')[1:]]
    filled = scene.world.client(scene.investigator).get(f"{address}?{way.replace('&amp;', '&')}")
    assert 'value="Desmond Wetherill"' in filled.content.decode()
    hidden = scene.world.client(scene.outside).get(f"{address}?{way.replace('&amp;', '&')}")
    assert hidden.status_code in (403, 404)


def test_a_network_is_drawn_and_its_table_says_the_same(scene: Scene) -> None:
    investigation, suspect = scene.sent()
    scene.do("add", investigation, module=children, case_reference=scene.reference, position="victim")
    scene.do("add", suspect, module=links, kind="telephone", value="876-555-0142")
    client = scene.world.client(scene.outside)
    drawn = client.post(
        reverse("known-suspect-network", args=[suspect.pk]), {"text": "desmond"}
    ).content.decode()
    assert drawn.count("876-555-0142") == 3
    assert drawn.count(scene.reference) == 3
    assert "nrm-network__node--marked" in drawn
    assert client.get(reverse("known-suspect-network-export", args=[suspect.pk])).status_code == 403


def test_a_supervisor_who_is_asked_about_a_child_reads_the_words_and_no_name(scene: Scene) -> None:
    boy, other = scene.suspect(young(timezone.now())), scene.other_supervisor
    why = {"ask_agency": other.membership.agency_id, "why": "He took others along."}
    scene.involve(scene.open(), boy, **why)
    request = scene.ask(other, lambda actor: access.requests_to_answer(actor).get())
    shown = read(scene, other, "child-suspect", request.pk)
    assert "He took others along." in shown
    assert "Ottley" not in shown
    assert reverse("child-suspect", args=[request.pk]) in read(scene, other, "home")


def test_a_prosecutor_reads_a_question_by_the_reference_and_decides(scene: Scene) -> None:
    facts = {
        "act": "drugs",
        "happened_on": None,
        "compelled": "yes",
        "words": "He was beaten.",
        "page": uuid4(),
    }
    with scene.world.acting(scene.caseworker) as actor:
        row = impunity.flag(scene.case_id, by=actor, at=timezone.now(), **facts)
    shown = read(scene, scene.prosecutor, "non-punishment", row.pk)
    assert scene.reference in shown
    assert "He was beaten." in shown
    assert reverse("case-show", args=[scene.case_id]) not in shown
    today = timezone.localdate()
    day = {"decided_on_day": today.day, "decided_on_month": today.month, "decided_on_year": today.year}
    sent = {"result": "withdrawn", "reason": "compelled", "words": "", **day}
    answer = scene.world.client(scene.prosecutor).post(reverse("non-punishment-decide", args=[row.pk]), sent)
    assert answer.status_code == 302
    assert NonPunishment.objects.using("setup").get(pk=row.pk).state == "withdrawn"
    assert reverse("non-punishment", args=[row.pk]) in read(
        scene, scene.caseworker, "case-show", scene.case_id
    )
