"""When a case is erased that was approved today, and by when a legal hold is reviewed."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta


def takes_effect(approved_at: datetime, days: int) -> datetime:
    """The end of the waiting time, which is counted in days of 24 hours."""
    return approved_at + timedelta(days=days)


def last_review_day(today: date, months: int) -> date:
    """The last day that somebody can name for the review of a hold."""
    return today + relativedelta(months=months)
