"""What there is to do with a case from an old list: it waits to be released."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Known, Rule, Step
from opennrm.cases.states import FromList
from opennrm.foundation.actor import Actor


def _release(actor: Actor, case: Case, known: Known) -> Step | None:
    if case.from_list != FromList.WAITING:
        return None
    return Step(code="release", words=_("Correct what the list says, then release the case"))


def _waiting(actor: Actor) -> Mapping[str, Q]:
    return {"release": Q(from_list=FromList.WAITING)}


RULES = (Rule(order=15, step=_release, finds=_waiting, words={}),)
