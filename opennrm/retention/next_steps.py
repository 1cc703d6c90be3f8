"""What retention suggests as the next step of a case."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Known, Rule, Step
from opennrm.foundation.actor import Actor


def _erased(actor: Actor, case: Case, known: Known) -> Step | None:
    if case.erased_at is None:
        return None
    return Step(code="erased", words=_("This case has been erased"))


def _finds_nothing(actor: Actor) -> Mapping[str, Q]:
    return {}


# Lists find an erased case as a closed one, which it is too.
RULES = (Rule(order=0, step=_erased, finds=_finds_nothing, words={}),)
