"""What the care of a child puts in the way of closing a case: a plan that has not ended."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.foundation.actor import Actor

from . import access
from .states import PlanState


def _unfinished(actor: Actor, case: Case) -> list[Obstacle]:
    words = {
        PlanState.DRAFT: _("A care plan is being written. Finish it, and end it."),
        PlanState.PROPOSED: _("A care plan waits for a supervisor."),
        PlanState.ACTIVE: _(
            "A care plan is in force. A supervisor has to end it, with what became of each need."
        ),
    }
    found = access.plans(actor, case.pk).filter(state__in=words)
    return [Obstacle(words=words[PlanState(plan.state)], about="plan", subject_id=plan.pk) for plan in found]


OBSTACLES = (_unfinished,)
