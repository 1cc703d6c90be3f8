"""The lists of an interview of a child: what is checked before and after it, and how it is looked at later."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.problems import Problem
from opennrm.country.toml_table import Table, read_table


class Checklist(StrEnum):
    """The lists that a pack has, in the order in which they are used."""

    BEFORE_THE_DAY = "before_the_day"
    ROOM = "room"
    RECORDER = "recorder"
    CLOSING = "closing"
    PEER_REVIEW = "peer_review"


@dataclass(frozen=True, kw_only=True)
class CheckItem:
    """One thing to check, ask or judge; `code` is what records keep of it."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class CheckList:
    """One list: for whom it is, what it is for, and its items in order."""

    title: str
    hint: str
    items: Mapping[str, CheckItem]
    certainty: Certainty


def read(path: Path, problems: list[Problem]) -> Mapping[Checklist, CheckList]:
    """Read interviews.toml. Each of the lists must be there."""
    table = read_table(path, problems)
    if table is None:
        return MappingProxyType({})
    lists = {which: _list(table.table(which)) for which in Checklist}
    table.refuse_unknown_keys()
    return MappingProxyType(lists)


def _list(table: Table) -> CheckList:
    found = CheckList(
        title=table.text("title"),
        hint=table.text("hint"),
        items=_items(table.tables("items")),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _items(tables: list[Table]) -> Mapping[str, CheckItem]:
    used: set[str] = set()
    items = {}
    for table in tables:
        item = CheckItem(code=table.unused_code(used), text=table.text("text"))
        table.refuse_unknown_keys()
        items[item.code] = item
    return MappingProxyType(items)
