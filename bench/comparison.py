"""Whether a copied case is what the product's actions make: its rows against those of its original."""

import re
from collections import Counter
from uuid import UUID

import psycopg
from django.apps import apps

from opennrm.foundation.policies import policy
from opennrm.foundation.sealing import Seal, SealedField, seal_of

from .templates import EVENTS, KEYS

Shape = Counter[tuple[str, tuple[tuple[str, str], ...]]]
SEALED = "sealed"
_NUMBERED = ("id", "sequence", "transaction", "age", "size", "version")  # no principals, whatever the number
_ID_COLUMN = {"cases_casekey": "id", "concerns_concerndraft": "id", "cases_case": "id"}


class Unlike(AssertionError):
    """A copy differs from its original, so that what is measured on it would not be true of the product."""


def compare(connection: psycopg.Connection, original: UUID, copy: UUID) -> None:
    """Compare all rows of two cases, column by column: codes by value, the rest by what they stand for.

    :raises Unlike: they are not alike; the message names what one has and the other has not.
    """
    shapes = [_shape(connection, case_id) for case_id in (original, copy)]
    if shapes[0] != shapes[1]:
        only = [sorted((first - second).elements())[:2] for first, second in (shapes, shapes[::-1])]
        raise Unlike(f"Only in the original: {only[0]}\nOnly in the copy: {only[1]}")


def _shape(connection: psycopg.Connection, case_id: UUID) -> Shape:
    principals = _principals(connection, case_id)
    row = connection.execute(f"SELECT wrapped FROM {KEYS} WHERE id = %s", [case_id]).fetchone()
    assert row is not None
    seal = seal_of(case_id, row[0])
    found: Shape = Counter()
    about_case = {table.name: "case_id" for table in policy().guarded if table.hangs_on_case}
    for table, column in {**about_case, **_ID_COLUMN, EVENTS: "case_id"}.items():
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {column} = %s", [case_id])
        names = [described.name for described in cursor.description or ()]
        for values in cursor.fetchall():
            columns = dict(zip(names, values, strict=True))
            found[
                table, tuple((name, _stands_for(table, name, columns, principals, seal)) for name in names)
            ] += 1
    for principal, holder in _holdings(connection, case_id):
        found["sec.holding", ((principals[principal], principals.get(holder, "?")),)] += 1
    return found


def _principals(connection: psycopg.Connection, case_id: UUID) -> dict[int, str]:
    rows = connection.execute(
        "SELECT p.id, p.kind, coalesce(p.name, p.part, p.role, m.role), p.case_id = %s "
        "FROM sec.principal p LEFT JOIN agencies_membership m ON m.id = p.membership_id",
        [case_id],
    ).fetchall()
    return {number: f"{kind} {name}" for number, kind, name, of_case in rows if kind != "case" or of_case}


def _holdings(connection: psycopg.Connection, case_id: UUID) -> list[tuple[int, int]]:
    return connection.execute(
        "SELECT h.principal, h.holder FROM sec.holding h JOIN sec.principal p ON p.id = h.principal "
        "WHERE p.case_id = %s",
        [case_id],
    ).fetchall()


_LABELS = {
    (model._meta.db_table, column.column): f"{model._meta.label_lower}.{column.name}"
    for model in apps.get_models()
    for column in model._meta.fields
    if isinstance(column, SealedField)
}
_CODE = re.compile(r"[a-z_.]+")


def _stands_for(table: str, name: str, row: dict, principals: dict[int, str], seal: Seal) -> str:
    value = row[name]
    if value is None or value in ("", []):
        return "" if (table, name) not in _LABELS else SEALED
    if name in ("readers", "writers"):
        return ", ".join(sorted(principals[number] for number in value))
    if isinstance(value, int) and value in principals and name not in _NUMBERED:
        return principals[value]
    if (table, name) in _LABELS and (table, name) != (KEYS, "wrapped"):
        seal.open(
            value, label=_LABELS[table, name], row_id=row["id"]
        )  # raises if it was sealed for another row
        return SEALED
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    if isinstance(value, dict):
        return ", ".join(sorted(f"{key}: {type(inner).__name__}" for key, inner in value.items()))
    return type(value).__name__
