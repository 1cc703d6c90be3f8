"""What a child is still to be told."""

from datetime import date

import pytest

from opennrm.country.sheets import Moment
from opennrm.tellings.rules import still_to_tell

FIRST, SHARING, DECISION, STEP = (
    Moment.FIRST_CONTACT,
    Moment.BEFORE_SHARING,
    Moment.BEST_INTERESTS,
    Moment.JUSTICE_STEP,
)
SOON, LATER = date(2027, 3, 1), date(2027, 3, 9)


@pytest.mark.parametrize(
    "heard, asked, due",
    [
        # What every child is told is due until this one heard it.
        ((), {}, [(FIRST, None), (SHARING, None)]),
        ((FIRST,), {}, [(SHARING, None)]),
        ((FIRST, SHARING, DECISION), {}, []),
        # M8: each step of justice is told, also after another one was.
        ((FIRST, SHARING, STEP), {STEP: SOON}, [(STEP, SOON)]),
        # The earliest day comes first, and what has no day comes last.
        ((FIRST,), {STEP: LATER, DECISION: SOON}, [(DECISION, SOON), (STEP, LATER), (SHARING, None)]),
        ((), {FIRST: LATER}, [(FIRST, LATER), (SHARING, None)]),
    ],
)
def test_what_is_due(heard, asked, due):
    assert still_to_tell((FIRST, SHARING), heard, asked) == due
