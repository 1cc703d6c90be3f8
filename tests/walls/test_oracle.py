"""What raw SQL returns to the application equals what a page of Python says should be seen."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from opennrm.agencies.models import Account, Agency, Membership
from opennrm.cases.bound import LEAD, CaseBound, bound_models
from opennrm.cases.models import Case
from opennrm.directory.models import Service
from opennrm.foundation.context import enter_session
from opennrm.foundation.visibility import GuardedByBoth, guarded_models, merged
from opennrm.people.models import Person as CasePerson
from opennrm.spaces.models import Space
from tests.walls import rows
from tests.walls.raw import run
from tests.world import Person

pytestmark = pytest.mark.database
PERSONS = CasePerson._meta.db_table
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
class Led:
    """A case of an agency: nobody has taken it, or it is assigned to somebody."""

    case_id: str
    agency: str
    assigned_to: str | None = None

    def is_led_by(self, person: Person) -> bool:
        at_agency = str(person.membership.agency_id) == self.agency
        if person.membership.role == "supervisor":
            return at_agency
        if self.assigned_to is None:
            return at_agency and person.membership.role == "caseworker"
        return self.assigned_to == str(person.membership.pk)


@dataclass
class Record:
    """The oracle: who has which principal, and which row has which readers. Knows nothing of SQL."""

    people: dict[str, Person] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)
    own: dict[str, set[int]] = field(default_factory=dict)
    readers: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    ends: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """The two persons of each row that ties two, by table: whoever sees both sees it."""
    led: dict[str, dict[str, Led]] = field(default_factory=dict)
    """The rows that name whoever leads, by table."""

    def principals(self, token: str, at: datetime) -> set[int]:
        own = self.own[token]
        return own | {h.principal for h in self.holdings if h.holder in own and h.is_held(at)}

    def visible(self, token: str, table: str, at: datetime) -> set[str]:
        if table in self.ends:
            persons = self.visible(token, PERSONS, at)
            return {row for row, both in self.ends[table].items() if both <= persons}
        mine = self.principals(token, at)
        by_part = {row for row, readers in self.readers[table].items() if readers & mine}
        person = self.people[token]
        return by_part | {row for row, case in self.led[table].items() if case.is_led_by(person)}


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
        record.people[person.token] = person
        record.own[person.token] = {team, own} | (
            {auditors} if person.membership.role == "auditor" else set()
        )
    service = world.service(agencies[0])
    space = rows.space_of(agencies[0])
    return {
        Agency: agencies[0],
        Membership: people[0].membership,
        Account: people[0].account,
        Service: service,
        Space: space,
    }


def random_world(world, dice: random.Random) -> Record:
    """People, and cases whose parts they held, hold, will hold or never held."""
    record, now = Record(), timezone.now()
    known = random_people(world, dice, record)
    holders = sorted(set().union(*record.own.values()))
    record.readers = {model._meta.db_table: {} for model in guarded_models()}
    record.led = {model._meta.db_table: {} for model in guarded_models()}
    record.ends = {model._meta.db_table: {} for model in guarded_models() if issubclass(model, GuardedByBoth)}
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
        case = None
        for model in rows.ordered_models():
            if model in rows.ONE_OF_EACH and model in known:
                continue
            readers = dice.sample(parts, dice.randint(0, len(parts)))
            names_lead = issubclass(model, CaseBound) and case is not None and dice.random() < 0.5
            named = [*readers, LEAD] if names_lead else readers
            if issubclass(model, GuardedByBoth):
                tie(record, model, known, readers=readers)
                continue
            row = rows.make(model, readers=named, writers=named, known=known)
            known[model] = row
            record.readers[model._meta.db_table][str(row.pk)] = set(readers)
            if names_lead:
                record.led[model._meta.db_table][str(row.pk)] = case
            if model is Case:
                case = lead_by(dice.choice(list(record.people.values())), row.pk)
    return record


def tie(record: Record, model: type[GuardedByBoth], known: dict, *, readers: list[int]) -> None:
    """Tie the person of a case to another one of it, whom these readers see."""
    other = rows.make(CasePerson, readers=readers, writers=readers, known=known)
    record.readers[PERSONS][str(other.pk)] = set(readers)
    ends = [CasePerson.objects.using("setup").get(pk=pk) for pk in sorted([known[CasePerson].pk, other.pk])]
    low, high = ends
    row = rows.make(
        model,
        readers=low.readers,
        writers=[],
        known=known,
        readers_too=high.readers,
        low=low,
        high=high,
    )
    known[model] = row
    record.ends.setdefault(model._meta.db_table, {})[str(row.pk)] = {str(end.pk) for end in ends}


def lead_by(person: Person, case_id) -> Led:
    """Let a person's agency lead the case; nobody has taken it."""
    agency = person.membership.agency_id
    with connections["setup"].cursor() as cursor:
        cursor.execute(
            "WITH made AS (INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', %s, 'lead') RETURNING id) "
            "INSERT INTO sec.lead (case_id, agency_id, own, holder, supervision) SELECT %s, %s, made.id, "
            "sec.principal_of_agency('intake', %s), sec.principal_of_agency('supervision', %s) FROM made",
            [case_id, case_id, agency, agency, agency],
        )
    return Led(str(case_id), str(agency))


def cases_of(record: Record) -> Iterator[tuple[Led, list[Person]]]:
    """Every case that somebody leads, and who does."""
    for case in {led.case_id: led for of_table in record.led.values() for led in of_table.values()}.values():
        if leading := [person for person in record.people.values() if case.is_led_by(person)]:
            yield case, leading


def give_away(record: Record, dice: random.Random) -> int:
    """Some who lead a case give it to somebody of their agency; returns how many cases changed hands."""
    given = 0
    for case, leading in cases_of(record):
        colleagues = [
            person for person in record.people.values() if str(person.membership.agency_id) == case.agency
        ]
        to = dice.choice(colleagues).membership.pk
        with transaction.atomic():
            enter_session(dice.choice(leading).token, origin="test")
            run("SELECT sec.assign_lead(%s, %s)", case.case_id, to)
        case.assigned_to = str(to)
        given += 1
    return given


def hand_over(record: Record, dice: random.Random) -> int:
    """Some who lead a case let another agency take it over, and a supervisor there does; returns how many."""
    taken = 0
    for case, leading in cases_of(record):
        supervisors = [
            person
            for person in record.people.values()
            if person.membership.role == "supervisor" and str(person.membership.agency_id) != case.agency
        ]
        if not supervisors or dice.random() < 0.3:
            continue
        taker, ends = dice.choice(supervisors), timezone.now() + timedelta(hours=1)
        agency = taker.membership.agency_id
        with transaction.atomic():
            enter_session(dice.choice(leading).token, origin="test")
            part = run(
                "SELECT sec.offer_part(%s, 'receiving', %s, %s, true, %s)",
                case.case_id,
                agency,
                ["supervisor"],
                ends,
            )
        with transaction.atomic():
            enter_session(taker.token, origin="test")
            run("SELECT sec.take_lead(%s, now())", part)
        team = principal("SELECT sec.team(%s, 'supervisor')", agency)
        record.holdings.append(Holding(part, team, timezone.now(), ends))
        case.agency, case.assigned_to = str(agency), None
        taken += 1
    return taken


def ask_for_decisions(record: Record, dice: random.Random) -> int:
    """Some who lead a case let others decide or take part, and some of those parts end; returns how many were asked."""
    asked = 0
    for case, leading in cases_of(record):
        by = dice.choice(leading)
        agency = dice.choice(list(record.people.values())).membership.agency_id
        roles, ends = dice.sample(ROLES, 3), timezone.now() + timedelta(hours=1)
        name = dice.choice(["deciding", "taking_part"])
        with transaction.atomic():
            enter_session(by.token, origin="test")
            part = run(
                "SELECT sec.offer_part(%s, %s, %s, %s, true, %s)", case.case_id, name, agency, roles, ends
            )
            let_see(record, dice, case, part)
        teams = [principal("SELECT sec.team(%s, %s)", agency, role) for role in roles]
        held = [Holding(part, team, timezone.now(), ends) for team in teams]
        record.holdings += held
        deciders = [token for token, own in record.own.items() if own & set(teams)]
        if dice.random() < 0.3:
            with transaction.atomic():
                enter_session(dice.choice([by.token, *deciders]), origin="test")
                run("SELECT sec.end_part(%s)", part)
            for holding in held:
                holding.ends = timezone.now()
        asked += 1
    return asked


def let_see(record: Record, dice: random.Random, case: Led, part: int) -> None:
    """Let a part see some of those rows that name whoever leads the case."""
    for model in bound_models():
        table = model._meta.db_table
        for row, led in record.led[table].items():
            if led is case and model.SCOPE and dice.random() < 0.7:
                readers = merged("readers", [part])
                assert model.objects.filter(pk=row).update(readers=readers, from_action=True) == 1
                record.readers[table][row].add(part)


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
    dice = random.Random(seed)
    record = random_world(world, dice)
    assert set(tables_about_cases()) <= set(record.readers)
    compare(record)
    for _ in range(2):
        give_away(record, dice)
        hand_over(record, dice)
        ask_for_decisions(record, dice)
        compare(record)


def test_cases_of_these_worlds_change_hands(world):
    dice, given, handed_over, worlds = random.Random(3), 0, 0, 0
    while given <= 5 or handed_over == 0:
        record = random_world(world, dice)
        given += give_away(record, dice)
        handed_over += hand_over(record, dice)
        worlds += 1
        assert worlds < 15


def test_in_this_world_a_body_that_was_asked_sees_a_case_until_its_part_ends(world):
    dice, asked = random.Random(3), 0
    record = random_world(world, dice)
    before = shown(record)
    for _ in range(8):
        asked += ask_for_decisions(record, dice)
        compare(record)
    ended = sum(not holding.is_held(timezone.now()) for holding in record.holdings)
    assert asked > 5
    assert shown(record) > before
    assert ended > 5


def shown(record: Record) -> int:
    """How many rows everybody is shown together, as the oracle says."""
    return sum(
        len(record.visible(token, table, timezone.now())) for token in record.own for table in record.readers
    )


def compare(record: Record) -> None:
    """What each person is shown of each table, by SQL alone, is what the oracle says."""
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
    for token in record.own:
        with transaction.atomic():
            entered = enter_session(token, origin="test")
        assert record.principals(token, timezone.now()) <= set(entered.principals)
        for model in guarded_models():
            seen = model.objects.using("setup").visible_to(_Actor(entered.principals))
            found = {str(pk) for pk in seen.values_list("pk", flat=True)}
            assert found == record.visible(token, model._meta.db_table, timezone.now())


@dataclass(frozen=True)
class _Actor:
    principals: tuple[int, ...]


def test_every_guarded_model_has_its_policy_and_the_other_way_round():
    from opennrm.foundation.policies import policy

    assert {model._meta.db_table for model in guarded_models()} == {table.name for table in policy().guarded}
    assert Case._meta.db_table in policy().protected
