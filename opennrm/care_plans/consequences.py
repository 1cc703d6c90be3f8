"""What follows for the care of a child from other events of a case, its closing and its referrals."""

from opennrm.cases import access as case_access
from opennrm.cases.consequences import Happened
from opennrm.referrals.events import RESUMED
from opennrm.referrals.models import Referral

from . import following_up, goals


def follow_the_referral(happened: Happened) -> None:
    """When a service sees the case again by a new part, let it read again the goals that belong to its referral."""
    if happened.event.kind == RESUMED.kind:
        referral = Referral.objects.visible_to(happened.by).filter(pk=happened.detail["referral"]).first()
        if referral is not None:
            goals.let_read_again(referral, by=happened.by)


def follow_the_closing(happened: Happened) -> None:
    """When a case was closed, somebody asks later how the child is; when it was reopened, nobody has to any more."""
    if happened.event.kind == following_up.CASE_CLOSED:
        case = case_access.visible_to(happened.by).get(pk=happened.case_id)
        following_up.begin(case, reason=happened.detail["reason"], by=happened.by, at=happened.at)
    if happened.event.kind == following_up.CASE_REOPENED:
        following_up.cancel(happened.case_id, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_the_referral, follow_the_closing)
