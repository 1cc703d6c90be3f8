"""What follows for consent from the events of a case: it is closed, or the child's date of birth was corrected."""

from opennrm.cases import clocks
from opennrm.cases.consequences import Happened
from opennrm.people.events import PERSON_CORRECTED

from . import access, actions, birthdays
from .states import End


def follow_the_closing(happened: Happened) -> None:
    """End what was agreed to, and what was done without that, when the case is closed."""
    if happened.event.kind != clocks.CLOSED:
        return
    for rows in (access.consents_of, access.bases_of):
        is_open = rows(happened.by, happened.case_id).open().select_for_update(of=("self",))
        actions.end_rows(is_open, End.PURPOSE_DONE, by=happened.by, at=happened.at)


def follow_the_date_of_birth(happened: Happened) -> None:
    """Let what ends at the birthday end by the date of birth as it is known now."""
    if happened.event.kind == PERSON_CORRECTED.kind and "birth_date" in happened.detail["fields"].split():
        birthdays.follow(happened.case_id, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_the_closing, follow_the_date_of_birth)
