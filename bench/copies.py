"""Copies of the original cases, with ids, principals, moments, people and sealed values of their own."""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.foundation import references, sealing
from opennrm.foundation.sealing import Seal
from opennrm.invented.people import Child, Inventor
from opennrm.people import numbered_tokens, tokens

from . import mechanism, templates
from .mechanism import Lead, Mechanism, Provider, Worker
from .originals import KINDS, Kind, tell
from .templates import NULL, Original

CHUNK = 1000
CHUNKS_AHEAD = 2
WEEK_DAYS = 7
WHILE_FILLING = {
    "full_page_writes": "off",
    "max_wal_size": "'16GB'",
    "checkpoint_timeout": "'1h'",
    "autovacuum": "off",
}
"""A world that a power failure takes is generated again: until its end nothing of it needs to reach the disk."""


class Generator:
    """Fills the database with so many cases. The same seed makes the same world, but for random keys and ids."""

    def __init__(self, connection: psycopg.Connection, made: Mechanism, *, cases: int, seed: int) -> None:
        self._connection = connection
        self._mechanism = made
        self._cases = cases
        self._dice = random.Random(seed)
        self._inventor = Inventor(seed, pack().telephone_region)
        self._originals: dict[str, Original] = {}
        self._next: Counter[str] = Counter()
        self._children: Counter[int] = Counter()
        """How many children of an agency have a key."""
        self.examples: dict[str, tuple[UUID, UUID]] = {}
        """For each kind an original and a copy of it, to be compared."""

    def fill(self) -> None:
        """Make the originals through the product's actions, then all copies past the walls."""
        self._make_originals()
        self._start_counting()
        indexes = self._drop_indexes()
        self._connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '256MB'")
        self._set_server(WHILE_FILLING)
        self._connection.execute("SET session_replication_role = replica")
        # The database takes one chunk while the next is made: each of the two keeps a core busy.
        with ThreadPoolExecutor(1) as writer:
            written: deque[Future[None]] = deque()
            for chunk in self._chunks():
                written.append(writer.submit(self._write, chunk))
                if len(written) > CHUNKS_AHEAD:
                    written.popleft().result()
            for each in written:
                each.result()
        self._connection.execute("SET session_replication_role = origin")
        self._stop_counting()
        for index in indexes:
            self._connection.execute(index)
        self._connection.execute("VACUUM ANALYZE")
        self._set_server(dict.fromkeys(WHILE_FILLING, "DEFAULT"))
        self._connection.execute("CHECKPOINT")

    def _set_server(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self._connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        self._connection.execute("SELECT pg_reload_conf()")

    def _write(self, chunk: dict[str, list[str]]) -> None:
        with self._connection.transaction():
            for table, lines in chunk.items():
                with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write("".join(lines))

    def _make_originals(self) -> None:
        reader = templates.Reader(self._connection, *_blanks(*self._mechanism.of_originals))
        for kind in KINDS:
            before = reader.present()
            child = replace(self._inventor.child(), other_names="Alias", document_number="X1")
            # What a reporter or supervisor did last is an hour old, so that nothing lies in the future.
            case_id = tell(kind, child, self._mechanism, at=timezone.now() - timedelta(hours=1))
            self._originals[kind.name] = reader.read(case_id, before)
            self.examples[kind.name] = (case_id, case_id)

    def _start_counting(self) -> None:
        numbered = (
            ("sec.principal WHERE id < 2 * %(first)s", "id"), ("sec.holding", "id"), ("audit_event", "sequence")
        )  # fmt: skip
        for source, column in numbered:
            row = self._connection.execute(
                f"SELECT coalesce(max({column}), 0) FROM {source}", {"first": templates.FIRST_OF_ORIGINALS}
            ).fetchone()
            table = source.split()[0]
            assert row is not None
            self._next[table] = row[0]

    def _stop_counting(self) -> None:
        self._connection.execute(
            "SELECT setval(pg_get_serial_sequence('sec.holding', 'id'), %s)", [self._next["sec.holding"]]
        )
        self._connection.execute(
            "ALTER TABLE sec.principal ALTER COLUMN id SET DEFAULT sec.unused_principal()"
        )
        self._connection.execute("DROP SEQUENCE sec.principal_of_originals")
        self._connection.execute("SELECT setval('audit_event_sequence', %s)", [self._next["audit_event"]])

    def _drop_indexes(self) -> list[str]:
        """Drop what is not part of a constraint; returns how to make it again, all at once at the end."""
        rows = self._connection.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique AND NOT indisprimary AND NOT indisexclusion",
            [templates.tables()],
        ).fetchall()
        for name, _definition in rows:
            self._connection.execute(f"DROP INDEX {name}")
        return [definition for _name, definition in rows]

    def _chunks(self) -> Iterator[dict[str, list[str]]]:
        chunk: dict[str, list[str]] = defaultdict(list)
        kinds = self._dice.choices(KINDS, weights=[kind.share for kind in KINDS], k=self._cases)
        for number, (lead, kind) in enumerate(zip(self._leads(), kinds, strict=True), 1):
            for table, lines in self._copy(kind, lead).items():
                chunk[table].append(lines)
            if number % CHUNK == 0:
                yield chunk
                chunk = defaultdict(list)
        yield chunk

    def _leads(self) -> list[Lead]:
        leads: list[Lead] = []
        for name, share in mechanism.SHARES.items():
            leads += [self._mechanism.leads[name]] * max(1, round(self._cases * share))
        leads = (leads + [self._mechanism.leads["fifth"]] * self._cases)[: self._cases]
        self._dice.shuffle(leads)
        return leads

    def _copy(self, kind: Kind, lead: Lead) -> dict[str, str]:
        original = self._originals[kind.name]
        child = self._inventor.child()
        values = self._values(original, kind, lead)
        self._seal(original, child, values)
        lines = {table: text % values for table, text in original.lines.items()}
        lines[templates.TOKENS] = "".join(self._tokens(original, child, lead, values))
        first, _earlier_copy = self.examples[kind.name]
        self.examples[kind.name] = (first, UUID(str(values[original.case])))
        return lines

    def _values(self, original: Original, kind: Kind, lead: Lead) -> dict[str, str | int]:
        dice = self._dice
        shift = self._shift(kind)
        whole_days = timedelta(days=shift.days)
        values: dict[str, str | int] = dict(
            _values_of(
                lead, dice.choice(lead.caseworkers), dice.choice(self._mechanism.reporters),
                dice.choice(self._mechanism.providers),
            )
        )  # fmt: skip
        for name in original.ids:
            values[name] = self._id()
        for name in original.principals.values():
            values[name] = self._count("sec.principal")
        for name, number in original.numbers.items():
            values[name] = self._count(number.rpartition(".")[0])
        for name, moment in original.moments.items():
            values[name] = (moment + shift).isoformat()
        for name, day in original.days.items():
            values[name] = (day + whole_days).isoformat()
        for name, reference in original.references.items():
            values[name] = references.new_reference(reference.partition("-")[0])
        return values

    def _shift(self, kind: Kind) -> timedelta:
        """Whole weeks, so that deadlines in working days stay right, and some minutes, so that no two are alike."""
        weeks = self._dice.randrange(kind.oldest_days // WEEK_DAYS + 1)
        return timedelta(days=-weeks * WEEK_DAYS) - timedelta(seconds=self._dice.random() * 3000)

    def _id(self) -> str:
        return str(UUID(int=self._dice.getrandbits(128), version=4))

    def _count(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table]

    def _seal(self, original: Original, child: Child, values: dict[str, str | int]) -> None:
        case_id = UUID(str(values[original.case]))
        data_key = sealing.new_data_key()
        seal, texts = Seal(case_id, data_key), child.texts()
        values["wrapped"] = _bytes(sealing.wrap_key(case_id, data_key))
        for place in original.sealed:
            row_id = UUID(str(values[place.row]))
            if not place.name:
                values[place.blank] = _bytes(seal.close(place.text, label=place.label, row_id=row_id))
            elif text := texts.get(place.name):
                values[place.blank] = _bytes(seal.close_text(text, label=place.label, row_id=row_id))
            else:
                values[place.blank] = NULL

    def _tokens(
        self, original: Original, child: Child, lead: Lead, values: dict[str, str | int]
    ) -> Iterator[str]:
        make = tokens.maker(lead.agency.pk)
        made = []
        for key in tokens.keys_of_person(child.texts(), [child.telephone]):
            # Millions of keys are counted; a digest takes less memory than its words.
            counted = hash((lead.agency.pk, key))
            made.append(make(key, self._children[counted]))
            self._children[counted] += 1
        line = original.token_line % {**values, "token": "%s"}
        for token in numbered_tokens.padded(made):
            yield line % token


def _bytes(value: bytes) -> str:
    return rf"\\x{value.hex()}"


def _values_of(
    lead: Lead, caseworker: Worker, reporter: Worker, provider: Provider
) -> Iterator[tuple[str, str | int]]:
    """Every value by which these people and agencies stand in rows, and the name of its blank."""
    yield "lead_agency", str(lead.agency.pk)
    yield "lead_name", lead.agency.name
    yield "lead_area", lead.area
    yield "lead_intake", lead.intake
    yield "lead_supervision", lead.supervision
    yield "service", str(provider.service.pk)
    yield "service_agency", str(provider.service.agency_id)
    yield "service_agency_name", provider.service.agency.name
    for name, worker in (
        ("supervisor", lead.supervisor),
        ("caseworker", caseworker),
        ("reporter", reporter),
        ("provider", provider.worker),
    ):
        yield f"{name}_account", str(worker.account.pk)
        yield f"{name}_name", worker.account.name
        yield f"{name}_membership", str(worker.membership.pk)
        yield f"{name}_principal", worker.principal
        yield f"{name}_caseload", worker.caseload
        yield f"{name}_team", worker.team
        yield f"{name}_person", worker.person


def _blanks(lead: Lead, reporter: Worker, provider: Provider) -> tuple[dict[str, str], dict[int, str]]:
    texts: dict[str, str] = {}
    principals: dict[int, str] = {}
    for blank, value in _values_of(lead, lead.caseworkers[0], reporter, provider):
        if isinstance(value, int):
            principals[value] = blank
        else:
            texts[value] = blank
    return texts, principals


def generate(connection: psycopg.Connection, *, cases: int, seed: int) -> tuple[Mechanism, Generator]:
    """Build a mechanism and fill it with cases, in a database that holds none."""
    # Counted while originals are made, so that a number in their rows can be known for a principal.
    connection.execute(
        f"CREATE SEQUENCE sec.principal_of_originals START {templates.FIRST_OF_ORIGINALS}; "
        "GRANT USAGE ON SEQUENCE sec.principal_of_originals TO opennrm_sec; "
        "ALTER TABLE sec.principal ALTER COLUMN id SET DEFAULT nextval('sec.principal_of_originals')"
    )
    made = mechanism.build(cases)
    generator = Generator(connection, made, cases=cases, seed=seed)
    generator.fill()
    return made, generator
