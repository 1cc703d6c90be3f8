"""What interviews put in the way of closing a case: one on which something is still to be done."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access


def _open(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("Work on an interview is not finished. Finish it, or cancel it if it has not begun.")
    found = access.visible_to(actor).of_case(case.pk).open().soonest_first()
    return [Obstacle(words=words, about="interview", subject_id=interview.pk) for interview in found]


OBSTACLES = (_open,)
