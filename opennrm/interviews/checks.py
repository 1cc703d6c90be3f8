"""What the steps of an interview check: that it is where it should be, and that nothing is in the future."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from .models import Interview
from .states import State


def refuse_unless(interview: Interview, *states: str) -> None:
    """Refuse a step that an interview allows in these states alone.

    :raises TransitionRefused: it is in another state.
    """
    if interview.state not in states:
        raise TransitionRefused(
            _("This is not possible now. The interview is: {state}.").format(
                state=State(interview.state).label
            )
        )


def refuse_future(moment: datetime, *, at: datetime) -> None:
    """Refuse what has not happened yet.

    :raises Refused: the moment is in the future.
    """
    if moment > at:
        raise Refused(_("Enter a time that is not in the future."), field="time")


def refuse_unknown(codes: Collection[str], known: Any, field: str) -> None:
    """Refuse codes that are not among these choices.

    :raises Refused: one is not.
    """
    if not set(codes) <= set(known.values):
        raise Refused(_("Choose one of the answers in the list."), field=field)
