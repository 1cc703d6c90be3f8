"""An office with a case that nothing keeps from being closed, and the steps of closing it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.closing import actions
from opennrm.closing.models import Closure
from opennrm.invented.closing import request
from opennrm.invented.screening import not_confirmed
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World


@dataclass
class Scene:
    """The case is the caseworker's, and it is decided that the child is no victim. One task is open."""

    office: Office
    case_id: UUID

    @property
    def world(self) -> World:
        return self.office.world

    @property
    def case(self) -> Case:
        """The case as it stands, read past the walls."""
        return Case.objects.using("setup").get(pk=self.case_id)

    @property
    def closure(self) -> Closure:
        """The last closing as it stands, read past the walls."""
        found = Closure.objects.using("setup").filter(case_id=self.case_id).order_by("-asked_at")
        return found.select_related("asked_by", "decided_by")[0]

    def ask(self, *, by: Person | None = None, token: UUID | None = None, **said: Any) -> Closure:
        """Ask to close the case, as a rule as the caseworker."""
        asked = actions.Request(**{**vars(request()), **said})
        with self.world.acting(by or self.office.caseworker) as actor:
            now = timezone.now()
            return actions.ask(self.case_id, asked, form_token=token or uuid4(), by=actor, at=now)

    def decide(
        self, verb: str, *, by: Person | None = None, at: datetime | None = None, **given: Any
    ) -> Closure:
        """Let somebody, as a rule the supervisor, "approve", "refuse" or "withdraw" what was asked last."""
        closure_id = self.closure.pk
        with self.world.acting(by or self.office.supervisor) as actor:
            act = getattr(actions, verb)
            return act(self.case_id, closure_id, by=actor, at=at or timezone.now(), **given)

    def close(self, *, at: datetime | None = None) -> None:
        """Ask, and approve."""
        self.ask()
        self.decide("approve", at=at)

    def reopen(self, *, by: Person | None = None, reason: str = "Her aunt called.") -> None:
        """Reopen the case, as a rule as the supervisor."""
        with self.world.acting(by or self.office.supervisor) as actor:
            actions.reopen(self.case_id, reason=reason, by=actor, at=timezone.now())


def set_up(world: World) -> Scene:
    """The office, and the case."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    scene = Scene(place, place.case())
    people = {"worker": place.caseworker, "supervisor": place.supervisor}
    world.course(scene.case_id, **people).go(not_confirmed)
    return scene
