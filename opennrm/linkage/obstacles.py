"""What linkage puts in the way of closing a case: a question of the desk that nobody has answered."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import desk_access


def _unanswered(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("The linkage desk has a question about this case. Answer it first.")
    found = desk_access.requests_to_answer(actor).filter(case_id=case.pk).order_by("asked_at", "id")
    return [Obstacle(words=words, about="link_request", subject_id=asked.pk) for asked in found]


OBSTACLES = (_unanswered,)
