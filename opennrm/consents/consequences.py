"""What follows for consent from the events of a case: when it is closed, what was agreed to has served its purpose."""

from opennrm.cases import clocks
from opennrm.cases.consequences import Happened

from . import access, actions
from .states import End


def follow_the_closing(happened: Happened) -> None:
    """End what was agreed to, and what was done without that, when the case is closed."""
    if happened.event.kind != clocks.CLOSED:
        return
    for rows in (access.consents_of, access.bases_of):
        is_open = rows(happened.by, happened.case_id).open().select_for_update(of=("self",))
        actions.end_rows(is_open, End.PURPOSE_DONE, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_the_closing,)
