"""What joint work puts in the way of closing a case: agencies that were asked, and agencies that take part."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access
from .states import State


def _live(actor: Actor, case: Case) -> list[Obstacle]:
    words = {
        State.ASKED: _(
            "%(agency)s has not answered whether it takes part. Wait for the answer, or withdraw the request."
        ),
        State.TAKING_PART: _("%(agency)s takes part in the case. End this first."),
    }
    found = access.visible_to(actor).of_case(case.pk).live().select_related("to_agency")
    return [
        Obstacle(
            words=words[State(work.state)] % {"agency": work.to_agency.name},
            about="joint_work",
            subject_id=work.pk,
        )
        for work in found.order_by("asked_at", "id")
    ]


OBSTACLES = (_live,)
