"""A case that one agency leads, in which police and prosecution take part: the scene of every test about recordings."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from opennrm.consents import actions as consents
from opennrm.consents import bases
from opennrm.consents.actions import Explained, Recipient, Saying
from opennrm.consents.models import Consent, LegalBasis
from opennrm.country.pack import pack
from opennrm.custody import receiving
from opennrm.custody.models import Copy, LedgerEvent, Recording
from opennrm.custody.rules import CHUNK
from opennrm.custody.states import Clock
from opennrm.foundation.context import as_job
from opennrm.invented.closing import closed
from opennrm.invented.screening import not_confirmed
from opennrm.joint_work import actions as joint_actions
from opennrm.joint_work.models import JointWork
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World

PURPOSES = {"police": "investigation", "prosecution": "prosecution"}


def film(size: int = 3 * CHUNK + 17) -> bytes:
    """Something that looks like a film by its first bytes, and is never the same in two chunks."""
    begin = b"\x00\x00\x00\x18ftypisom" + bytes(12)
    rest = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(size // 32 + 1))
    return (begin + rest)[:size]


@dataclass
class Scene:
    """Who is there. The custodian works for the police, and the recording is announced and has not arrived."""

    office: Office
    case_id: UUID
    custodian: Person
    colleague: Person
    prosecutor: Person
    counsel: Person
    recording_id: UUID

    @property
    def world(self) -> World:
        return self.office.world

    def announce(self, *, by: Person | None = None, **given: Any) -> Recording:
        """Announce a recording, as a rule by the custodian."""
        answers = {
            "device": "Fixed recorder 1", "clock": Clock.DEVICE, "started_at": None, "ended_at": None,
            "page": uuid4(), "at": timezone.now(),
        }  # fmt: skip
        with self.world.acting(by or self.custodian) as actor:
            return receiving.announce(self.case_id, by=actor, **{**answers, **given})

    def send(
        self, content: bytes, *, of: UUID | None = None, piece: int = CHUNK, to: int | None = None
    ) -> Recording:
        """Send a recording in pieces, from where it has come to the end, or `to` a byte; each in a transaction."""
        recording_id = of or self.recording_id
        with self.world.acting(self.custodian) as actor:
            at = receiving.begin(recording_id, size=len(content), by=actor, at=timezone.now()).received
        recording = self.row(recording_id)
        while at < (len(content) if to is None else to):
            with self.world.acting(self.custodian) as actor:
                recording = receiving.take(
                    recording_id, offset=at, content=content[at : at + piece], by=actor, at=timezone.now()
                )
            at = recording.received
        return recording

    def sealed(self, content: bytes | None = None) -> Recording:
        """The recording has arrived and is sealed."""
        return self.send(film() if content is None else content)

    def agreed(self, to: Person | None = None, *, days: int = 30) -> list[Consent]:
        """Record that the child and the state agree to a copy for therapy: to an agency, or to a clinic."""
        last_day = timezone.localdate(timezone=pack().zone) + timedelta(days=days)
        recipient = Recipient(agency_id=to.membership.agency_id) if to else Recipient(words="A clinic")
        return self.do(
            self.office.caseworker, consents.record, self.case_id, purpose="recording_therapist",
            recipient=recipient, explained=Explained(form="spoken", language="eng"), last_day=last_day, page=uuid4(),
            sayings=[Saying(giver="child", answer="yes"), Saying(giver="state", answer="yes", signer="The director")],
        )  # fmt: skip

    def allowed_by_court(self, purpose: str, to: Person) -> LegalBasis:
        """Record that a court allows copies for a purpose of the table of consent."""
        return self.do(
            self.office.caseworker, bases.record, self.case_id, purpose=purpose, basis="court_order",
            recipient=Recipient(agency_id=to.membership.agency_id), reason="The court ordered it.", page=uuid4(),
        )  # fmt: skip

    def row(self, recording_id: UUID | None = None) -> Recording:
        """A recording as it stands, read past the walls."""
        return Recording.objects.using("setup").get(pk=recording_id or self.recording_id)

    def copy(self, copy_id: UUID) -> Copy:
        """A copy as it stands, read past the walls."""
        return Copy.objects.using("setup").get(pk=copy_id)

    def ledger(self, recording_id: UUID | None = None) -> list[str]:
        """What the ledger of a recording says, in order, read past the walls."""
        events = LedgerEvent.objects.using("setup").filter(recording_id=recording_id or self.recording_id)
        return list(events.order_by("sequence").values_list("kind", flat=True))

    def job(self, what: Any, *given: Any, **named: Any) -> Any:
        """Let the worker do something, in the transactions that it opens itself."""
        with self.world.connected_as("opennrm_worker"):
            return what(*given, **named)

    def as_job(self):
        """One transaction of the job."""
        return as_job("custody.keep")

    def past(self, statement: str, *given: Any) -> None:
        """Change the database past the walls, triggers included."""
        with connections["setup"].cursor() as cursor:
            cursor.execute(statement, list(given))

    def end_parts(self, *people: Person) -> None:
        """The agencies of these people take part no more; of nobody: no agency does."""
        live = JointWork.objects.using("setup").filter(case_id=self.case_id, ended_at=None)
        if people:
            live = live.filter(to_agency_id__in=[each.membership.agency_id for each in people])
        reason = next(iter(pack().codes("joint_ends")))
        for work_id in live.values_list("pk", flat=True):
            self.do(self.office.caseworker, joint_actions.end, work_id, reason=reason)

    def close(self) -> None:
        """The case is closed as any other, after every agency that took part has left it."""
        self.end_parts()
        people = {"worker": self.office.caseworker, "supervisor": self.office.supervisor}
        self.world.course(self.case_id, **people).go(not_confirmed, closed())

    def as_if_closed(self, moment: str = "now()") -> None:
        """The case has been closed since this moment, or is open again, and everybody takes part as before."""
        self.past(f"UPDATE cases_case SET closed_at = {moment}")
        self.past(f"UPDATE sec.lead SET closed_at = {moment}")

    def do(self, person: Person, what: Any, *given: Any, at: datetime | None = None, **named: Any) -> Any:
        """Let a person take a step."""
        with self.world.acting(person) as actor:
            return what(*given, by=actor, at=at or timezone.now(), **named)


def set_up(world: World) -> Scene:
    """The whole scene."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    police, prosecution = world.agency("police"), world.agency("prosecution")
    custodian, colleague = (world.person(police, "evidence_custodian") for _each in range(2))
    prosecutor = world.person(prosecution, "prosecutor")
    counsel = world.person(world.agency("defence"), "recording_viewer")
    case_id = place.case(age=13)
    for person in (custodian, prosecutor):
        let_take_part(world, place, case_id, person)
    scene = Scene(place, case_id, custodian, colleague, prosecutor, counsel, uuid4())
    scene.recording_id = scene.announce().pk
    return scene


def let_take_part(
    world: World, place: Office, case_id: UUID, person: Person, *, scopes: Collection[str] = ("recordings",)
) -> None:
    """Ask the agency of this person to take part for what its kind does, and let them accept."""
    agency = person.membership.agency
    purpose = PURPOSES[agency.kind]
    shown = pack().sharing_to_take_part(place.caseworker.membership.agency.kind, agency.kind, purpose)
    now = timezone.now()
    with world.acting(place.caseworker) as actor:
        work = joint_actions.ask(
            case_id, agency_id=agency.pk, purpose=purpose, basis=shown.legal_bases[0],
            scopes=list(scopes), last_day=timezone.localdate(timezone=pack().zone) + timedelta(days=30),
            summary="A recording is to be kept.", by=actor, at=now,
        )  # fmt: skip
    with world.acting(person) as actor:
        joint_actions.accept(work.pk, by=actor, at=now)
