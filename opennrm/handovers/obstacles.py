"""What handovers put in the way of closing a case: a request that waits for an answer."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access


def _waiting(actor: Actor, case: Case) -> list[Obstacle]:
    handover = access.waiting_in(actor, case.pk)
    if handover is None:
        return []
    words = _(
        "%(agency)s has been asked to take over the case. Wait for the answer, or withdraw the request."
    )
    return [
        Obstacle(words=words % {"agency": handover.to_agency.name}, about="handover", subject_id=handover.pk)
    ]


OBSTACLES = (_waiting,)
