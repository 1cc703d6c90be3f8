"""The invented agencies, and the people who work for them; made by the steps that real ones are made by."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from opennrm.agencies import access, actions, confirmations, queries, second_factors
from opennrm.agencies.models import Account, Agency, Cause, Membership
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_account

from .course import EndsHere, Somebody
from .sign_in import SignIn

PASSWORD = "lanterns over the harbour"  # noqa: S105 - of people who do not exist
MAIL = "example.org"
INVENTED = "(invented)"


@dataclass(frozen=True)
class Office:
    """An agency that does not exist. `kind` is empty where it is the one by whose name the office is known."""

    name: str
    telephone: str = ""
    kind: str = ""
    is_regional: bool = False
    """Whether it works in the last areas of the country alone, of which no story tells: so no new case comes to it."""

    def areas(self) -> list[str]:
        """Where it works: everywhere, unless it is regional."""
        return [area.code for area in pack().areas[FIRST_OF_REGION:]] if self.is_regional else []


@dataclass(frozen=True)
class Worker:
    """Somebody who does not exist, the office that they work for, and in which role."""

    name: str
    office: str
    role: str
    leaves: bool = False
    """Whether they no longer work there at the end, so that nobody signs in as them."""

    @property
    def kind(self) -> str:
        """The kind of agency that they work for."""
        return kind_of(self.office)


OFFICES = {
    "coordination": Office("National coordination", "876-555-0121"),
    "child_protection": Office("Child protection office", "876-555-0122"),
    "police": Office("Harbour police station", "876-555-0123"),
    "health": Office("Hillside health centre", "876-555-0124"),
    "shelter": Office("Morning House", "876-555-0125"),
    "victim_services": Office("Victim support office", "876-555-0126"),
    "education": Office("School service", "876-555-0127"),
    "oversight": Office("Oversight office", "876-555-0128"),
    "second_protection": Office(
        "Parish protection office", "876-555-0129", kind="child_protection", is_regional=True
    ),
}
"""One agency of each kind, by its kind; and one to which a case can be handed over."""
FIRST_OF_REGION = 12
PEOPLE = {
    "constable": Worker("Dwayne Hartwell", "police", "first_responder"),
    "inspector": Worker("Errol Whitfield", "police", "supervisor"),
    "nurse": Worker("Pauline Estwick", "health", "first_responder"),
    "caseworker": Worker("Marcia Denholm", "child_protection", "caseworker"),
    "colleague": Worker("Tyrone Ashby", "child_protection", "caseworker"),
    "supervisor": Worker("Sonia Bramwell", "child_protection", "supervisor"),
    "facilitator": Worker("Lorna Whylie", "child_protection", "facilitator"),
    "leaver": Worker("Winsome Farrier", "child_protection", "caseworker", leaves=True),
    "shelter": Worker("Ruth Callender", "shelter", "service_provider"),
    "counsellor": Worker("Neville Pryce", "victim_services", "service_provider"),
    "figures": Worker("Ingrid Solano", "coordination", "data_officer"),
    "interviewer": Worker("Camille Thorburn", "police", "interviewer"),
    "custodian": Worker("Keisha Brissett", "police", "evidence_custodian"),
    "host": Worker("Delroy Finch", "victim_services", "facilitator"),
    "auditor": Worker("Clive Merriman", "oversight", "auditor"),
    "administrator": Worker("Yvonne Tulloch", "coordination", "administrator"),
    "desk_officer": Worker("Hyacinth Lowe", "coordination", "linkage_officer"),
    "second_officer": Worker("Rupert Gayle", "coordination", "linkage_officer"),
    "overseer": Worker("Althea Fong", "coordination", "linkage_overseer"),
    "parish_supervisor": Worker("Beverly Cranston", "second_protection", "supervisor"),
    "parish_caseworker": Worker("Garfield Munroe", "second_protection", "caseworker"),
}
"""Everybody, by the name that stories call them. It is also how their address begins."""
ALSO = {"shelter": ("education", "first_responder")}
"""The kind of agency that somebody also works for, and their role there."""


@contextmanager
def acting(name: Somebody) -> Iterator[Actor]:
    """One transaction for somebody of the demonstration, by their name. Needs the operator's database role.

    :raises EndsHere: this country has no such role or agency, so nobody was made of this name.
    """
    email = f"{name}@{MAIL}"
    if not Account.objects.filter(email=email).exists():
        raise EndsHere(f"There is no {name} in this country.")
    with as_account(email) as entered:
        yield access.actor_of(entered)


def found(*, by: Actor, at: datetime) -> tuple[SignIn, ...]:
    """Make the agencies and people that this country can have, as whoever sits at the server."""
    agencies = {name: _agency(name, by=by, at=at) for name in _possible_offices()}
    people = {
        name: _person(name, worker, agencies[worker.office], agencies, by=by, at=at)
        for name, worker in PEOPLE.items()
        if _is_possible(worker.office, worker.role, agencies)
    }
    for membership in access.to_confirm(by):
        # The first who can confirm others, where even administrators see cases.
        if not queries.confirmers_of(membership):
            confirmations.confirm_at_server(membership.pk, by=by, at=at)
    return tuple(person for name, person in people.items() if not PEOPLE[name].leaves)


def begin_work(people: tuple[SignIn, ...], *, at: datetime) -> None:
    """Let each be confirmed by a second person and accept the code of conduct."""
    for membership in Membership.objects.filter(sees_cases=True, confirmed_at=None, ended_at=None):
        second = queries.confirmers_of(membership)[0]
        with as_account(second.account.email, agency_code=second.agency.code) as entered:
            confirmations.confirm(membership.pk, by=access.actor_of(entered), at=at)
    for person in people:
        with as_account(person.email) as entered:
            actions.accept_conduct(by=access.actor_of(entered), at=at)


def kind_of(office: str) -> str:
    """The kind of agency that an office is."""
    return (OFFICES[office].kind if office in OFFICES else "") or office


def _possible_offices() -> list[str]:
    known = pack().agency_kinds
    possible = [
        name
        for name, office in OFFICES.items()
        if kind_of(name) in known and (office.areas() or not office.is_regional)
    ]
    return list(dict.fromkeys([*possible, pack().intake.lead_agency_kind]))


def _is_possible(office: str, role: str, agencies: dict[str, Agency]) -> bool:
    return office in agencies and role in pack().agency_kinds[kind_of(office)].roles


def _agency(name: str, *, by: Actor, at: datetime) -> Agency:
    kind = kind_of(name)
    office = OFFICES.get(name) or Office(pack().agency_kinds[kind].title)
    return actions.create_agency(
        code=f"DEMO-{name.upper().replace('_', '-')}",
        name=f"{office.name} {INVENTED}",
        kind=kind,
        areas=office.areas(),
        telephone=office.telephone,
        by=by,
        at=at,
    )


def _person(
    name: str, worker: Worker, agency: Agency, agencies: dict[str, Agency], *, by: Actor, at: datetime
) -> SignIn:
    account = actions.create_account(
        email=f"{name}@{MAIL}",
        name=worker.name,
        agency_id=agency.pk,
        role=worker.role,
        password=PASSWORD,
        by=by,
        at=at,
    )
    if name in ALSO and _is_possible(*ALSO[name], agencies):
        kind, role = ALSO[name]
        # Later than the first, which is the one that a command acts by.
        later = at + timedelta(seconds=1)
        actions.start_membership(
            account, agencies[kind], role, given_by=None, because=Cause.INVITED, at=later
        )
    secret = second_factors.new_secret()
    second_factors.enrol(account.pk, secret, at=at)
    title = pack().roles[worker.role].title
    return SignIn(email=account.email, name=account.name, role=title, agency=agency.name, secret=secret)
