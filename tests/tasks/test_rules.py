"""When a task is due: counted as time limits are, and in months from day to day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from opennrm.tasks.rules import due_day, end_of

KINGSTON = ZoneInfo("America/Jamaica")


class WeekdaysOnly:
    def is_working_day(self, day: date, /) -> bool:
        return day.weekday() < 5


@pytest.mark.parametrize(
    "start, length, unit, day",
    [
        (datetime(2026, 12, 4, 15, tzinfo=UTC), 1, "days", date(2026, 12, 5)),
        (datetime(2026, 12, 4, 15, tzinfo=UTC), 1, "working_days", date(2026, 12, 7)),
        (datetime(2026, 12, 4, 15, tzinfo=UTC), 3, "months", date(2027, 3, 4)),
        (datetime(2026, 8, 31, 15, tzinfo=UTC), 6, "months", date(2027, 2, 28)),
        # It is still the evening before on the clocks of the country.
        (datetime(2026, 12, 5, 3, tzinfo=UTC), 1, "days", date(2026, 12, 5)),
        (datetime(2026, 12, 5, 3, tzinfo=UTC), 12, "months", date(2027, 12, 4)),
    ],
)
def test_a_task_is_due_on_the_day_that_its_rule_counts_to(start, length, unit, day):
    assert due_day(start, length, unit, WeekdaysOnly(), KINGSTON) == day


def test_a_task_is_due_until_its_day_is_over():
    assert end_of(date(2026, 12, 4), KINGSTON) == datetime(2026, 12, 5, 4, 59, 59, tzinfo=UTC)
