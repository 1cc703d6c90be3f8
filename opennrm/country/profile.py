"""The short facts of a country: languages, ages, time limits of the product, how long records are kept."""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table, suggestion

_AGE = {"minimum": 1, "maximum": 30}


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language spoken there: `code` in ISO 639-3, `html_code` for the lang attribute of a page (BCP 47).

    `months` holds the names of the twelve months where the pack gives them.
    """

    code: str
    name: str
    official: bool
    html_code: str
    months: tuple[tuple[str, ...], ...]
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Ages in completed years at which the law treats a person differently."""

    child_under_age: int
    sexual_consent_age: int
    criminal_responsibility_age: int
    minimum_employment_age: int
    hazardous_work_age: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Session:
    """After how long somebody has to sign in again: without a click, and at the latest."""

    idle_minutes: int
    absolute_hours: int
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """How long an unsent concern is kept, and how long before its deletion its author is warned.

    `list_keep_days`: for how long the rows of an agency's old list are kept.
    """

    keep_days: int
    warn_days: int
    list_keep_days: int
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Export:
    """How many cases one exported file may hold, and how many if it has their names."""

    most_rows: int
    most_named: int
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How long a presumed victim may recover and reflect before anything is asked of them."""

    days: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Who leads a case that begins, and how its receipts and references begin."""

    lead_agency_kind: str
    receipt_prefix: str
    case_reference_prefix: str
    certainty: Certainty


def read_time_zone(table: Table) -> str:
    """Read the name of the country's time zone."""
    name = table.text("time_zone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = suggestion(name, available_timezones()) if name else ""
        remedy = near if near.startswith("Did") else "Use a name of the tz database, such as Europe/Lisbon."
        table.refuse("time_zone", f"There is no time zone “{name}”.", remedy)
    return name


def read_languages(tables: list[Table]) -> tuple[Language, ...]:
    """Read the tables [[languages]], in the order in which people are to see them."""
    used: set[str] = set()
    languages = []
    for table in tables:
        code = table.matching("code", "[a-z]{3}", example="eng")
        if code and code in used:
            table.refuse("code", f"The language “{code}” is used twice.", "Remove one of them.")
        used.add(code)
        language = Language(
            code=code,
            name=table.text("name"),
            official=table.flag("official"),
            html_code=table.matching("html_code", "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", example="en"),
            months=_months(table),
            certainty=table.certainty(),
        )
        table.refuse_unknown_keys()
        languages.append(language)
    if tables and not any(language.official for language in languages):
        tables[0].refuse("official", "No language is official.", "Write official = true for at least one.")
    return tuple(languages)


def _months(table: Table) -> tuple[tuple[str, ...], ...]:
    named = table.codes("months") if table.peek("months") is not None else table.nothing("months")
    if named and len(named) != 12:
        message = f"“months” has {len(named)} names, but a year has 12 months."
        table.refuse(
            "months",
            message,
            "Name January first; put several names of one month into one text, with commas.",
        )
    return tuple(tuple(name.strip() for name in names.split(",") if name.strip()) for names in named)


def read_thresholds(table: Table) -> Thresholds:
    """Read the table [thresholds]."""
    thresholds = Thresholds(
        child_under_age=table.number("child_under_age", **_AGE),
        sexual_consent_age=table.number("sexual_consent_age", **_AGE),
        criminal_responsibility_age=table.number("criminal_responsibility_age", **_AGE),
        minimum_employment_age=table.number("minimum_employment_age", **_AGE),
        hazardous_work_age=table.number("hazardous_work_age", **_AGE),
        source=table.text("source"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return thresholds


def read_session(table: Table) -> Session:
    """Read the table [session]."""
    session = Session(
        idle_minutes=table.number("idle_minutes", minimum=5, maximum=120),
        absolute_hours=table.number("absolute_hours", minimum=1, maximum=24),
        certainty=table.certainty(),
    )
    if session.idle_minutes > session.absolute_hours * 60:
        message = "“idle_minutes” is longer than the whole session."
        table.refuse("idle_minutes", message, "Make it shorter than absolute_hours.")
    table.refuse_unknown_keys()
    return session


def read_drafts(table: Table) -> Drafts:
    """Read the table [drafts]."""
    drafts = Drafts(
        keep_days=table.number("keep_days", minimum=2, maximum=365),
        warn_days=table.number("warn_days", minimum=1, maximum=364),
        list_keep_days=table.number("list_keep_days", minimum=1, maximum=365),
        certainty=table.certainty(),
    )
    if drafts.warn_days >= drafts.keep_days:
        table.refuse(
            "warn_days", "The warning would be due before the draft exists.", "Make it less than keep_days."
        )
    table.refuse_unknown_keys()
    return drafts


def read_export(table: Table) -> Export:
    """Read the table [export]."""
    export = Export(
        most_rows=table.number("most_rows", minimum=1, maximum=10_000),
        most_named=table.number("most_named", minimum=1, maximum=2_000),
        certainty=table.certainty(),
    )
    if export.most_named > export.most_rows:
        table.refuse(
            "most_named",
            "A file with names would hold more than one without.",
            "Make it no more than most_rows.",
        )
    table.refuse_unknown_keys()
    return export


def read_recovery(table: Table) -> Recovery:
    """Read the table [recovery]."""
    recovery = Recovery(
        days=table.number("days", minimum=0, maximum=3660),
        source=table.text("source"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return recovery


def read_intake(table: Table, kinds: Collection[str]) -> Intake:
    """Read the table [intake], whose lead agency must be of a kind of the pack."""
    intake = Intake(
        lead_agency_kind=table.known("lead_agency_kind", kinds),
        receipt_prefix=table.matching("receipt_prefix", "[A-Z]{1,4}", example="R"),
        case_reference_prefix=table.matching("case_reference_prefix", "[A-Z]{1,4}", example="C"),
        certainty=table.certainty(),
    )
    if intake.receipt_prefix and intake.receipt_prefix == intake.case_reference_prefix:
        message = "A receipt number could be mistaken for a case reference."
        table.refuse("receipt_prefix", message, "Give receipts and cases different prefixes.")
    table.refuse_unknown_keys()
    return intake
