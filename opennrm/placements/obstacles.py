"""What placements put in the way of closing a case: one that is planned."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from .models import Placement


def _planned(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("A placement is planned. Record that the child moved in, or cancel it.")
    planned = Placement.objects.visible_to(actor).of_case(case.pk).planned().order_by("planned_from", "id")
    return [Obstacle(words=words, about="placement", subject_id=each.root) for each in planned]


OBSTACLES = (_planned,)
