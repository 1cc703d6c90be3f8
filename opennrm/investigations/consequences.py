"""What follows from a screening: a child who was arrested and shows enough signs is not to be punished."""

from uuid import UUID

from opennrm.cases.consequences import Happened
from opennrm.screening.events import SCREENED

from . import impunity


def ask_not_to_punish(happened: Happened) -> None:
    """After the screening of a child who was arrested, ask the prosecutor not to punish the child."""
    if happened.event.kind == SCREENED.kind:
        screening = UUID(happened.detail["screening"])
        impunity.flag_after_screening(happened.case_id, screening, by=happened.by, at=happened.at)


CONSEQUENCES = (ask_not_to_punish,)
