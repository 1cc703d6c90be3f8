"""What raw SQL returns to the application equals what a page of Python says should be seen."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from opennrm.agencies.models import Account, Agency, Membership
from opennrm.cases.models import Case
from opennrm.directory.models import Service
from opennrm.foundation.visibility import guarded_models
from tests.walls import rows

pytestmark = pytest.mark.database
ROLES = (
    "caseworker",
    "supervisor",
    "service_provider",
    "first_responder",
    "auditor",
    "administrator",
    "data_officer",
)


@dataclass
class Holding:
    principal: int
    holder: int
    begins: datetime | None
    ends: datetime | None

    def is_held(self, at: datetime) -> bool:
        return self.begins is not None and self.begins <= at and (self.ends is None or self.ends > at)


@dataclass
class Record:
    """The oracle: who has which principal, and which row has which readers. Knows nothing of SQL."""

    holdings: list[Holding] = field(default_factory=list)
    own: dict[str, set[int]] = field(default_factory=dict)
    readers: dict[str, dict[str, set[int]]] = field(default_factory=dict)

    def visible(self, token: str, table: str, at: datetime) -> set[str]:
        own = self.own[token]
        mine = own | {h.principal for h in self.holdings if h.holder in own and h.is_held(at)}
        return {row for row, readers in self.readers[table].items() if readers & mine}


def principal(statement: str, *parameters) -> int:
    with connections["setup"].cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def add_holding(record: Record, dice: random.Random, of: int, holders: list[int], now: datetime) -> None:
    hours = dice.choice([-48, -1, 1, None])
    begins = None if hours is None else now + timedelta(hours=hours)
    ends = dice.choice([None, None, now - timedelta(minutes=5), now + timedelta(hours=5)])
    holding = Holding(of, dice.choice(holders), begins, ends)
    offered = now + timedelta(hours=1) if begins is None else None
    with connections["setup"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO sec.holding (principal, holder, offered_until, valid_from, valid_until) "
            "VALUES (%s, %s, %s, %s, %s)",
            [holding.principal, holding.holder, offered, begins, ends],
        )
    record.holdings.append(holding)


def random_people(world, dice: random.Random, record: Record) -> dict:
    """Agencies and people of every role, one of them in two agencies; returns a row of each model to point to."""
    agencies = [world.agency("shelter") for _ in range(dice.randint(2, 4))]
    people = [world.person(dice.choice(agencies), dice.choice(ROLES)) for _ in range(dice.randint(3, 6))]
    elsewhere = [agency for agency in agencies if agency != people[0].membership.agency]
    people.append(world.member(people[0].account, dice.choice(elsewhere), "caseworker"))
    auditors = principal("SELECT sec.system_principal('auditors')")
    for person in people:
        team = principal("SELECT sec.team(%s, %s)", person.membership.agency_id, person.membership.role)
        own = principal("SELECT sec.membership_principal(%s)", person.membership.pk)
        record.own[person.token] = {team, own} | (
            {auditors} if person.membership.role == "auditor" else set()
        )
    service = world.service(agencies[0])
    return {
        Agency: agencies[0],
        Membership: people[0].membership,
        Account: people[0].account,
        Service: service,
    }


def random_world(world, dice: random.Random) -> Record:
    """People, and cases whose parts they held, hold, will hold or never held."""
    record, now = Record(), timezone.now()
    known = random_people(world, dice, record)
    holders = sorted(set().union(*record.own.values()))
    record.readers = {model._meta.db_table: {} for model in guarded_models()}
    for number in range(dice.randint(2, 5)):
        parts = [
            principal(
                "INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', gen_random_uuid(), %s) RETURNING id",
                f"{number}.{n}",
            )
            for n in range(dice.randint(1, 3))
        ]
        for part in parts:
            for _ in range(dice.randint(0, 3)):
                add_holding(record, dice, part, holders, now)
        for model in rows.ordered_models():
            readers = dice.sample(parts, dice.randint(0, len(parts)))
            row = rows.make(model, readers=readers, writers=readers, known=known)
            known[model] = row
            record.readers[model._meta.db_table][str(row.pk)] = set(readers)
    return record


def tables_about_cases() -> list[str]:
    with connections["setup"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'case_id' "
            "AND table_name NOT LIKE 'audit%%'"
        )
        return sorted(name for (name,) in cursor.fetchall())


@pytest.mark.parametrize("seed", range(12))
def test_raw_sql_shows_what_the_oracle_says(world, seed):
    record = random_world(world, random.Random(seed))
    assert set(tables_about_cases()) <= set(record.readers)
    for token in record.own:
        for table in sorted(record.readers):
            with connections["default"].cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT * FROM sec.enter(%s, 'test')", [token])
                cursor.execute(f"SELECT id::text FROM {table}")
                seen = {row for (row,) in cursor.fetchall()}
                cursor.execute("ROLLBACK")
            assert seen == record.visible(token, table, timezone.now()), (table, token)


def test_without_entering_no_row_is_seen(world):
    record = random_world(world, random.Random(1))
    for table in record.readers:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("seed", range(4))
def test_first_wall_says_the_same_as_the_oracle(world, seed):
    """With the second wall off (the migrator's role), the queryset alone shows what the oracle says."""
    record = random_world(world, random.Random(100 + seed))
    people = dict(record.own.items())
    for token, own in people.items():
        mine = own | {h.principal for h in record.holdings if h.holder in own and h.is_held(timezone.now())}
        for model in guarded_models():
            seen = model.objects.using("setup").visible_to(_Actor(tuple(mine)))
            found = {str(pk) for pk in seen.values_list("pk", flat=True)}
            assert found == record.visible(token, model._meta.db_table, timezone.now())


@dataclass(frozen=True)
class _Actor:
    principals: tuple[int, ...]


def test_every_guarded_model_has_its_policy_and_the_other_way_round():
    from opennrm.foundation.policies import policy

    assert {model._meta.db_table for model in guarded_models()} == {table.name for table in policy().guarded}
    assert Case._meta.db_table in policy().protected
