"""An invented mechanism: agencies of very different size that lead cases, reporters, services, and who works there."""

import secrets
from dataclasses import dataclass, field

from django.db import connections

from opennrm.agencies.models import Account, Agency, Membership
from opennrm.cases.permissions import CASE_ASSIGN, CASE_VIEW
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.country.pack import pack
from opennrm.country.sharing import Stage
from opennrm.directory.models import Service
from opennrm.referrals.permissions import REFERRAL_ANSWER
from opennrm.screening.permissions import SCREENING_DO
from tests.world import World

SHARES = {"small": 0.0002, "middle": 0.09, "large": 0.33, "fourth": 0.29, "fifth": 0.2898}
"""Which part of all cases each agency leads, and so its supervisors see. The first three are measured."""
CASES_A_CASEWORKER = 250
SERVICES, REPORTERS = 10, 20
WORLD = World()


@dataclass(frozen=True)
class Worker:
    """Somebody who works for an agency; the principals of their membership, their cases, their team and themselves."""

    account: Account
    membership: Membership
    principal: int
    caseload: int
    team: int
    person: int

    def sign_in(self) -> str:
        """A new session with a second factor; returns the token of its cookie."""
        return WORLD.sign_in(self.account, self.membership)


@dataclass(frozen=True)
class Lead:
    """An agency that leads cases; the principals of those that nobody has taken, and of all."""

    agency: Agency
    intake: int
    supervision: int
    area: str
    supervisor: Worker
    caseworkers: list[Worker]


@dataclass(frozen=True)
class Provider:
    """An agency with one service, and who answers there."""

    service: Service
    worker: Worker


@dataclass
class Mechanism:
    """Everybody. The originals are made by people of their own, so that nothing of theirs is measured."""

    leads: dict[str, Lead] = field(default_factory=dict)
    reporters: list[Worker] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)

    @property
    def of_originals(self) -> tuple[Lead, Worker, Provider]:
        return self.leads["originals"], self.reporters[0], self.providers[0]


def build(cases: int) -> Mechanism:
    """Found the agencies, with as many caseworkers as so many cases need."""
    made = Mechanism()
    areas = [area.code for area in pack().areas]
    for number, (name, share) in enumerate({"originals": 0.0, **SHARES}.items()):
        workers = 1 + int(cases * share) // CASES_A_CASEWORKER
        made.leads[name] = _lead(name, areas[number % len(areas)], workers)
    reporting = _agency(_reporting_kind(), "Reporting")
    made.reporters = [_worker(reporting, _reporter_role(), f"Reporter {n}") for n in range(REPORTERS)]
    made.providers = [_provider(number) for number in range(SERVICES)]
    return made


def _lead(name: str, area: str, workers: int) -> Lead:
    agency = _agency(pack().intake.lead_agency_kind, f"Lead {name}", areas=[area])
    assigning = pack().roles_that_may(CASE_ASSIGN)
    screening = [role for role in pack().roles_that_may(SCREENING_DO) if role not in assigning]
    return Lead(
        agency=agency,
        intake=_principal_of_agency("intake", agency),
        supervision=_principal_of_agency("supervision", agency),
        area=area,
        supervisor=_worker(agency, assigning[0], f"Supervisor {name}"),
        caseworkers=[_worker(agency, screening[0], f"Caseworker {name} {n}") for n in range(workers)],
    )


def _reporter_role() -> str:
    working = pack().roles_that_may(CASE_VIEW)
    return next(role for role in pack().roles_that_may(CONCERN_REPORT) if role not in working)


def _reporting_kind() -> str:
    role = _reporter_role()
    return next(kind.code for kind in pack().agency_kinds.values() if role in kind.roles)


def _provider(number: int) -> Provider:
    kind, role, purpose = _helping()
    agency = _agency(kind, f"Service {number}")
    service = WORLD.service(agency, kind=purpose, places_total=500, places_free=500)
    return Provider(service, _worker(agency, role, f"Provider {number}"))


def _helping() -> tuple[str, str, str]:
    """A kind of agency to which a referral may be sent, the role that answers there, and for what."""
    sender = pack().intake.lead_agency_kind
    for kind in pack().agency_kinds.values():
        answering = [r for r in kind.roles if r in pack().roles_that_may(REFERRAL_ANSWER)]
        for purpose in pack().codes("service_kinds"):
            shared = pack().sharing_for(sender, kind.code, purpose, Stage.ACCEPTED)
            if answering and shared.legal_bases and "identity" in shared.scopes:
                return kind.code, answering[0], purpose
    raise LookupError("The country pack shares an identity with no service, so no referral can be measured.")


def _agency(kind: str, name: str, areas: list[str] | None = None) -> Agency:
    return WORLD.agency(kind, name=name, code=secrets.token_hex(6), areas=areas)


def _worker(agency: Agency, role: str, name: str) -> Worker:
    account = WORLD.account(name=name, email=f"{secrets.token_hex(8)}@example.org")
    return worker_of(WORLD.membership(account, agency, role))


def worker_of(membership: Membership) -> Worker:
    """Whoever holds this membership, with its principals."""
    with connections["setup"].cursor() as cursor:
        cursor.execute(
            "SELECT sec.membership_principal(%s), sec.principal_of_membership('caseload', %s), sec.team(%s, %s), "
            "sec.person_principal(%s, %s)",
            [membership.pk, membership.pk, membership.agency_id, membership.role, membership.account_id,
             membership.agency_id],
        )  # fmt: skip
        principal, caseload, team, person = cursor.fetchone()
    return Worker(membership.account, membership, principal, caseload, team, person)


def _principal_of_agency(kind: str, agency: Agency) -> int:
    with connections["setup"].cursor() as cursor:
        cursor.execute("SELECT sec.principal_of_agency(%s, %s)", [kind, agency.pk])
        return cursor.fetchone()[0]
