"""What referrals put in the way of closing a case: those that wait for an answer, and help that goes on."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access
from .states import State


def _ongoing(actor: Actor, case: Case) -> list[Obstacle]:
    found = access.visible_to(actor).of_case(case.pk).ongoing().select_related("service")
    words = {
        State.SENT: _(
            "%(service)s has not answered a referral. Wait for the answer, or withdraw the referral."
        ),
        State.ACCEPTED: _(
            "%(service)s is helping the child. The service has to end its help, or you withdraw it."
        ),
    }
    return [
        Obstacle(
            words=words[State(referral.state)] % {"service": referral.service.name},
            about="referral",
            subject_id=referral.pk,
        )
        for referral in found.order_by("sent_at", "id")
    ]


OBSTACLES = (_ongoing,)
