"""Care: fiscal years, how many cases a caseworker should have, leaving care, and follow-up after a case was closed."""

from collections.abc import Collection
from dataclasses import dataclass

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Care:
    """What the country sets for the care of children.

    :param fiscal_year_starts_in: the number of the month with which a fiscal year begins.
    :param most_cases_a_caseworker: how many cases one caseworker should have at most.
    :param leaving_care_days: how many days before coming of age leaving care is prepared.
    :param leap_day_is_later: whether somebody born on 29 February comes of age on 1 March in other years.
    :param not_followed_up: the reasons for closing a case after which nobody asks how the child is.
    :param follow_up_window_days: how many days before and after its day a follow-up counts as in time.
    :param follow_up_tries: after how many tries a child counts as not reached.
    """

    fiscal_year_starts_in: int
    most_cases_a_caseworker: int
    leaving_care_days: int
    leap_day_is_later: bool
    follow_up_months: tuple[int, ...]
    follow_up_window_days: int
    follow_up_tries: int
    not_followed_up: tuple[str, ...]
    certainty: Certainty


def read(table: Table, closing_reasons: Collection[str]) -> Care:
    """Read the table [care]."""
    found = Care(
        fiscal_year_starts_in=table.number("fiscal_year_starts_in", minimum=1, maximum=12),
        most_cases_a_caseworker=table.number("most_cases_a_caseworker", minimum=1, maximum=1000),
        leaving_care_days=table.number("leaving_care_days", minimum=1, maximum=1000),
        leap_day_is_later=table.flag("leap_day_is_later"),
        follow_up_months=tuple(_months(each) for each in table.tables("follow_ups", optional=True)),
        follow_up_window_days=table.number("follow_up_window_days", minimum=1, maximum=90),
        follow_up_tries=table.number("follow_up_tries", minimum=1, maximum=20),
        not_followed_up=table.known_codes("not_followed_up", closing_reasons, may_be_empty=True),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _months(table: Table) -> int:
    months = table.number("months", minimum=1, maximum=60)
    table.refuse_unknown_keys()
    return months
