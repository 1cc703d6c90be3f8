"""An office with a case on which somebody works, and a child who stays somewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.placements import actions, correcting, ending, visits
from opennrm.placements.actions import Place
from opennrm.placements.models import Placement
from opennrm.tasks.models import Task
from opennrm.tasks.states import State as TaskState
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World

_WHERE = {"plan": actions, "begin_at_once": actions, "begin": actions, "cancel": actions, "end": ending,
          "ran_away": ending, "came_back": ending, "correct": correcting, "record": visits}  # fmt: skip
_OF_A_PAGE = ("plan", "begin_at_once", "record")
BREAKDOWN = "breakdown"


def place(**given: Any) -> Place:
    """A foster family, or whatever else is given."""
    answers = {
        "kind": "foster",
        "provider": "The Ainsley family",
        "basis": "court_order",
        "view": "I like the dog.",
    }
    return Place(**{**answers, **given})


def ago(**time: int) -> datetime:
    return timezone.now() - timedelta(**time)


@dataclass
class Scene:
    """The case is the caseworker's, and the child has been with a foster family for ten days."""

    office: Office
    case_id: UUID
    root: UUID

    def do(self, verb: str, *, by: Person | None = None, of: UUID | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the caseworker, take a step."""
        given.setdefault("at", timezone.now())
        if verb in _OF_A_PAGE:
            given.setdefault("page", uuid4())
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return getattr(_WHERE[verb], verb)(of or self.root, by=actor, **given)

    def row(self, root: UUID | None = None) -> Placement:
        """A placement as it counts now, read past the walls."""
        return Placement.objects.using("setup").that_count().get(root=root or self.root)

    def open_tasks(self) -> list[str]:
        """The rules of the open tasks of the case."""
        tasks = Task.objects.using("setup").filter(case_id=self.case_id, state=TaskState.OPEN)
        return sorted(tasks.values_list("rule", flat=True))


def set_up(world: World) -> Scene:
    """The office, with a case that the caseworker has taken and a child in a foster family."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    there = office(world)
    scene = Scene(there, there.case(at=ago(days=20)), uuid4())
    began = scene.do("begin_at_once", of=scene.case_id, place=place(), since=ago(days=10))
    scene.root = began.root
    assert BREAKDOWN in pack().codes("placement_ends")
    return scene
