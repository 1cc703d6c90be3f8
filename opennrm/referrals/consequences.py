"""What follows for referrals when somebody agrees, or agrees no more: in the same transaction."""

from opennrm.cases.consequences import Happened
from opennrm.consents.events import CHANGES

from . import access
from .actions import follow_agreement


def follow_consent(happened: Happened) -> None:
    """Let the referrals of a case go on, stand still or end, as what they rely on holds."""
    if happened.event.kind not in CHANGES:
        return
    for referral in access.relying_in(happened.by, happened.case_id):
        follow_agreement(referral, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_consent,)
