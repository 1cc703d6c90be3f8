"""What concerns put in the way of closing a case: urgent dangers that are not over."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.cases.obstacles import Obstacle
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor

from . import dangers


def _dangers(actor: Actor, case: Case) -> list[Obstacle]:
    words = _("An urgent danger is not over: %(danger)s. Record how it ended.")
    return [
        Obstacle(
            words=words % {"danger": title_of("urgent_dangers", code)},
            about="urgency",
            subject_id=case.pk,
        )
        for code in dangers.present_in(actor, [case.pk]).get(case.pk, [])
    ]


OBSTACLES = (_dangers,)
