"""Whose requests are measured: supervisors who see very different parts of all cases, a caseworker, a reporter."""

from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import psycopg
from django.utils import timezone

from opennrm.agencies.models import Agency, Membership
from opennrm.cases import actions as cases
from opennrm.foundation import notices
from opennrm.foundation.sealing import seal_of

from .mechanism import Worker, worker_of
from .originals import entered

MEASURED = {
    "small": "Supervisor small",
    "middle": "Supervisor middle",
    "large": "Supervisor large",
    "caseworker": "Caseworker large 0",
}
SAMPLES = 60
OPEN_CASES, FINISHED_CASES = 40, 600
_FINISHED = "EXISTS (SELECT FROM referrals_referral r WHERE r.case_id = c.id AND r.state = 'completed')"
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


@dataclass(frozen=True)
class Visitor:
    """Somebody who signed in, and a child to look for whose case they see."""

    token: str
    known: Known


def everybody(connection: psycopg.Connection) -> list[Persona]:
    """The supervisors of three agencies, who see all cases of theirs, and a caseworker, who sees their own."""
    total = _one(connection, "SELECT count(*) FROM cases_case")
    _give_caseload(connection)
    found = []
    for name, worker_name in MEASURED.items():
        worker = _worker(worker_name)
        seen = _OWN if name == "caseworker" else _SUPERVISED
        who = _parameters(worker)
        number = _one(connection, f"SELECT count(*) FROM cases_case c WHERE {seen}", who)
        known = _known(connection, f"{seen} ORDER BY random() LIMIT {SAMPLES}", who)
        found.append(Persona(name, worker, worker.sign_in(), number, number / total, known))
    return found


def _give_caseload(connection: psycopg.Connection) -> None:
    """Let the supervisor give the caseworker as many open and finished cases as somebody has after some years."""
    caseworker = _worker(MEASURED["caseworker"])
    who = _parameters(caseworker)
    if not (colleague := _colleague_of(caseworker)):
        return
    for wanted, finished in ((OPEN_CASES, f"NOT {_FINISHED}"), (FINISHED_CASES, _FINISHED)):
        own = _ids(connection, f"c.assigned_to_id = %(membership)s AND {finished}", who)
        _assign(own[wanted:], to=colleague)
        others = f"c.lead_agency_id = %(agency)s AND c.assigned_to_id <> %(membership)s AND {finished}"
        missing = max(0, wanted - len(own))
        _assign(_ids(connection, f"{others} LIMIT {missing}", who), to=caseworker)
    with entered(caseworker.sign_in()) as actor:
        notices.mark_read(by=actor, at=timezone.now())


def _colleague_of(worker: Worker) -> Worker | None:
    """Another caseworker of the same agency; there is none where the cases are few."""
    same = Membership.objects.using("setup").filter(
        agency=worker.membership.agency_id, role=worker.membership.role
    )
    other = same.exclude(pk=worker.membership.pk).select_related("account").order_by("account__name").first()
    return worker_of(other) if other else None


def _assign(case_ids: list[UUID], *, to: Worker) -> None:
    token = _worker(MEASURED["large"]).sign_in()
    for case_id in case_ids:
        with entered(token) as supervisor:
            cases.assign(case_id, to=to.membership.pk, by=supervisor, at=timezone.now())


def visitors(connection: psycopg.Connection, *, people: int = 200) -> list[Visitor]:
    """So many sign-ins of supervisors and caseworkers who see a case; of the same people again if they are fewer."""
    memberships = Membership.objects.using("setup").select_related("account").filter(sees_cases=True)
    working = memberships.exclude(agency__name="Lead originals").filter(agency__name__startswith="Lead ")
    found: list[tuple[Worker, Known]] = []
    for membership in working.order_by("account__name")[:people]:
        worker = worker_of(membership)
        seen = _SUPERVISED if membership.supervises else "c.assigned_to_id = %(membership)s"
        found += [(worker, known) for known in _known(connection, f"{seen} LIMIT 1", _parameters(worker))]
    return [Visitor(worker.sign_in(), known) for worker, known in islice(cycle(found), people)]


def reporter() -> Worker:
    """Somebody who reports concerns and sees no case."""
    return _worker("Reporter 1")


def area_of(name: str) -> str:
    """The area from which concerns go to this agency."""
    return Agency.objects.using("setup").get(name=f"Lead {name}").areas[0]


def _worker(name: str) -> Worker:
    membership = Membership.objects.using("setup").select_related("account").get(account__name=name)
    return worker_of(membership)


def _parameters(worker: Worker) -> dict[str, UUID]:
    return {"agency": worker.membership.agency_id, "membership": worker.membership.pk}


def _ids(connection: psycopg.Connection, seen: str, who: dict[str, UUID]) -> list[UUID]:
    return [
        row[0] for row in connection.execute(f"SELECT c.id FROM cases_case c WHERE {seen}", who).fetchall()
    ]


def _known(connection: psycopg.Connection, seen: str, who: dict[str, UUID]) -> list[Known]:
    rows = connection.execute(
        "SELECT c.id, k.wrapped, p.id, p.given_names, p.family_name, t.id, t.telephone "
        "FROM cases_case c JOIN cases_casekey k ON k.id = c.id JOIN people_person p ON p.case_id = c.id "
        f"JOIN people_contact t ON t.case_id = c.id WHERE {seen}",
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
