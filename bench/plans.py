"""How the database carries out the queries of the pages: which index, how many blocks, how long."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from .originals import entered
from .pages import of_persona
from .personas import Persona

MOST = 4
"""The slowest so many queries of each page are told."""
_PAGES = ("list of cases", "page of a case", "search by name", "my work")
_TABLE = re.compile(r'FROM "(\w+)"')


@dataclass(frozen=True)
class Plan:
    """One query of a page, carried out again on its own. `blocks` of 8 kB were read, from memory or disk."""

    page: str
    table: str
    access: str
    blocks: int
    rows: int
    removed: int
    milliseconds: float


def plans_of(persona: Persona) -> Iterator[Plan]:
    """The slowest queries of the pages that matter most."""
    for page, request in of_persona(persona).items():
        if page not in _PAGES:
            continue
        with CaptureQueriesContext(connection) as captured:
            request(0)
        queries = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
        with entered(persona.token):
            found = [_plan(page, query) for query in queries if _TABLE.search(query)]
        yield from sorted(found, key=lambda plan: -plan.milliseconds)[:MOST]


def _plan(page: str, query: str) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}")
        found = cursor.fetchone()[0]
    explained: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]
    root = explained["Plan"]
    nodes = list(_nodes(root))
    scans = [node for node in nodes if "Scan" in node["Node Type"] and "Function" not in node["Node Type"]]
    table = _TABLE.search(query)
    return Plan(
        page=page,
        table=table[1] if table else "",
        access=", ".join(dict.fromkeys(_access(node) for node in scans)),
        blocks=root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        rows=round(root["Actual Rows"]),
        removed=round(sum(node.get("Rows Removed by Filter", 0) for node in nodes)),
        milliseconds=explained["Planning Time"] + explained["Execution Time"],
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _access(node: dict[str, Any]) -> str:
    return node.get("Index Name") or f"{node['Node Type'].lower()} of {node.get('Relation Name', 'a part')}"
