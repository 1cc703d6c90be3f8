"""What is one thing, in which band somebody is, and to which year of reports a day belongs."""

from datetime import date

import pytest

from opennrm.foundation.partial_dates import PartialDate
from opennrm.investigations import rules
from opennrm.investigations.states import IMPUNITY_TRANSITIONS, RESULTS, TRANSITIONS, Impunity, State
from opennrm.investigations.values import AgeBand, LinkKind


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (LinkKind.TELEPHONE, "876-555-0142", "+1 (876) 555 0142 (WhatsApp)"),
        (LinkKind.VEHICLE, "1234 gk", "1234-GK"),
        (LinkKind.ACCOUNT, "NCB 55 010 22", "ncb5501022"),
        (LinkKind.PLACE, "The Blue Door, Hanover Street", "the blue door hanover street"),
        (LinkKind.COMPANY, "Sunset Bár Ltd.", "SUNSET BAR LTD"),
    ],
)
def test_what_is_written_in_two_ways_is_one_thing(kind: str, one: str, other: str) -> None:
    form = rules.normal_form(kind, one, "JM")
    assert form
    assert form == rules.normal_form(kind, other, "JM")


def test_what_holds_nothing_to_compare_is_no_thing() -> None:
    assert not rules.normal_form(LinkKind.TELEPHONE, "none", "JM")
    assert not rules.normal_form(LinkKind.VEHICLE, " - ", "JM")


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2008-12-02", AgeBand.CHILD),
        ("2008-12-01", AgeBand.YOUNG),
        ("2008", AgeBand.CHILD),
        ("1966-12-01", AgeBand.OLDER),
        ("XXXX-03-27", AgeBand.UNKNOWN),
    ],
)
def test_a_suspect_of_whom_only_the_year_is_known_is_as_young_as_possible(born: str, band: str) -> None:
    assert rules.age_band(PartialDate.fromisoformat(born), on=date(2026, 12, 1)) == band


def test_a_report_year_begins_in_the_month_of_the_pack() -> None:
    assert rules.report_year(date(2026, 3, 31), begins_in=4) == 2025
    assert rules.report_year(date(2026, 4, 1), begins_in=4) == 2026
    assert rules.bounds_of_report_year(2025, begins_in=4) == (date(2025, 4, 1), date(2026, 4, 1))


def test_every_open_investigation_can_end_and_a_charged_one_cannot() -> None:
    assert all(State.ENDED in TRANSITIONS[state] for state in (State.OPEN, State.WITH_PROSECUTOR))
    assert not TRANSITIONS[State.CHARGED]
    assert TRANSITIONS[State.ENDED] == {State.OPEN}


def test_a_result_comes_only_after_the_prosecutor_was_asked() -> None:
    assert IMPUNITY_TRANSITIONS[Impunity.RAISED] == set(RESULTS)
    assert not IMPUNITY_TRANSITIONS[Impunity.FLAGGED] & set(RESULTS)
