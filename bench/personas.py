"""Whose requests are measured: supervisors of agencies that see very different parts of all cases, and a reporter."""

from dataclasses import dataclass
from uuid import UUID

import psycopg

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.sealing import seal_of

from .mechanism import Worker

MEASURED = ("small", "middle", "large")
SAMPLES = 60


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


def supervisors(connection: psycopg.Connection) -> list[Persona]:
    """The supervisors of the three measured agencies."""
    total = _one(connection, "SELECT count(*) FROM cases_case")
    found = []
    for name in MEASURED:
        worker = _worker(connection, f"Supervisor {name}")
        agency = worker.membership.agency_id
        cases = _one(connection, "SELECT count(*) FROM cases_case WHERE lead_agency_id = %s", agency)
        known = _known(connection, agency)
        found.append(Persona(name, worker, worker.sign_in(), cases, cases / total, known))
    return found


def reporter(connection: psycopg.Connection) -> Worker:
    """Somebody who reports concerns and sees no case."""
    return _worker(connection, "Reporter 1")


def area_of(name: str) -> str:
    """The area from which concerns go to this agency."""
    return Agency.objects.using("setup").get(name=f"Lead {name}").areas[0]


def _worker(connection: psycopg.Connection, name: str) -> Worker:
    membership = Membership.objects.using("setup").select_related("account").get(account__name=name)
    principal = _one(connection, "SELECT sec.membership_principal(%s)", membership.pk)
    team = _one(connection, "SELECT sec.team(%s, %s)", membership.agency_id, membership.role)
    return Worker(membership.account, membership, principal, team)


def _known(connection: psycopg.Connection, agency: UUID) -> list[Known]:
    rows = connection.execute(
        "SELECT c.id, k.wrapped, p.id, p.given_names, p.family_name, t.id, t.telephone "
        "FROM cases_case c JOIN cases_casekey k ON k.id = c.id JOIN people_person p ON p.case_id = c.id "
        "JOIN people_contact t ON t.case_id = c.id WHERE c.lead_agency_id = %s ORDER BY random() LIMIT %s",
        [agency, SAMPLES],
    ).fetchall()
    known = []
    for case_id, wrapped, person, given, family, contact, telephone in rows:
        seal = seal_of(case_id, wrapped)
        names = [
            seal.open(sealed, label=f"people.person.{field}", row_id=person).decode()
            for field, sealed in (("given_names", given), ("family_name", family))
        ]
        number = seal.open(telephone, label="people.contact.telephone", row_id=contact).decode()
        known.append(Known(case_id, " ".join(names), number))
    return known


def _one(connection: psycopg.Connection, statement: str, *parameters):
    row = connection.execute(statement, parameters).fetchone()
    assert row is not None
    return row[0]
