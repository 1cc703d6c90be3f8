"""The invented agencies, people and services of a demonstration, made by the steps that real ones are made by."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from opennrm.agencies import access, actions, confirmations, queries, second_factors
from opennrm.agencies.models import Account, Agency, Cause, Membership
from opennrm.country.pack import pack
from opennrm.directory import actions as directory
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_account

from .demonstration import Demonstration, SignIn


@cache
def content() -> dict[str, Any]:
    """What stands in demo.toml."""
    return tomllib.loads((Path(__file__).parent / "demo.toml").read_text())


def load_people(*, by: Actor) -> Demonstration:
    """Make agencies and people, as whoever sits at the server; returns what the people sign in with."""
    now = timezone.now()
    agencies = {agency["kind"]: _agency(agency, by=by, at=now) for agency in _possible_agencies()}
    people = [_person(person, agencies, by=by, at=now) for person in _possible_people(agencies)]
    for membership in access.to_confirm(by):
        # The first who can confirm others, where even administrators see cases.
        if not queries.confirmers_of(membership):
            confirmations.confirm_at_server(membership.pk, by=by, at=now)
    return Demonstration(password=content()["password"], people=tuple(people), is_complete=False)


def begin_work(found: Demonstration) -> None:
    """Let each be confirmed by a second person and accept the code of conduct; add their services."""
    now = timezone.now()
    for membership in Membership.objects.filter(sees_cases=True, confirmed_at=None, ended_at=None):
        second = queries.confirmers_of(membership)[0]
        with as_account(second.account.email, agency_code=second.agency.code) as entered:
            confirmations.confirm(membership.pk, by=access.actor_of(entered), at=now)
    for person in found.people:
        with as_account(person.email) as entered:
            actions.accept_conduct(by=access.actor_of(entered), at=now)
    _add_services({person.email for person in found.people}, at=now)


def _possible_agencies() -> list[dict[str, str]]:
    known = pack().agency_kinds
    lead = pack().intake.lead_agency_kind
    wanted = [agency for agency in content()["agencies"] if agency["kind"] in known]
    if lead not in {agency["kind"] for agency in wanted}:
        wanted.append({"kind": lead, "name": f"{known[lead].title} (invented)"})
    return wanted


def _possible_people(agencies: dict[str, Agency]) -> list[dict[str, Any]]:
    kinds = pack().agency_kinds
    return [
        person
        for person in content()["people"]
        if person["kind"] in agencies and person["role"] in kinds[person["kind"]].roles
    ]


def _agency(agency: dict[str, str], *, by: Any, at: datetime) -> Agency:
    code = f"DEMO-{agency['kind'].upper().replace('_', '-')}"
    telephone = agency.get("telephone", "")
    return actions.create_agency(
        code=code, name=agency["name"], kind=agency["kind"], telephone=telephone, by=by, at=at
    )


def _person(person: dict[str, Any], agencies: dict[str, Agency], *, by: Any, at: datetime) -> SignIn:
    agency = agencies[person["kind"]]
    account = actions.create_account(
        email=person["email"],
        name=person["name"],
        agency_id=agency.pk,
        role=person["role"],
        password=content()["password"],
        by=by,
        at=at,
    )
    _also_works_for(account, person.get("also"), agencies, at=at)
    secret = second_factors.new_secret()
    second_factors.enrol(account.pk, secret, at=at)
    title = pack().roles[person["role"]].title
    return SignIn(email=account.email, name=account.name, role=title, agency=agency.name, secret=secret)


def _also_works_for(
    account: Account, second: dict[str, str] | None, agencies: dict[str, Agency], *, at: datetime
) -> None:
    if second and second["kind"] in agencies and second["role"] in pack().agency_kinds[second["kind"]].roles:
        # Later than the first, which is the one that a command acts by.
        later = at + timedelta(seconds=1)
        actions.start_membership(
            account, agencies[second["kind"]], second["role"], given_by=None, because=Cause.INVITED, at=later
        )


def _add_services(emails: set[str], *, at: datetime) -> None:
    for service in content()["services"]:
        facts = {name: value for name, value in service.items() if name != "by"}
        if service["by"] not in emails or facts["kind"] not in pack().codes("service_kinds"):
            continue
        facts["sexes"] = [code for code in facts.get("sexes", []) if code in pack().codes("sexes")]
        with as_account(service["by"]) as entered:
            directory.add_service(by=access.actor_of(entered), at=at, **facts)
