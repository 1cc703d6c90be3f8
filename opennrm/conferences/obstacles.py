"""What conferences put in the way of closing a case: one that is planned."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access


def _planned(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("A case conference is planned. Record how it went, or cancel it.")
    planned = access.led_by(actor).of_case(case.pk).planned().soonest_first()
    return [Obstacle(words=words, about="conference", subject_id=conference.pk) for conference in planned]


OBSTACLES = (_planned,)
