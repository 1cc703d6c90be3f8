"""Several children whose interviews are to be planned together, and the worker that makes the plan."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from opennrm.cli import tasks
from opennrm.country.pack import pack
from opennrm.interviews import raids
from opennrm.interviews.models import Interview, RaidPlan
from opennrm.spaces.models import Space, TeamMember
from tests import kept
from tests.interviews import scene as one
from tests.interviews.scene import Scene
from tests.interviews.team import EVERY_DAY
from tests.world import World


def four(world: World) -> Scene:
    """The scene with four children of whom each needs an interview."""
    return kept.begin(world, _four)


def twelve(world: World) -> Scene:
    """The scene with twelve children and a second space. One of them wishes a woman, and no woman leads interviews."""
    return kept.begin(world, _twelve)


def _four(world: World) -> Scene:
    return _with(world, 4)


def _twelve(world: World) -> Scene:
    scene = _with(world, 12, wishes={0: "F"})
    women = TeamMember.objects.using("setup").filter(sex="F")
    women.update(from_action=True, sex="M")
    Space(
        agency=scene.person("facilitator").membership.agency,
        code="SPACE-2",
        title="The blue house",
        area=pack().areas[0].code,
        equipment=["fixed_recorder", "observation_room"],
        usual_function="victim_services",
        opening=EVERY_DAY,
        valid_from=timezone.localdate() - timedelta(days=400),
    ).save(from_action=True, using="setup")
    return scene


def _with(world: World, children: int, *, wishes: dict[int, str] | None = None) -> Scene:
    scene = one.set_up(world)
    victims = scene.person("facilitator").membership.agency
    for number in range(children):
        if number:
            scene.case_id = scene.office.case()
            scene.let_take_part(scene.police, "inspector", one.PURPOSE)
            scene.let_take_part(scene.prosecution, "prosecutor", one.PURPOSE)
            scene.let_take_part(victims, "facilitator", one.PURPOSE)
        scene.ask(wish=(wishes or {}).get(number, "none"), urgency="14d")
    return scene


def ready() -> list[UUID]:
    """The interviews that have no time, past the walls."""
    found = Interview.objects.using("setup").filter(state="ready")
    return list(found.order_by("requested_at", "id").values_list("pk", flat=True))


def ask(scene: Scene, interviews: list[UUID] | None = None, **given: Any) -> UUID:
    """The facilitator asks for one plan for these interviews, as a rule for all that have no time."""
    with scene.world.acting(scene.person("facilitator")) as actor:
        wanted = ready() if interviews is None else interviews
        given = {"page": uuid4(), "at": timezone.now(), **given}
        return raids.request(wanted, by=actor, **given).pk


def book(scene: Scene, plan_id: UUID, **given: Any) -> None:
    with scene.world.acting(scene.person("facilitator")) as actor:
        raids.book(plan_id, by=actor, **{"at": timezone.now(), **given})


def work(world: World) -> int:
    """Make the plans that wait in the queue, as the worker does; returns how many."""
    waiting = jobs()
    with world.connected_as("opennrm_worker"):
        for job in waiting:
            tasks.run(raids.JOB, **job)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [raids.JOB])
    return len(waiting)


def jobs() -> list[dict[str, Any]]:
    """The arguments of the plans in the queue, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' ORDER BY id",
            [raids.JOB],
        )
        return [args if isinstance(args, dict) else json.loads(args) for (args,) in cursor.fetchall()]


def stored(plan_id: UUID) -> RaidPlan:
    """The plan past the walls."""
    return RaidPlan.objects.using("setup").get(pk=plan_id)
