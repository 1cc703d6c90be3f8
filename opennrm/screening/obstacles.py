"""What screening puts in the way of closing a case: a decision on identification that is still to be made."""

from django.utils.translation import gettext as _

from opennrm.cases.models import Case, Clock
from opennrm.cases.obstacles import Obstacle
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor

from . import access


def _asked(actor: Actor, case: Case) -> list[Obstacle]:
    request = access.request_of(actor, case.pk)
    if request is None:
        return []
    words = _("%(agency)s has been asked for a decision. Wait for it, or withdraw the request.")
    return [
        Obstacle(words=words % {"agency": request.agency.name}, about="decision_request", subject_id=case.pk)
    ]


def _undecided(actor: Actor, case: Case) -> list[Obstacle]:
    rules = [rule.code for rule in pack().clocks.values() if rule.waits_for_a_decision]
    running = Clock.objects.visible_to(actor).of_case(case.pk).filter(stopped_at=None, rule__in=rules)
    words = _("A decision is still to be made: %(clock)s. Record it first.")
    return [
        Obstacle(
            words=words % {"clock": title_of("clocks", clock.rule)},
            about="decision_to_make",
            subject_id=case.pk,
            goes_on_elsewhere=True,
        )
        for clock in running.order_by("due_at", "id")
    ]


OBSTACLES = (_asked, _undecided)
