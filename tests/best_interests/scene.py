"""A case in which the police take part, and a question about what is best for its child."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.best_interests import actions, panel, queries
from opennrm.best_interests.models import Procedure, Vote
from tests import kept
from tests.joint_work import scene as joint
from tests.world import Person, World

_IN_PANEL = ("name_seat", "remove_seat", "take_seat", "open_panel", "vote", "close_voting")
_WITHOUT_PAGE = ("remove_seat", "take_seat", "open_panel", "vote", "close_voting")


@dataclass
class Scene:
    """Two options are weighed. The caseworker has the case; the inspector and the investigator are of the police."""

    office: joint.Scene
    procedure_id: UUID

    def do(self, verb: str, *ids: UUID, by: Person | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the caseworker, take a step."""
        given.setdefault("at", timezone.now())
        if verb not in _WITHOUT_PAGE:
            given.setdefault("page", uuid4())
        where: Any = panel if verb in _IN_PANEL else actions
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return getattr(where, verb)(*(ids or [self.procedure_id]), by=actor, **given)

    def seat(self, member: Person, discipline: str, *, is_chair: bool = False) -> UUID:
        """Ask the agency of somebody for a member."""
        agency = member.membership.agency_id
        return self.do("name_seat", agency=agency, discipline=discipline, is_chair=is_chair).pk

    def seated(
        self, member: Person, discipline: str, *, is_chair: bool = False, interest: str = "none"
    ) -> UUID:
        """The same, and they have taken the seat."""
        seat_id = self.seat(member, discipline, is_chair=is_chair)
        self.do("take_seat", seat_id, by=member, undertakes=True, interest=interest)
        return seat_id

    def panel(self) -> dict[str, UUID]:
        """A panel of three that can vote now; the supervisor chairs it."""
        place = self.office
        seats = {
            "supervisor": self.seated(place.supervisor, "child_protection", is_chair=True),
            "inspector": self.seated(place.inspector, "police"),
            "investigator": self.seated(place.investigator, "police"),
        }
        self.do("open_panel")
        return seats

    def vote(self, name: str, seat_id: UUID, number: int | None, **given: Any) -> Vote:
        """Let a member vote for an option, or abstain."""
        ballot = "for" if number else "abstain"
        member = getattr(self.office, name)
        answers = {"ballot": ballot, "number": number, "reason": f"Because {name} thinks so.", **given}
        return self.do("vote", seat_id, by=member, **answers)

    def row(self) -> Procedure:
        """The procedure as it stands, read past the walls."""
        return Procedure.objects.using("setup").get(pk=self.procedure_id)

    def opened(self) -> queries.Opened:
        """The procedure as the caseworker reads it."""
        with self.office.world.acting(self.office.caseworker) as actor:
            return queries.open_procedure(actor, self.procedure_id)[0]

    def as_member(self, name: str, seat_id: UUID) -> queries.Opened | None:
        """The report as a member reads it."""
        with self.office.world.acting(getattr(self.office, name)) as actor:
            return queries.open_for_member(actor, seat_id)[1]


def set_up(world: World) -> Scene:
    """The case with the police, and a determination with two options."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    office = joint.set_up(world)
    office.taking_part()
    scene = Scene(office, uuid4())
    given = {
        "kind": "determination",
        "question": "placement",
        "facts": "Her aunt has asked for her.",
        "view": "I want to go.",
    }
    scene.procedure_id = scene.do("begin", office.case_id, **given, at=timezone.now() - timedelta(hours=1)).pk
    for text in ("With her aunt", "In the foster family"):
        scene.do("add_choice", text=text)
    scene.do("weigh", number=1, factor="family", speaks_for="She knows her.", speaks_against="")
    return scene
