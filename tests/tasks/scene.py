"""An office with a case on which somebody works, and tasks in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.tasks import actions, overdue
from opennrm.tasks.models import Task
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World

WORDS = "Ask the school when she was last there."


def today() -> date:
    """The day on the clocks of the country."""
    return timezone.localdate(timezone=pack().zone)


def in_days(number: int) -> date:
    """A day from today on."""
    return today() + timedelta(days=number)


@dataclass
class Scene:
    """The case is the caseworker's; the rules of the pack made no task in it that is still open."""

    office: Office
    case_id: UUID

    def make(self, *, by: Person | None = None, **given: Any) -> UUID:
        """A task of the case, as a rule added by the caseworker for whoever leads it, due in three days."""
        answers = {
            "kind": "telephone_call",
            "words": WORDS,
            "due_on": in_days(3),
            "at": timezone.now(),
        } | given
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return actions.make(self.case_id, by=actor, **answers).pk

    def do(self, verb: str, task_id: UUID, *, by: Person | None = None, **given: Any) -> Task:
        """Let somebody, as a rule the caseworker, take a step on a task."""
        given.setdefault("at", timezone.now())
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return getattr(actions, verb)(task_id, by=actor, **given)

    def assign(self, to: Person) -> None:
        """Let the supervisor give the case to somebody else."""
        with self.office.world.acting(self.office.supervisor) as actor:
            assign(self.case_id, to=to.membership.pk, by=actor, at=timezone.now())

    def watch(self, at: datetime) -> None:
        """Let the job of every morning run, as the worker does."""
        with self.office.world.connected_as("opennrm_worker"):
            with as_job("clocks.watch"):
                overdue.take_from_those_who_left(at=at)
            with as_job("clocks.watch"):
                overdue.watch(at=at)

    def task(self, task_id: UUID) -> Task:
        """The task as it stands, read past the walls."""
        return Task.objects.using("setup").get(pk=task_id)


def set_up(world: World) -> Scene:
    """The office, with a case that the caseworker has taken."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    scene = Scene(place, place.case())
    for task in Task.objects.using("setup").all():
        scene.do("finish", task.pk)
    return scene
