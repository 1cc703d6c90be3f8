"""What follows for joint work when somebody agrees no more: in the same transaction."""

from opennrm.cases.consequences import Happened
from opennrm.consents.events import CHANGES

from . import access
from .actions import follow_agreement


def follow_consent(happened: Happened) -> None:
    """End the parts of agencies in a case that rely on what holds no longer."""
    if happened.event.kind not in CHANGES:
        return
    for work in access.relying_in(happened.by, happened.case_id):
        follow_agreement(work, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_consent,)
