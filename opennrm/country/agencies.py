"""The agencies of the country as public facts: kinds, names, and the lines that anybody can call."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class AgencyKind:
    """A kind of agency and the roles that its people may hold."""

    code: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyFact:
    """An agency that exists. Without `areas` it works in the whole country; a missing date is not known."""

    code: str
    name: str
    kind: str
    areas: tuple[str, ...]
    note: str
    valid_from: date | None
    valid_to: date | None
    certainty: Certainty


class Channel(StrEnum):
    """How a hotline is reached."""

    TELEPHONE = "telephone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    WEB = "web"


@dataclass(frozen=True, kw_only=True)
class Hotline:
    """A line that anybody can use. `value` is the number or address as people write it there."""

    code: str
    title: str
    value: str
    kind: Channel
    hours: str
    note: str
    valid_from: date | None
    valid_to: date | None
    certainty: Certainty

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the line is in use on this day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


_VALUE = {
    Channel.TELEPHONE: (r"[+0-9][0-9 ()-]*", "211"),
    Channel.WHATSAPP: (r"[+0-9][0-9 ()-]*", "555-0100"),
    Channel.EMAIL: (r"[^@\s]+@[^@\s]+\.[^@\s]+", "help@example.org"),
    Channel.WEB: (r"https://\S+", "https://example.org"),
}


def read_kinds(tables: list[Table], roles: Collection[str]) -> Mapping[str, AgencyKind]:
    """Read the tables [[kinds]], whose roles must be among those of the pack."""
    used: set[str] = set()
    kinds = {}
    for table in tables:
        kind = AgencyKind(
            code=table.unused_code(used),
            title=table.text("title"),
            roles=table.known_codes("roles", roles),
        )
        table.refuse_unknown_keys()
        kinds[kind.code] = kind
    return MappingProxyType(kinds)


def read_agencies(
    tables: list[Table], kinds: Collection[str], areas: Collection[str]
) -> tuple[AgencyFact, ...]:
    """Read the tables [[agencies]], whose kinds and areas must be among those of the pack."""
    used: set[str] = set()
    agencies = []
    for table in tables:
        code = table.matching("code", "[A-Z][A-Z0-9-]*", example="POLICE-UNIT")
        if code and code in used:
            table.refuse("code", f"“{code}” is used twice.", "Give each agency its own code.")
        used.add(code)
        valid_from, valid_to = table.validity()
        agency = AgencyFact(
            code=code,
            name=table.text("name"),
            kind=table.known("kind", kinds),
            areas=table.known_codes("areas", areas, optional=True),
            note=table.text("note", default=""),
            valid_from=valid_from,
            valid_to=valid_to,
            certainty=table.certainty(),
        )
        table.refuse_unknown_keys()
        agencies.append(agency)
    return tuple(agencies)


def read_hotlines(tables: list[Table]) -> tuple[Hotline, ...]:
    """Read the tables [[hotlines]], in the order in which people are to see them."""
    used: set[str] = set()
    return tuple(_hotline(table, used) for table in tables)


def _hotline(table: Table, used: set[str]) -> Hotline:
    valid_from, valid_to = table.validity()
    kind = table.required_choice("kind", Channel)
    value = table.text("value")
    if kind and value and not re.fullmatch(_VALUE[kind][0], value):
        message = f"“{value}” cannot be reached by {kind}."
        table.refuse("value", message, f"Write it like “{_VALUE[kind][1]}”, or correct the kind.")
    hotline = Hotline(
        code=table.unused_code(used),
        title=table.text("title"),
        value=value,
        kind=kind or Channel.TELEPHONE,
        hours=table.text("hours"),
        note=table.text("note", default=""),
        valid_from=valid_from,
        valid_to=valid_to,
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return hotline
