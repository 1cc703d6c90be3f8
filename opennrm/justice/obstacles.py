"""What proceedings put in the way of closing a case: one in which the child takes part, with nobody who stays."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access


def _in_court(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("A proceeding with this child goes on. Name who stays with the child until it ends.")
    alone = access.children(actor).filter(case_id=case.pk, ended_at=None, contact=None)
    return [
        Obstacle(words=words, about="child_in_court", subject_id=child.pk) for child in alone.order_by("id")
    ]


OBSTACLES = (_in_court,)
