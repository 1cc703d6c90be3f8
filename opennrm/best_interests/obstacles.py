"""What best-interests procedures put in the way of closing a case: one that is not decided."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access


def _undecided(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("It is not decided yet what is best for the child.")
    found = access.of_case(actor, case.pk).undecided().newest_first()
    return [Obstacle(words=words, about="procedure", subject_id=each.pk) for each in found]


OBSTACLES = (_undecided,)
