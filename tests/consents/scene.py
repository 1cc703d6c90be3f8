"""An office with a case on which somebody works, and what was agreed in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.consents import actions, bases, guardians, objections, queries, watching
from opennrm.consents.actions import Explained, Recipient, Saying
from opennrm.consents.models import Consent
from opennrm.directory.models import Service
from opennrm.foundation.context import as_job
from opennrm.people.models import Person as Child
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World

HELP = "service_referral"
SPOKEN = Explained(form="spoken", language="eng", sheet="M2 version 1")
CHILD_YES = Saying(giver="child", answer="yes")
CHILD_NO = Saying(giver="child", answer="no")
STATE_YES = Saying(giver="state", answer="yes", signer="Director of the office")


@dataclass
class Scene:
    """The case of a girl of 13 is the caseworker's; there are two services to which something can be agreed."""

    office: Office
    case_id: UUID
    shelter: Service
    clinic: Service
    provider: Person
    officer: Person

    def do(self, verb: Any, of: UUID | None = None, *, by: Person | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the caseworker, call an action; as a rule about the case, and now."""
        given.setdefault("at", timezone.now())
        if verb in (actions.record, bases.record, guardians.record, objections.record):
            given.setdefault("page", uuid4())
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return verb(of or self.case_id, by=actor, **given)

    def agree(self, *sayings: Saying, service: Service | None = None, **given: Any) -> list[Consent]:
        """Record what was said about help from a service, as a rule the shelter."""
        recipient = Recipient(service_id=(service or self.shelter).pk)
        answers = {"purpose": HELP, "recipient": recipient, "explained": SPOKEN, "sayings": sayings, **given}
        return self.do(actions.record, **answers)

    def on_law(self, **given: Any) -> Any:
        """Record a legal basis for help from the shelter, as a rule because a life is at risk."""
        answers = {
            "purpose": HELP,
            "recipient": Recipient(service_id=self.shelter.pk),
            "basis": "vital_interest",
            "reason": "Somebody is looking for her.",
        }
        return self.do(bases.record, **{**answers, **given})

    def guardian(self, standing: str) -> Any:
        """Record her mother."""
        return self.do(
            guardians.record, kind="parent", standing=standing, authority="birth", name="Her mother"
        )

    def decision(self, service: Service | None = None, *, purpose: str = HELP, at: datetime | None = None):
        """Whether she may be referred now to a service, as a rule to the shelter."""
        with self.office.world.acting(self.office.caseworker) as actor:
            case, to = Case.objects.get(pk=self.case_id), queries.to_service(service or self.shelter)
            return queries.may_be_done(actor, case, purpose, to=to, at=at or timezone.now())

    def born(self, day: str) -> None:
        """Seal a date of birth into the case, whole or in part."""
        now = timezone.now()
        with self.office.world.acting(self.office.caseworker) as actor:
            case = Case.objects.get(pk=self.case_id)
            child = Child.make(case, now, recorded_at=now, changed_at=now)
            case_access.seal(actor, self.case_id).close_field(child, "birth_date", day)
            child.save(from_action=True, force_insert=True)

    def watch(self, at: datetime) -> None:
        """Let the watch over the clocks run, as the worker does."""
        with self.office.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
            watching.watch(at)

    def stored(self, consent: Consent) -> Consent:
        """A consent as it stands, read past the walls."""
        return Consent.objects.using("setup").get(pk=consent.pk)


def years_ago(years: int, *, days: int = 0) -> str:
    """The day of birth of somebody who turned so old so many days ago, or turns in so many days if less than 0."""
    day = queries.today(timezone.now()) - timedelta(days=days)
    return date(day.year - years, day.month, min(day.day, 28)).isoformat()


def set_up(world: World) -> Scene:
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    people = office(world)
    house, health = world.office("shelter"), world.agency("health")
    clinic = world.service(health, name="Invented clinic")
    return Scene(
        office=people,
        case_id=people.case(age=13, sex="female", languages=["eng"]),
        shelter=world.service(house, name="Invented shelter"),
        clinic=clinic,
        provider=world.known("shelter"),
        officer=world.person(people.caseworker.membership.agency, "data_officer"),
    )
