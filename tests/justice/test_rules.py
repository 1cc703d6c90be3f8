"""The worked examples of justice, and the rules behind them. No database."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from opennrm.country.pack import pack
from opennrm.justice import counting, rules
from opennrm.justice.counting import CountFact, Period
from opennrm.justice.rules import Standing, Term

ZONE = pack().zone
REPORT_2025, REPORT_2026 = (Period(first=date(y, 4, 1), last=date(y + 1, 3, 31)) for y in (2025, 2026))
CALENDAR_2025, CALENDAR_2026 = (Period(first=date(y, 1, 1), last=date(y, 12, 31)) for y in (2025, 2026))


def moment(day: int, *clock: int) -> datetime:
    """A time of a day in August 2026."""
    return datetime(2026, 8, day, *clock, tzinfo=ZONE)


def count(name: str, **said: Any) -> CountFact:
    """A count of one man under the trafficking law, charged in May 2025, or what is said otherwise."""
    usual: dict[str, Any] = {
        "person": "he", "case": "his", "victims": frozenset({"child"}), "sex": "M", "is_trafficking_law": True,
        "charged_on": date(2025, 5, 2),
    }  # fmt: skip
    return CountFact(count=name, **usual | said)


def _sentenced(**after: str) -> list[CountFact]:
    """Rape 16 years, trafficking 10 years, facilitating 14 years."""
    terms = {"rape": 192, "trafficking": 120, "facilitating": 168}
    return [
        count(
            name,
            months=months,
            is_unsuspended=True,
            is_trafficking_law=name != "rape",
            convicted_on=date(2025, 6, 9),
            after=after.get(name),
        )
        for name, months in terms.items()
    ]


def test_j1_concurrent_terms():
    counts = _sentenced()
    under_law = [fact for fact in counts if fact.is_trafficking_law]
    found = counting.four(counting.convicted(counts, REPORT_2025))
    assert (found.persons, found.counts, counting.four(under_law).persons) == (1, 3, 1)
    assert (counting.longest_term(under_law), counting.months_to_serve(counts)) == (14 * 12, 16 * 12)


def test_j2_consecutive_terms():
    counts = _sentenced(trafficking="rape", facilitating="trafficking")
    terms = [Term(count=fact.count, months=fact.months, after=fact.after) for fact in counts]
    assert rules.to_serve(terms) == 40 * 12
    # The trafficking terms follow one under another law, which is left out.
    assert rules.to_serve_of(terms, {"trafficking", "facilitating"}) == 24 * 12
    assert rules.to_serve([]) == 0


def test_j3_charged_under_another_law_on_trafficking_facts():
    counts = [count("lesser", is_trafficking_law=False, basis="sexual_offences_law")]
    assert counting.charged_under_trafficking_law(counts, REPORT_2025) == []
    assert counting.four(counting.charged_under_other_laws(counts, REPORT_2025)).persons == 1
    # Nobody is counted twice who is also charged under the trafficking law, nor for what has nothing to do with it.
    assert counting.charged_under_other_laws([*counts, count("main")], REPORT_2025) == []
    unrelated = [count("theft", is_trafficking_law=False, has_trafficking_facts=False)]
    assert counting.charged(unrelated, REPORT_2025) == []


def test_j4_report_years_and_calendar_years():
    days = {"charged_on": date(2026, 2, 3), "convicted_on": date(2026, 5, 4), "ended_on": date(2026, 5, 4)}
    counts = [count("one", **days)]
    assert [rules.year_of(day, begins_in=4) for day in days.values()] == [2025, 2026, 2026]
    assert counting.new_prosecutions(counts, REPORT_2025) == counts
    assert counting.new_prosecutions(counts, REPORT_2026) == []
    assert counting.continuing_prosecutions(counts, REPORT_2026) == counts
    assert counting.convicted(counts, REPORT_2025) == []
    assert counting.convicted(counts, REPORT_2026) == counts
    assert (
        counting.new_prosecutions(counts, CALENDAR_2026)
        == counting.convicted(counts, CALENDAR_2026)
        == counts
    )
    # What ended before a year began does not go on in it.
    assert (
        counting.continuing_prosecutions(counts, Period(first=date(2027, 4, 1), last=date(2028, 3, 31))) == []
    )


def test_j5_a_conviction_that_is_quashed_later():
    counts = [count("one", convicted_on=date(2025, 7, 1), quashed_on=date(2026, 7, 1))]
    assert counting.four(counting.convicted(counts, CALENDAR_2025)).persons == 1
    assert counting.four(counting.quashed(counts, CALENDAR_2026)).persons == 1
    assert counting.quashed(counts, CALENDAR_2025) == []
    assert counting.standing_convictions(counts, CALENDAR_2025) == []


def test_j6_a_suspended_term():
    counts = [count("one", convicted_on=date(2025, 7, 1), months=36)]
    assert counting.four(counting.convicted(counts, REPORT_2025)).persons == 1
    assert counting.unsuspended(counts) == set()
    assert counting.months_to_serve(counts) == counting.longest_term(counts) == 0


@pytest.mark.parametrize(
    "paid, due_on, today, expected",
    [
        (0, None, date(2026, 6, 1), Standing.ORDERED),
        # J7: two payments of J$500,000 of J$2,000,000.
        (1_000_000, None, date(2026, 6, 1), Standing.PART_PAID),
        (2_000_000, date(2026, 5, 1), date(2027, 6, 1), Standing.PAID),
        (1_000_000, date(2026, 6, 1), date(2026, 6, 1), Standing.PART_PAID),
        (1_000_000, date(2026, 6, 1), date(2026, 6, 2), Standing.OVERDUE),
        (1_000_000, date(2026, 6, 1), date(2026, 7, 1), Standing.OVERDUE),
        (0, date(2026, 6, 1), date(2026, 7, 2), Standing.ENFORCEMENT),
    ],
)
def test_j7_restitution_ordered_and_paid(paid, due_on, today, expected):
    given = {"due_on": due_on, "today": today, "days_to_enforcement": 30}
    amount = Decimal(2_000_000)
    assert rules.standing_of_order(amount, Decimal(paid), **given) == expected
    assert rules.standing_of_order(amount, Decimal(paid), **given, is_set_aside=True) == Standing.SET_ASIDE


def test_j8_a_company_and_its_director():
    convicted_on = date(2025, 7, 1)
    counts = [
        count("director", convicted_on=convicted_on),
        count("company", person="it", is_natural=False, sex="U", convicted_on=convicted_on),
    ]
    found = counting.convicted(counts, REPORT_2025)
    assert (counting.natural_by_sex(found), counting.legal_persons(found)) == ({"M": 1}, 1)
    assert (counting.four(found).persons, counting.four(found).cases) == (2, 1)


@pytest.mark.parametrize("walks_out, due", [(False, moment(7, 23, 59, 59)), (True, moment(5, 23, 59, 59))])
def test_j9_a_child_is_told_of_bail(walks_out, due):
    bailed = moment(5, 15)
    found = rules.notice_due(bailed, walks_out=walks_out, working_days=1, calendar=pack().calendar, zone=ZONE)
    # 6 August is Independence Day.
    assert found == due


LAST = datetime(2026, 1, 5, 12, tzinfo=ZONE)


def test_j11_a_trial_far_ahead_pauses_the_lapse_clock():
    trial = LAST + timedelta(days=425)
    given: Any = {"days": 120, "reminder_days": 60}
    early = rules.lapse(LAST, [trial], at=LAST + timedelta(days=59), **given)
    assert (early.is_still, early.waits_for, early.reminds) == (False, trial, False)
    reminded_at = LAST + timedelta(days=60)
    assert rules.lapse(LAST, [trial], at=reminded_at, **given).reminds
    again = LAST + timedelta(days=100)
    assert not rules.lapse(LAST, [trial], at=again, last_told=reminded_at, **given).reminds
    assert rules.lapse(LAST, [trial], at=LAST + timedelta(days=120), last_told=reminded_at, **given).reminds
    # From the day of the trial on the days are counted again.
    assert not rules.lapse(LAST, [trial], at=trial + timedelta(days=119), **given).is_still
    assert rules.lapse(LAST, [trial], at=trial + timedelta(days=120), **given).is_still


def test_a_proceeding_lies_still():
    given: Any = {"days": 120, "reminder_days": 60}
    assert not rules.lapse(LAST, [], at=LAST + timedelta(days=119), **given).is_still
    found = rules.lapse(LAST, [], at=LAST + timedelta(days=120), **given)
    assert (found.is_still, found.days) == (True, 120)


@pytest.mark.parametrize(
    "at, expected",
    [
        (moment(5, 10), False),
        # Two working days after Wednesday 5 August: Friday 7 and Monday 10, because 6 August is a holiday.
        (moment(10, 23), False),
        (moment(11, 0, 1), True),
    ],
)
def test_a_hearing_without_a_result(at, expected):
    ended = moment(5, 15)
    given: Any = {"working_days": 2, "calendar": pack().calendar, "zone": ZONE}
    assert rules.is_without_result(ended, at=at, **given) is expected


@pytest.mark.parametrize(
    "trial_on, today, expected",
    [
        (None, date(2026, 3, 15), False),
        (None, date(2026, 3, 16), True),
        (date(2026, 5, 3), date(2026, 3, 4), False),
        (date(2026, 5, 2), date(2026, 3, 4), True),
    ],
)
def test_when_special_measures_are_wanted(trial_on, today, expected):
    given: Any = {"days": 14, "days_before_trial": 60}
    assert rules.measures_wanted(date(2026, 3, 1), trial_on, today=today, **given) is expected
