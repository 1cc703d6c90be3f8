"""A case that one agency leads, the police who investigate, and the prosecutors: the scene of this context's tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.invented.cases import suspect_added, taken
from opennrm.invented.joint_work import joint_work_asked, takes_part
from opennrm.investigations import actions, involving, suspects
from opennrm.investigations.models import Investigation, Suspect
from opennrm.investigations.suspects import Facts
from opennrm.investigations.values import AgeBand, SuspectKind
from tests.world import Person, World

CARETAKER = Facts(
    kind=SuspectKind.NATURAL,
    given_names="Desmond",
    family_name="Wetherill",
    other_names="Bigga",
    birth_date="1984-05-02",
    sex="male",
    citizenships=("JAM",),
)


@dataclass
class Scene:
    """Who is there, and the case, in which the investigator takes part."""

    world: World
    case_id: UUID
    reference: str
    caseworker: Person
    supervisor: Person
    investigator: Person
    head: Person
    outside: Person
    """An investigator of another agency, who takes part in no case."""
    prosecutor: Person
    other_supervisor: Person

    def open(self, by: Person | None = None, **given: Any) -> Investigation:
        """Open an investigation, as a rule by the investigator."""
        facts = {
            "form": "sex",
            "origin": "registry",
            "complicit_official": "no",
            "opened_on": timezone.localdate(),
            "page": uuid4(),
            "at": timezone.now(),
        }
        with self.world.acting(by or self.investigator) as actor:
            return actions.open_investigation(by=actor, **{**facts, **given})

    def suspect(self, facts: Facts = CARETAKER, by: Person | None = None, **given: Any) -> Suspect:
        """Record a suspect, as a rule by the investigator."""
        with self.world.acting(by or self.investigator) as actor:
            return suspects.record(facts, **{"page": uuid4(), "by": actor, "at": timezone.now(), **given})

    def involve(
        self, investigation: Investigation, suspect: Suspect, by: Person | None = None, **given: Any
    ) -> Any:
        """Say that this suspect is suspected in this investigation, as a rule by the investigator."""
        facts = {"role": "exploiter", "relation": "unknown", "at": timezone.now()}
        with self.world.acting(by or self.investigator) as actor:
            return involving.involve(investigation.pk, suspect.pk, by=actor, **{**facts, **given})

    def sent(self) -> tuple[Investigation, Suspect]:
        """An investigation with one suspect that is with the prosecutors."""
        investigation, suspect = self.open(), self.suspect()
        self.involve(investigation, suspect)
        self.do("send", investigation, to_agency=self.prosecutor.membership.agency_id, words="")
        return investigation, suspect

    def do(self, verb: str, row: Any, by: Person | None = None, module: Any = actions, **given: Any) -> Any:
        """Let somebody take one step, as a rule the investigator."""
        with self.world.acting(by or self.investigator) as actor:
            return getattr(module, verb)(row.pk, by=actor, **{"at": timezone.now(), **given})

    def ask(self, person: Person, question: Any) -> Any:
        """What somebody is answered, in a transaction of their own."""
        with self.world.acting(person) as actor:
            return question(actor)


def young(now: datetime) -> Facts:
    """A suspect of fifteen."""
    born = (now - timedelta(days=15 * 366)).date().isoformat()
    return Facts(
        kind=SuspectKind.NATURAL,
        given_names="Jaden",
        family_name="Ottley",
        birth_date=born,
        age_band=AgeBand.UNKNOWN,
    )


def set_up(world: World) -> Scene:
    """The case has been taken, somebody was named in it, and the police take part."""
    protection, police = world.agency("child_protection"), world.agency("police")
    prosecution = world.agency("prosecution")
    reporter = world.person(police, "first_responder")
    caseworker, supervisor = (world.person(protection, role) for role in ("caseworker", "supervisor"))
    investigator = world.person(police, "investigator")
    receipt = world.report(reporter)
    course = world.course(receipt.case_id, worker=caseworker, supervisor=supervisor)
    course.go(
        taken,
        suspect_added("exploits", name="Desmond Wetherill"),
        joint_work_asked(of=investigator, purpose="investigation"),
        takes_part(by=investigator),
    )
    return Scene(
        world=world,
        case_id=receipt.case_id,
        reference=Case.objects.using("setup").get(pk=receipt.case_id).reference,
        caseworker=caseworker,
        supervisor=supervisor,
        investigator=investigator,
        head=world.person(police, "head_of_investigations"),
        outside=world.person(world.agency("police"), "investigator"),
        prosecutor=world.person(prosecution, "prosecutor"),
        other_supervisor=world.person(protection, "supervisor"),
    )
