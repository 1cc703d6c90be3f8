"""A case that one office leads, and another office that can take it over: the scene of every test about handovers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.handovers import actions
from opennrm.handovers.models import Handover
from opennrm.invented import concerns
from opennrm.invented.cases import taken
from opennrm.invented.people import Child
from opennrm.people import queries
from tests.world import Person, World

CHILD = Child(given_names="Zipporah", family_name="Quillfeather", age=14, sex="female")
SUMMARY = "She lives with her aunt in your parish now."


@dataclass
class Scene:
    """Who is there, and the case about a girl of 14, which the caseworker has taken."""

    world: World
    case_id: UUID
    constable: Person
    caseworker: Person
    supervisor: Person
    other_supervisor: Person
    other_caseworker: Person

    @property
    def other_agency_id(self) -> UUID:
        return self.other_supervisor.membership.agency_id

    def ask(self, *, by: Person | None = None, **given) -> Handover:
        """Ask the other office, as a rule by the supervisor."""
        answers = {
            "agency_id": self.other_agency_id,
            "reason": next(iter(pack().codes("handover_reasons"))),
            "summary": SUMMARY,
            "at": timezone.now(),
        }
        with self.world.acting(by or self.supervisor) as actor:
            return actions.ask(self.case_id, by=actor, **{**answers, **given})

    def accept(self, handover: Handover, *, by: Person | None = None, at: datetime | None = None) -> Handover:
        """Take the case over, as a rule by the supervisor of the other office."""
        with self.world.acting(by or self.other_supervisor) as actor:
            return actions.accept(handover.pk, by=actor, at=at or timezone.now())

    def refuse(self, handover: Handover, *, by: Person | None = None, words: str = "") -> Handover:
        """Refuse, as a rule by the supervisor of the other office."""
        reason = next(iter(pack().codes("handover_refusals")))
        with self.world.acting(by or self.other_supervisor) as actor:
            return actions.refuse(handover.pk, reason=reason, words=words, by=actor, at=timezone.now())

    def withdraw(self, handover: Handover, *, by: Person | None = None) -> Handover:
        """Withdraw, as a rule by the supervisor who asked."""
        with self.world.acting(by or self.supervisor) as actor:
            return actions.withdraw(handover.pk, by=actor, at=timezone.now())

    def sees_case(self, person: Person) -> bool:
        """Whether a person finds the case: behind both walls, and in the database alone."""
        with self.world.acting(person) as actor:
            behind_both = Case.objects.visible_to(actor).filter(pk=self.case_id).exists()
            assert behind_both == Case.objects.filter(pk=self.case_id).exists()
            return behind_both

    def sees(self, person: Person, handover: Handover) -> bool:
        """Whether a person finds the handover, in the same way."""
        with self.world.acting(person) as actor:
            behind_both = Handover.objects.visible_to(actor).filter(pk=handover.pk).exists()
            assert behind_both == Handover.objects.filter(pk=handover.pk).exists()
            return behind_both

    def finds(self, person: Person, words: str) -> bool:
        """Whether a search of this person finds the child."""
        with self.world.acting(person) as actor:
            found = queries.search(actor, words, at=timezone.now())
            return self.case_id in [hit.case.pk for hit in found.hits]

    def case(self) -> Case:
        """The case, read past the walls."""
        return Case.objects.using("setup").select_related("lead_agency").get(pk=self.case_id)

    def state(self, handover: Handover) -> str:
        """Where the handover stands, read past the walls."""
        return Handover.objects.using("setup").get(pk=handover.pk).state

    def watch(self, at: datetime) -> None:
        """Let the watch over the clocks run, as the worker does."""
        with self.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
            actions.watch(at=at)

    def let_pass(self, passed: timedelta) -> None:
        """Move the parts into the past: as if so much time had gone by."""
        with connections["setup"].cursor() as cursor:
            cursor.execute("UPDATE sec.holding SET valid_until = valid_until - %s", [passed])


def set_up(world: World) -> Scene:
    """The whole scene."""
    constable, caseworker = world.known("constable"), world.known("caseworker")
    case_id = world.report(constable, **concerns.of(CHILD), area=pack().areas[0].code).case_id
    world.course(case_id).go(taken)
    return Scene(
        world=world,
        case_id=case_id,
        constable=constable,
        caseworker=caseworker,
        supervisor=world.known("supervisor"),
        other_supervisor=world.known("parish_supervisor"),
        other_caseworker=world.known("parish_caseworker"),
    )
