"""Until when the records of a closed case are kept."""

from datetime import date

from dateutil.relativedelta import relativedelta


def kept_until(closed_on: date, years: int) -> date:
    """The last day on which a case that was closed on this day is kept.

    In a year without 29 February, that is 28 February.
    """
    return closed_on + relativedelta(years=years)
