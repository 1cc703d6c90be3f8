"""Invented children whom agencies lead: sealed, with their tokens, and nothing else of a case."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db.models import Model
from django.utils import timezone

from bench.mechanism import SHARES, Mechanism
from opennrm.cases.models import Case, CaseKey
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.sealing import Seal
from opennrm.invented.crowd import files
from opennrm.invented.crowd.errors import Written
from opennrm.people import known, numbered_tokens, tokens
from opennrm.people.known import Known
from opennrm.people.models import Contact, Person, SearchToken
from opennrm.people.tokens import Key

OPENED = datetime(2026, 1, 5, 12, tzinfo=UTC)
CHUNK = 2000
TABLES: tuple[type[Model], ...] = (Case, CaseKey, Person, Contact, SearchToken)


@dataclass(frozen=True)
class Child:
    """A record of somebody: which person it is of, its case, the agency that leads it, and what it says."""

    person: int
    case_id: UUID
    lead: str
    known: Known


@dataclass
class Children:
    """Fills an empty database. `held` says how many children of the largest agency each of its caseworkers has."""

    connection: psycopg.Connection
    made: Mechanism
    held: Mapping[int, int]
    """For the principal of a caseload, how many."""
    listed: list[Child] = field(default_factory=list)
    _numbers: Counter[int] = field(default_factory=Counter)

    def fill(self, number: int, *, seed: int, errors: str) -> None:
        """Make so many records, each a case of an agency by chance."""
        dice, names = random.Random(seed), [*SHARES]
        held = [principal for principal, count in self.held.items() for _ in range(count)]
        self.connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        rows: dict[type[Model], list[Model]] = {table: [] for table in TABLES}
        for person, _agency, written in files.rows(number, seed=seed, errors=errors):
            (lead,) = dice.choices(names, weights=[*SHARES.values()])
            holder = held.pop() if lead == "large" and held else self.made.leads[lead].intake
            child = Child(person, UUID(int=dice.getrandbits(128), version=4), lead, known_of(written))
            self.listed.append(child)
            for row in self._rows(child, holder):
                rows[type(row)].append(row)
            if len(rows[Case]) == CHUNK:
                self._write(rows)
        self._write(rows)
        self.connection.execute("SET session_replication_role = origin")
        self.connection.execute("VACUUM ANALYZE")

    def _rows(self, child: Child, holder: int) -> Iterator[Model]:
        lead, case_id, said = self.made.leads[child.lead], child.case_id, child.known
        sees = {"readers": [holder, lead.supervision], "writers": [holder, lead.supervision]}
        key = sealing.new_data_key()
        seal = Seal(case_id, key)
        facts: dict[str, Any] = {"area": said.area, "sex": said.sex, "age": said.age, "opened_at": OPENED}
        yield Case(pk=case_id, **sees, **facts, reference=str(case_id)[:13], lead_agency_id=lead.agency.pk)
        yield CaseKey(pk=case_id, **sees, wrapped=sealing.wrap_key(case_id, key))
        person = Person(pk=case_id, **sees, case_id=case_id, recorded_at=OPENED, changed_at=OPENED)
        for name in Person.SEALED:
            seal.close_field(person, name, said.text(name))
        yield person
        for text in said.telephones:
            contact = Contact(pk=case_id, **sees, case_id=case_id, person_id=case_id, recorded_at=OPENED)
            seal.close_field(contact, "telephone", text)
            yield contact
        token, supervision = tokens.maker(lead.agency.pk), [lead.supervision]
        for made in numbered_tokens.padded([*self._made(child, token)]):
            yield SearchToken(pk=made, readers=supervision, writers=supervision, person_id=case_id)

    def _made(self, child: Child, token: Callable[[Key, int], UUID]) -> Iterator[UUID]:
        for key in known.keys_of_child(child.known):
            # Millions of keys are counted; a digest takes less memory than its words.
            counted = hash((child.lead, key))
            yield token(key, self._numbers[counted])
            self._numbers[counted] += 1

    def _write(self, rows: dict[type[Model], list[Model]]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            for table, listed in rows.items():
                fields = table._meta.concrete_fields
                columns = ", ".join(each.column for each in fields)
                with cursor.copy(f"COPY {table._meta.db_table} ({columns}) FROM STDIN") as copy:
                    for row in listed:
                        copy.write_row([getattr(row, each.attname) for each in fields])
                listed.clear()


def known_of(written: Written) -> Known:
    """What a record of the crowd says, in the fields and codes of the product."""
    sexes, areas = pack().codes("sexes"), [area.code for area in pack().areas]
    number = int(written.area.split()[-1]) if written.area else 0
    born = written.born.rstrip("~")
    if born and written.born_estimated:
        born = f"{born[:4]}~"
    return Known(
        texts={
            "given_names": " ".join(filter(None, (written.given_names, written.middle_names))),
            "family_name": " ".join(filter(None, (written.family_name, written.second_family_name))),
            "other_names": written.other_names,
            "birth_date": born,
            "document_number": written.document_number,
            "school": written.school,
            "guardian": written.guardian,
        },
        telephones=tuple(filter(None, [written.telephone])),
        sex=written.sex if written.sex in sexes else "",
        area=areas[number % len(areas)] if number else "",
        age=None,
        on=timezone.localdate(OPENED),
    )
