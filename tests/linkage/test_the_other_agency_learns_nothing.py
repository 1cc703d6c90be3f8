"""Until the lead that is asked agrees, no byte and no row of the other agency changes, whatever the desk does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from opennrm.audit.models import AuditEvent
from opennrm.foundation.visibility import guarded_models
from opennrm.linkage.models import LinkRequest, Pair
from tests.linkage.desk_scene import CHILD, Scene, set_up
from tests.walls.test_existence import CHANGING

PAGES = ("home", "notices", "case-list", "clock-list", "concern-list", "service-list")


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def bytes_of(scene: Scene) -> dict[str, bytes]:
    """What the pages of the agency say that would learn, with their headers."""
    shown = {}
    for who in (scene.asking_supervisor, scene.asking_caseworker):
        client = scene.world.client(who)
        answers = {name: client.get(reverse(name)) for name in PAGES}
        answers["case"] = client.get(reverse("case-show", args=[scene.asking_id]))
        answers["search"] = client.post(reverse("case-search"), {"words": CHILD.family_name})
        answers["the other case"] = client.get(reverse("case-show", args=[scene.case_id]))
        for name, answer in answers.items():
            headers = sorted((key, value) for key, value in answer.headers.items() if key != "Content-Length")
            said = repr((answer.status_code, headers)).encode()
            shown[f"{who.email} {name}"] = CHANGING.sub(b"", answer.content) + said
    return shown


def rows_of(scene: Scene) -> dict[str, list]:
    """Every row that the agency sees, and what the audit says of its case besides its own looks."""
    found: dict[str, list] = {}
    for who in (scene.asking_supervisor, scene.asking_caseworker):
        with scene.world.acting(who):
            for model in guarded_models():
                rows = model.objects.order_by("pk").values()
                found[f"{who.email} {model.__name__}"] = [{**row, "read_by": None} for row in rows]
    events = AuditEvent.objects.using("setup").filter(case_id=scene.asking_id)
    kinds = events.exclude(account_id__isnull=False).order_by("sequence").values_list("kind", flat=True)
    return found | {"audit": list(kinds)}


def the_whole_way(scene: Scene) -> list[tuple[str, Callable]]:
    """Everything that the matcher, the desk and the lead that is asked do, up to a second refusal."""
    pair: dict[str, Pair] = {}

    def question() -> LinkRequest:
        return LinkRequest.objects.using("setup").latest("asked_at")

    def look_late() -> None:
        scene.pass_on(question().due_at + timedelta(minutes=1))

    def refuse() -> None:
        scene.refuse(question(), words="Her uncle works there.")
        scene.pass_on()

    return [
        ("found", lambda: pair.update(row=scene.pair())),
        ("taken", lambda: scene.take(scene.officer)),
        ("decided", lambda: scene.decide(scene.officer)),
        ("agencies named", scene.pass_on),
        ("chosen whom to ask", lambda: scene.ask(pair["row"])),
        ("asked", scene.pass_on),
        ("not answered in time", look_late),
        ("refused", refuse),
        ("asked once more", lambda: scene.ask(pair["row"], by=scene.overseer)),
        ("asked again", scene.pass_on),
        ("refused again", refuse),
    ]


def test_no_byte_and_no_row_of_the_other_agency_changes_by_any_step(scene):
    # A first look is recorded as such, and what it leaves behind is the agency's own.
    bytes_of(scene)
    pages, rows = bytes_of(scene), rows_of(scene)
    for step, do in the_whole_way(scene):
        do()
        after = rows_of(scene)
        assert [(step, name) for name in rows if rows[name] != after[name]] == []
    now = bytes_of(scene)
    assert [name for name in pages if pages[name] != now[name]] == []
