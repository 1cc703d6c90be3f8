"""Reads the rows that an original case left behind, as text in which whatever differs from case to case is a blank.

A blank stands for an id, a principal, a moment, a sealed value, a person. Everything else is copied as it is, so
that copies stay what the product's own actions make, whatever columns it gets.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import psycopg
from django.apps import apps

from opennrm.foundation.policies import policy
from opennrm.foundation.sealing import Seal, SealedField, seal_of

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"\d+")
TOKENS, KEYS, EVENTS, LEADS = "people_searchtoken", "cases_casekey", "audit_event", "sec.lead"
KEY_COLUMNS = {LEADS: "case_id"}
"""The column that tells rows apart, where it is not the id."""
CHILD_TABLES = ("people_person", "people_contact")
FIRST_OF_ORIGINALS = 1_000_000
"""Principals from here on, and below its double, belong to the generated mechanism; others are by chance."""
NULL = r"\N"


def tables() -> list[str]:
    """Every table in which a case leaves rows."""
    return [*(table.name for table in policy().guarded), EVENTS, "sec.principal", "sec.holding", LEADS]


@dataclass(frozen=True)
class Sealed:
    """A sealed value: where it stands, and what to seal there. `name` is the child's text, if it is one of those."""

    blank: str
    label: str
    row: str
    text: bytes
    name: str


@dataclass
class Original:
    """The rows of one original case, with blanks. `lines` has the text to copy into each table."""

    lines: dict[str, str] = field(default_factory=dict)
    token_line: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    principals: dict[int, str] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    sealed: list[Sealed] = field(default_factory=list)
    case: str = ""

    def blank(self, kind: str, known: dict, value) -> str:
        """The blank of a value; the same value gets the same blank."""
        found = next((name for name, other in known.items() if other == value), None)
        if found is None:
            found = f"{kind}{len(known)}"
            known[found] = value
        return f"%({found})s"


class Reader:
    """Reads originals out of the database. `people` says which texts and numbers are the blanks of whom."""

    def __init__(
        self, connection: psycopg.Connection, people: dict[str, str], principals: dict[int, str]
    ) -> None:
        self._connection = connection
        self._people = people
        self._principals = principals
        self._sealed = {
            (model._meta.db_table, column.column): f"{model._meta.label_lower}.{column.name}"
            for model in apps.get_models()
            for column in model._meta.fields
            if isinstance(column, SealedField)
        }

    def present(self) -> dict[str, set[str]]:
        """The ids of the rows that are there now, for each table."""
        return {
            table: {
                row[0]
                for row in self._connection.execute(
                    f"SELECT {KEY_COLUMNS.get(table, 'id')}::text FROM {table}"
                ).fetchall()
            }
            for table in tables()
        }

    def read(self, case_id: UUID, before: dict[str, set[str]]) -> Original:
        """Read what has been added since `before`, all of which belongs to this case."""
        added = {table: sorted(ids - before[table]) for table, ids in self.present().items()}
        original = Original()
        for table, ids in added.items():
            if table not in ("sec.principal", "sec.holding", LEADS, TOKENS):
                for row in ids:
                    original.blank("id", original.ids, row)
        original.case = next(name for name, row in original.ids.items() if row == str(case_id))
        for row in added["sec.principal"]:
            original.principals[int(row)] = f"part{len(original.principals)}"
        seal = self._seal(case_id)
        for table, ids in added.items():
            self._read_table(table, ids, original, seal)
        return original

    def _seal(self, case_id: UUID) -> Seal:
        row = self._connection.execute(f"SELECT wrapped FROM {KEYS} WHERE id = %s", [case_id]).fetchone()
        assert row is not None
        return seal_of(case_id, row[0])

    def _read_table(self, table: str, ids: list[str], original: Original, seal: Seal) -> None:
        columns = self._columns(table)
        lines = [
            "\t".join(
                self._with_blanks(table, name, kind, value, row, original, seal)
                for (name, kind), value in zip(columns, row.values(), strict=True)
            )
            + "\n"
            for row in self._rows(table, [name for name, _kind in columns], ids)
        ]
        if table == TOKENS:
            original.token_line = lines[0] if lines else ""
        elif lines:
            original.lines[table] = "".join(lines)

    def _columns(self, table: str) -> list[tuple[str, str]]:
        return self._connection.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        ).fetchall()

    def _rows(self, table: str, names: list[str], ids: Iterable[str]) -> list[dict[str, str]]:
        listed = ", ".join(f"'{row}'" for row in ids)
        key = KEY_COLUMNS.get(table, "id")
        if not listed:
            return []
        with self._connection.cursor().copy(
            f"COPY (SELECT * FROM {table} WHERE {key}::text IN ({listed}) ORDER BY {key}) TO STDOUT"
        ) as copy:
            content = b"".join(copy).decode()
        return [dict(zip(names, line.split("\t"), strict=True)) for line in content.splitlines()]

    def _with_blanks(
        self,
        table: str,
        name: str,
        kind: str,
        value: str,
        row: dict[str, str],
        original: Original,
        seal: Seal,
    ) -> str:
        if value == NULL:
            return NULL
        if (table, name) == (KEYS, "wrapped"):
            return "%(wrapped)s"
        if (table, name) == (TOKENS, "id"):
            return "%(token)s"
        if (table, name) in self._sealed:
            return self._with_sealed(table, name, value, row, original, seal)
        if kind == "timestamp with time zone":
            return original.blank("moment", original.moments, datetime.fromisoformat(value))
        if kind == "date":
            return original.blank("day", original.days, date.fromisoformat(value))
        if kind == "bigint" and name in ("id", "sequence"):
            return original.blank("number", original.numbers, f"{table}.{value}")
        if kind.startswith("integer"):
            return _NUMBER.sub(lambda found: self._principal(found[0], original), value)
        if kind == "text" and name in ("reference", "number"):
            return original.blank("reference", original.references, value)
        return self._with_people(value, original)

    def _with_sealed(
        self, table: str, name: str, value: str, row: dict[str, str], original: Original, seal: Seal
    ) -> str:
        label = self._sealed[table, name]
        text = seal.open(bytes.fromhex(value.removeprefix(r"\\x")), label=label, row_id=UUID(row["id"]))
        blank = f"sealed{len(original.sealed)}"
        place = next(known for known, pk in original.ids.items() if pk == row["id"])
        of_child = name if table in CHILD_TABLES else ""
        original.sealed.append(Sealed(blank, label, place, text, of_child))
        return f"%({blank})s"

    def _principal(self, digits: str, original: Original) -> str:
        number = int(digits)
        name = original.principals.get(number) or self._principals.get(number)
        if name is None and FIRST_OF_ORIGINALS <= number < 2 * FIRST_OF_ORIGINALS:
            raise LookupError(
                f"A row of an original names the principal {number}, and nobody knows whose it is."
            )
        return f"%({name})s" if name else digits

    def _with_people(self, value: str, original: Original) -> str:
        if value in self._people:
            return f"%({self._people[value]})s"
        by_id = {pk: name for name, pk in original.ids.items()}

        def named(found: re.Match) -> str:
            name = by_id.get(found[0]) or self._people.get(found[0])
            return f"%({name})s" if name else found[0]

        return _UUID.sub(named, value.replace("%", "%%"))
