"""Proceedings in court: the offences of the country, and how long things may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


class LawKind(StrEnum):
    """What a law is about, for figures."""

    TRAFFICKING = "trafficking_law"
    CHILD_PROTECTION = "child_protection_law"
    SEXUAL_OFFENCES = "sexual_offences_law"
    ORGANISED_CRIME = "organised_crime_law"
    CYBERCRIME = "cybercrime_law"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Offence:
    """What somebody can be charged with: the law, its section, and what the law is about."""

    code: str
    title: str
    law: str
    section: str
    basis: LawKind
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Justice:
    """How long things may take in days, and what a report year is. `reasons_version` is of hearing_reasons.csv.

    A proceeding lapses after `lapse_days` without an event; while a hearing is listed, it is brought to mind every
    `reminder_days`. `notice_days` and `result_days` are working days.
    """

    year_begins_in: int
    currency: str
    lapse_days: int
    reminder_days: int
    result_days: int
    notice_days: int
    measures_days: int
    measures_before_trial_days: int
    enforcement_days: int
    appeal_days: int
    reasons_version: int
    offences: Mapping[str, Offence]
    certainty: Certainty


def read(table: Table) -> Justice:
    """Read the table [justice]."""

    def days(key: str) -> int:
        return table.number(key, minimum=1, maximum=3660)

    found = Justice(
        year_begins_in=table.number("year_begins_in", minimum=1, maximum=12),
        currency=table.matching("currency", "[A-Z]{3}", example="JMD"),
        lapse_days=days("lapse_days"),
        reminder_days=days("reminder_days"),
        result_days=days("result_days"),
        notice_days=days("notice_days"),
        measures_days=days("measures_days"),
        measures_before_trial_days=days("measures_before_trial_days"),
        enforcement_days=days("enforcement_days"),
        appeal_days=days("appeal_days"),
        reasons_version=table.number("reasons_version", minimum=1, maximum=1000),
        offences=_offences(table.tables("offences")),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _offences(tables: list[Table]) -> Mapping[str, Offence]:
    used: set[str] = set()
    found = {}
    for table in tables:
        offence = Offence(
            code=table.unused_code(used),
            title=table.text("title"),
            law=table.text("law"),
            section=table.text("section", default=""),
            basis=table.required_choice("basis", LawKind) or LawKind.OTHER,
            certainty=table.certainty(),
        )
        table.refuse_unknown_keys()
        found[offence.code] = offence
    return MappingProxyType(found)
