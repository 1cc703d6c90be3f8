"""Whose requests are measured: supervisors who see very different parts of all cases, a caseworker, a reporter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.sealing import seal_of

from .mechanism import Worker, worker_of

MEASURED = {
    "small": "Supervisor small",
    "middle": "Supervisor middle",
    "large": "Supervisor large",
    "caseworker": "Caseworker large 0",
}
SAMPLES = 60
_SUPERVISED = "c.lead_agency_id = %(agency)s"
_OWN = "(c.assigned_to_id = %(membership)s OR c.lead_agency_id = %(agency)s AND c.assigned_to_id IS NULL)"


@dataclass(frozen=True)
class Known:
    """A child in a case that the persona sees: what somebody would look for."""

    case_id: UUID
    name: str
    telephone: str


@dataclass(frozen=True)
class Persona:
    """Somebody who signs in, and what there is to see for them."""

    name: str
    worker: Worker
    token: str
    cases: int
    part: float
    known: list[Known]


def everybody(connection: psycopg.Connection) -> list[Persona]:
    """The supervisors of three agencies, who see all cases of theirs, and a caseworker, who sees their own."""
    total = _one(connection, "SELECT count(*) FROM cases_case")
    found = []
    for name, worker_name in MEASURED.items():
        worker = _worker(worker_name)
        seen = _OWN if name == "caseworker" else _SUPERVISED
        who = {"agency": worker.membership.agency_id, "membership": worker.membership.pk}
        cases = _one(connection, f"SELECT count(*) FROM cases_case c WHERE {seen}", who)
        known = _known(connection, seen, who)
        found.append(Persona(name, worker, worker.sign_in(), cases, cases / total, known))
    return found


def reporter() -> Worker:
    """Somebody who reports concerns and sees no case."""
    return _worker("Reporter 1")


def area_of(name: str) -> str:
    """The area from which concerns go to this agency."""
    return Agency.objects.using("setup").get(name=f"Lead {name}").areas[0]


def _worker(name: str) -> Worker:
    membership = Membership.objects.using("setup").select_related("account").get(account__name=name)
    return worker_of(membership)


def _known(connection: psycopg.Connection, seen: str, who: dict[str, UUID]) -> list[Known]:
    rows = connection.execute(
        "SELECT c.id, k.wrapped, p.id, p.given_names, p.family_name, t.id, t.telephone "
        "FROM cases_case c JOIN cases_casekey k ON k.id = c.id JOIN people_person p ON p.case_id = c.id "
        f"JOIN people_contact t ON t.case_id = c.id WHERE {seen} ORDER BY random() LIMIT {SAMPLES}",
        who,
    ).fetchall()
    known = []
    for case_id, wrapped, person, given, family, contact, telephone in rows:
        seal = seal_of(case_id, wrapped)
        names = [
            seal.open_text(sealed, label=f"people.person.{field}", row_id=person)
            for field, sealed in (("given_names", given), ("family_name", family))
        ]
        number = seal.open_text(telephone, label="people.contact.telephone", row_id=contact)
        known.append(Known(case_id, " ".join(names), number))
    return known


def _one(connection: psycopg.Connection, statement: str, parameters: Any = ()) -> Any:
    row = connection.execute(statement, parameters).fetchone()
    assert row is not None
    return row[0]
