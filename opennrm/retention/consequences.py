"""What follows for the erasing of a case from its other events."""

from opennrm.cases.consequences import Happened
from opennrm.closing.events import REOPENED

from . import access, actions


def withdraw_if_reopened(happened: Happened) -> None:
    """When a case is reopened, withdraw the request to erase it: it will be closed anew, and kept for as long again."""
    if happened.event.kind == REOPENED.kind:
        for erasure in access.visible_to(happened.by).of_case(happened.case_id).under_way():
            actions.end(erasure, by=happened.by, at=happened.at)


CONSEQUENCES = (withdraw_if_reopened,)
