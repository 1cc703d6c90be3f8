"""A date of which only a part is known says what it may mean, and is read back as it was written down."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.foundation.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2012", PartialDate(2012)),
        ("2012-03", PartialDate(2012, 3)),
        ("2012-03-27", PartialDate(2012, 3, 27)),
        ("XXXX-03-27", PartialDate(None, 3, 27)),
        ("XXXX-02-29", PartialDate(None, 2, 29)),
        ("XXXX-03", PartialDate(None, 3)),
        ("2012~", PartialDate(2012, about=True)),
        ("2012-03-27~", PartialDate(2012, 3, 27, about=True)),
    ],
)
def test_each_way_to_know_a_date_is_written_down_in_one_way(written, known):
    assert known.isoformat() == written
    assert PartialDate.fromisoformat(written) == known


@given(st.dates())
def test_a_whole_date_is_written_as_any_other(day):
    known = PartialDate.of(day)
    assert known.isoformat() == day.isoformat()
    assert known.earliest == known.latest == day
    assert known.is_exact


@pytest.mark.parametrize("text", [
    "", "XXXX", "12", "2012-3", "2012-13", "2012-02-30", "2013-02-29", "2012-XX-27", "~2012", "2012 ", "٢٠١٢",
])  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        PartialDate.fromisoformat(text)


def test_a_day_without_its_month_is_no_partial_date():
    with pytest.raises(ValueError, match="without a month"):
        PartialDate(2012, None, 27)


def test_a_partial_date_knows_what_it_may_mean():
    assert (PartialDate(2012, 2).earliest, PartialDate(2012, 2).latest) == (
        date(2012, 2, 1),
        date(2012, 2, 29),
    )
    assert PartialDate(2012).latest == date(2012, 12, 31)
    assert PartialDate(None, 2).earliest is None
    assert PartialDate(None, 2).latest is None


def test_only_a_whole_date_of_which_somebody_is_sure_is_exact():
    assert not PartialDate(2012, 2).is_complete
    assert not PartialDate(None, 3, 27).is_complete
    assert PartialDate(2012, 3, 27, about=True).is_complete
    assert not PartialDate(2012, 3, 27, about=True).is_exact
