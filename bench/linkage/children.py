"""Invented children whom agencies lead: sealed, with their tokens, and nothing else of a case."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from opennrm.people import known, search_index, tokens
from opennrm.people.known import Known
from opennrm.people.models import Contact, Person, SearchToken

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
        rows: dict[type[Model], list[dict[str, object]]] = {table: [] for table in TABLES}
        for person, _agency, written in files.rows(number, seed=seed, errors=errors):
            (lead,) = dice.choices(names, weights=[*SHARES.values()])
            holder = held.pop() if lead == "large" and held else self.made.leads[lead].intake
            child = Child(person, UUID(int=dice.getrandbits(128), version=4), lead, known_of(written))
            self.listed.append(child)
            for table, row in self._rows(child, holder):
                rows[table].append(row)
            if len(rows[Case]) == CHUNK:
                self._write(rows)
        self._write(rows)
        self.connection.execute("SET session_replication_role = origin")
        self.connection.execute("VACUUM ANALYZE")

    def _rows(self, child: Child, holder: int) -> Iterator[tuple[type[Model], dict[str, object]]]:
        lead, case_id, said = self.made.leads[child.lead], child.case_id, child.known
        sees = {"readers": [holder, lead.supervision], "writers": [holder, lead.supervision]}
        key = sealing.new_data_key()
        seal = Seal(case_id, key)
        yield Case, {
            "id": case_id, **sees, "reference": str(case_id)[:13], "opened_at": OPENED,
            "lead_agency_id": lead.agency.pk, "is_urgent": False, "area": said.area, "sex": said.sex,
            "age": said.age, "languages": [], "risk": "", "from_list": "",
        }  # fmt: skip
        yield CaseKey, {"id": case_id, **sees, "wrapped": sealing.wrap_key(case_id, key)}
        person = Person(pk=case_id, case_id=case_id)
        for name in Person.SEALED:
            seal.close_field(person, name, said.text(name))
        sealed = {name: getattr(person, name) for name in Person.SEALED}
        yield Person, {
            "id": case_id, **sees, "case_id": case_id, **sealed, "citizenships": [], "age_is_estimated": False,
            "sex": said.sex, "languages": [], "recorded_at": OPENED, "changed_at": OPENED,
            "tokens_as_of": tokens.VERSION,
        }  # fmt: skip
        for text in said.telephones:
            contact = Contact(pk=case_id)
            seal.close_field(contact, "telephone", text)
            yield Contact, {
                "id": case_id, **sees, "case_id": case_id, "person_id": case_id, "telephone": contact.telephone,
                "safe_to_contact": "unknown", "recorded_at": OPENED,
            }  # fmt: skip
        token, supervision = tokens.maker(lead.agency.pk), [lead.supervision]
        for made in search_index.padded([*self._made(child, token)]):
            yield (
                SearchToken,
                {"id": made, "readers": supervision, "writers": supervision, "person_id": case_id},
            )

    def _made(self, child: Child, token) -> Iterator[UUID]:
        for key in known.keys_of_child(child.known):
            # Millions of keys are counted; a digest takes less memory than its words.
            counted = hash((child.lead, key))
            yield token(key, self._numbers[counted])
            self._numbers[counted] += 1

    def _write(self, rows: dict[type[Model], list[dict[str, object]]]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            for table, listed in rows.items():
                if not listed:
                    continue
                columns = [*listed[0]]
                statement = f"COPY {table._meta.db_table} ({', '.join(columns)}) FROM STDIN"
                with cursor.copy(statement) as copy:
                    for row in listed:
                        copy.write_row([row[name] for name in columns])
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
