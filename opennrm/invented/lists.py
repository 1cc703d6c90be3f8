"""Lists that invented people saved for themselves."""

from datetime import datetime

from opennrm.lists import actions
from opennrm.lists.rules import Order, Wanted

from .course import Acting, EndsHere

SAVED = (
    ("Overdue, highest risk first", Wanted(overdue=True, order=Order.RISK)),
    ("Younger than 12", Wanted(age_to=11)),
)


def save(acting: Acting, *, at: datetime) -> None:
    """Save the lists of a supervisor, as far as this country has one."""
    try:
        with acting("supervisor") as supervisor:
            for title, wanted in SAVED:
                actions.save(title, wanted, by=supervisor, at=at)
    except EndsHere:
        return


BESIDE = (save,)
