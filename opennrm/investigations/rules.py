"""Decisions of investigations in pure Python: what is one thing, who is a child, when an investigation lapses."""

from datetime import date

from opennrm.foundation.partial_dates import PartialDate
from opennrm.people import rules as people
from opennrm.people import telephones
from opennrm.screening.rules import Outcome

# The values of `AgeBand` and of `LinkKind`, which belong to the database and so not here.
_BANDS = ((18, "under_18"), (25, "18_24"), (60, "25_59"))


def normal_form(kind: str, text: str, region: str) -> str:
    """What is typed of a thing in the one form in which it is compared; empty if nothing of it can be.

    A telephone is its last seven digits, as for children; of a vehicle or account only letters and digits count.

    :param region: the country in which a number without a country code is read.
    """
    if kind == "telephone":
        pieces = telephones.pieces(text, region)
        return max(telephones.forms_to_find(pieces[0], region), key=len, default="") if pieces else ""
    if kind in ("vehicle", "account"):
        return people.document_number(text)
    return people.normal(text)


def age_band(born: PartialDate | None, *, on: date) -> str:
    """In which band somebody is who was born then; where only the year is known they are as young as they can be."""
    age = people.age_on(on, born) if born is not None else None
    if age is None:
        return "unknown"
    return next((band for below, band in _BANDS if age < below), "60_over")


def report_year(day: date, *, begins_in: int) -> int:
    """The year in which the report year of a day begins: a report year is named by the year of its first day."""
    return day.year if day.month >= begins_in else day.year - 1


def bounds_of_report_year(year: int, *, begins_in: int) -> tuple[date, date]:
    """The first day of a report year, and the first day after it."""
    return date(year, begins_in, 1), date(year + 1, begins_in, 1)


def asks_for_non_punishment(outcome: str) -> bool:
    """Whether the result of a screening asks that a child who was arrested is not punished: enough signs were seen."""
    return outcome in (Outcome.CONCERN, Outcome.PRESUMED)
