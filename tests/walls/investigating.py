"""The investigations of the cast: one with the prosecutor, one that is open and one that ended, with their suspects.

Whoever investigates takes no part in the case. So the reference of the child, and the name that is shown for the
child's safety, are put there past the walls.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.investigations import actions, impunity, involving, links, own_keys, suspects
from opennrm.investigations.models import (
    ChildSuspectRequest,
    Disclosure,
    InvestigatedChild,
    Investigation,
    Involvement,
)
from opennrm.investigations.suspects import Facts
from opennrm.investigations.values import SuspectKind
from tests.investigations.scene import young
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def police(world: World) -> dict[str, Person]:
    """Whoever investigates, for two agencies, and whoever prosecutes."""
    return {
        "investigator": world.person(world.agency("police"), "head_of_investigations"),
        "other_investigator": world.person(world.agency("police"), "investigator"),
        "prosecutor": world.person(world.agency("prosecution"), "prosecutor"),
    }


def investigate(
    world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID
) -> dict[str, UUID]:
    """Make all of them, with a word that names the suspects; returns ids for addresses."""
    made = _Making(world, people, canaries.culprit)
    sent, opened, ended = made.opened(), made.opened(), made.opened()
    suspect = made.suspect(SuspectKind.NATURAL)
    company = made.suspect(SuspectKind.LEGAL)
    involvement = made.do(involving.involve, sent, suspect, **ROLE)
    made.do(involving.involve, opened, suspect, **ROLE)
    link = made.do(links.add, suspect, kind="telephone", value="876-555-0199")
    status = made.do(suspects.add_status, suspect, **_arrested())
    child = made.child(sent, case_id)
    made.do(actions.send, sent, to_agency=people["prosecutor"].membership.agency_id, words="")
    made.do(actions.end, ended, reason=next(iter(pack().codes("investigation_ends"))), words="")
    return {
        "investigation_id": sent,
        "open_investigation_id": opened,
        "ended_investigation_id": ended,
        "culprit_id": suspect,
        "company_id": company,
        "involvement_id": involvement.pk,
        "link_id": link.pk,
        "status_id": status.pk,
        "investigated_id": child,
        "request_id": made.request(opened),
        "disclosure_id": made.disclosed(suspect, case_id),
        "flag_id": made.flagged(case_id, "no"),
        "raised_flag_id": made.flagged(case_id, "yes"),
    }


ROLE: dict[str, Any] = {"role": "exploiter", "relation": "unknown"}


def _arrested() -> dict[str, Any]:
    happened = timezone.now() - timedelta(hours=5)
    return {
        "status": next(iter(pack().codes("suspect_statuses"))),
        "happened_at": happened,
        "is_time_known": True,
    }


class _Making:
    def __init__(self, world: World, people: dict[str, Person], word: str) -> None:
        self.world, self.people, self.word = world, people, word

    def do(self, verb: Any, *of: UUID, who: str = "investigator", **given: Any) -> Any:
        with self.world.acting(self.people[who]) as actor:
            return verb(*of, **given, by=actor, at=timezone.now())

    def opened(self) -> UUID:
        facts = {
            "form": "sex",
            "origin": "police",
            "complicit_official": "no",
            "opened_on": timezone.localdate(),
        }
        return self.do(actions.open_investigation, **facts, page=uuid4()).pk

    def suspect(self, kind: str) -> UUID:
        facts = Facts(kind=kind, family_name=f"{self.word} of the harbour")
        with self.world.acting(self.people["investigator"]) as actor:
            return suspects.record(facts, page=uuid4(), by=actor, at=timezone.now()).pk

    def child(self, investigation_id: UUID, case_id: UUID) -> UUID:
        investigation = Investigation.objects.using("setup").get(pk=investigation_id)
        row = InvestigatedChild(
            investigation=investigation,
            case_reference=Case.objects.using("setup").get(pk=case_id).reference,
            position="victim",
            recorded_at=timezone.now(),
            recorded_by=self.people["investigator"].membership,
            readers=investigation.readers,
            writers=investigation.writers,
        )
        row.save(from_action=True, using="setup")
        return row.pk

    def request(self, investigation_id: UUID) -> UUID:
        """Whether a boy may be listed: asked of the supervisors of the agency that leads the case."""
        with self.world.acting(self.people["investigator"]) as actor:
            boy = suspects.record(young(timezone.now()), page=uuid4(), by=actor, at=timezone.now()).pk
        asked = self.people["lead_supervisor"].membership.agency_id
        involved = self.do(
            involving.involve, investigation_id, boy, **ROLE, ask_agency=asked, why=f"{self.word} says so."
        )
        assert Involvement.objects.using("setup").filter(pk=involved.pk, needs_agreement=True).exists()
        return ChildSuspectRequest.objects.using("setup").get(involvement=involved).pk

    def disclosed(self, suspect_id: UUID, case_id: UUID) -> UUID:
        case = Case.objects.using("setup").get(pk=case_id)
        mine = _principal(self.people["investigator"])
        row = Disclosure(
            case=case,
            suspect_id=suspect_id,
            disclosed_at=timezone.now(),
            disclosed_by=self.people["investigator"].membership,
            until=timezone.now() + timedelta(days=20),
            readers=[*case.writers, mine],
            writers=[mine],
        )
        seal = own_keys.new_seal(row)
        seal.close_field(row, "name", self.word)
        seal.close_field(row, "reason", f"{self.word} lives next door.")
        row.save(from_action=True, using="setup")
        return row.pk

    def flagged(self, case_id: UUID, compelled: str) -> UUID:
        act = next(iter(pack().codes("alleged_acts")))
        facts: dict[str, Any] = {
            "act": act,
            "happened_on": None,
            "words": f"{self.word} made the child do it.",
        }
        return self.do(
            impunity.flag, case_id, who="lead_assigned", **facts, compelled=compelled, page=uuid4()
        ).pk


def _principal(person: Person) -> int:
    with connections["setup"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM sec.principal WHERE kind = 'membership' AND membership_id = %s",
            [str(person.membership.pk)],
        )
        return cursor.fetchone()[0]
