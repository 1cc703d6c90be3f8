"""What follows for the care of a child from other events of a case: a service sees the case again."""

from opennrm.cases.consequences import Happened
from opennrm.referrals.events import RESUMED
from opennrm.referrals.models import Referral

from . import goals


def follow_the_referral(happened: Happened) -> None:
    """When a service sees the case again by a new part, let it read again the goals that belong to its referral."""
    if happened.event.kind == RESUMED.kind:
        referral = Referral.objects.visible_to(happened.by).filter(pk=happened.detail["referral"]).first()
        if referral is not None:
            goals.let_read_again(referral, by=happened.by)


CONSEQUENCES = (follow_the_referral,)
