"""Data officers who run estimates, and the worker that works them out."""

import json
from functools import cache
from uuid import UUID

from django.db import connection
from django.utils import timezone

from opennrm.cli import tasks
from opennrm.invented.statistics import LISTS, question
from opennrm.statistics import actions, running
from opennrm.statistics.models import EstimateRun
from tests.world import Person, World

WITHOUT_SMALL_COUNTS = LISTS.replace(",7\n", ",47\n").replace(",3\n", ",33\n")


def data_officer(world: World, *, kind: str = "coordination") -> Person:
    return world.person(world.agency(kind), "data_officer")


def ask(world: World, officer: Person, **asked) -> UUID:
    """Ask for an estimate, as this person."""
    with world.acting(officer) as actor:
        return actions.request(question(**asked), by=actor, at=timezone.now()).pk


def work(world: World) -> int:
    """Do what waits in the queue, as the worker does; returns how many estimates."""
    waiting = jobs()
    with world.connected_as("opennrm_worker"):
        for job in waiting:
            tasks.run(actions.JOB, **job)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return len(waiting)


def jobs() -> list[dict]:
    """The arguments of the estimates in the queue, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'estimates.run' AND status = 'todo' ORDER BY id"
        )
        return [args if isinstance(args, dict) else json.loads(args) for (args,) in cursor.fetchall()]


@cache
def _worked_out(text: str, title: str) -> str:
    result = running.worked_out(question(text, title=title), lambda done, whole: None)
    return json.dumps(result)


def done(world: World, officer: Person, *, text: str = LISTS, title: str = "Three lists") -> UUID:
    """An estimate that is done, without the time that it takes: the same lists are worked out once."""
    run_id = ask(world, officer, text=text, title=title)
    (job,) = [job for job in jobs() if job["run_id"] == str(run_id)]
    with world.connected_as("opennrm_worker"):
        attempt = running.Work(run_id, UUID(job["errand_id"]), 1, timezone.now)
        with attempt.entered() as by:
            running.begin(run_id, 1, by=by, at=timezone.now())
        with attempt.entered() as by:
            running.finish(run_id, 1, json.loads(_worked_out(text, title)), by=by, at=timezone.now())
    return run_id


def stored(run_id: UUID) -> EstimateRun:
    """The row past the walls."""
    return EstimateRun.objects.using("setup").get(pk=run_id)
