"""An office with a case on which somebody works, and conferences about it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.conferences import actions, agenda, drafts, minutes, queries
from opennrm.conferences.models import Conference
from opennrm.conferences.states import Attendance, Way
from tests import kept
from tests.screening.cases import Office, office
from tests.tasks.scene import in_days
from tests.world import Person, World

_WHERE = {
    "plan": actions, "invite": actions, "move_to": actions, "cancel": actions, "hold": actions,
    "add": agenda, "drop": agenda, "write": minutes, "agree": minutes, "keep": drafts,
}  # fmt: skip
_WITHOUT_PAGE = ("move_to", "cancel", "hold", "drop")


@dataclass
class Scene:
    """The case is the caseworker's, and a conference is planned for just now."""

    office: Office
    case_id: UUID
    conference_id: UUID

    def do(self, verb: str, *, by: Person | None = None, of: UUID | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the caseworker, take a step on the conference."""
        given.setdefault("at", timezone.now())
        if verb not in _WITHOUT_PAGE:
            given.setdefault("page", uuid4())
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return getattr(_WHERE[verb], verb)(of or self.conference_id, by=actor, **given)

    def plan(self, **given: Any) -> UUID:
        """Plan another conference."""
        answers = {"starts_at": timezone.now(), "way": Way.VIDEO, "place": "", "chair": None, **given}
        return self.do("plan", of=self.case_id, **answers).pk

    def invite(self, **given: Any) -> UUID:
        """Invite somebody, as a rule a police officer of no agency of the mechanism."""
        return self.do(
            "invite", **{"discipline": "police", "agency": None, "who": "Sergeant Wray", **given}
        ).pk

    def hold(self) -> None:
        """Hold the conference; everybody came."""
        came = {each.pk: Attendance.ATTENDED for each, _who in self.opened().participants}
        self.do("hold", attendance=came)

    def agree(self, **given: Any) -> Any:
        """Agree on something that the caseworker does within three days."""
        answers = {
            "text": "Ask who rents the stall.",
            "kind": "telephone_call",
            "due_on": in_days(3),
            "given_to": None,
            "participant": None,
        }
        return self.do("agree", **{**answers, **given})

    def opened(self, by: Person | None = None) -> queries.Opened:
        """The conference as somebody, as a rule the caseworker, reads it."""
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return queries.open_conference(actor, self.conference_id)

    def assign(self, to: Person) -> None:
        """Let the supervisor give the case to somebody else."""
        with self.office.world.acting(self.office.supervisor) as actor:
            assign(self.case_id, to=to.membership.pk, by=actor, at=timezone.now())

    def row(self) -> Conference:
        """The conference as it stands, read past the walls."""
        return Conference.objects.using("setup").get(pk=self.conference_id)


def set_up(world: World) -> Scene:
    """The office, with a case that the caseworker has taken and a conference about it."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    scene = Scene(place, place.case(), uuid4())
    scene.conference_id = scene.plan(place="The small meeting room")
    return scene


IN_A_WEEK = timedelta(days=7)
