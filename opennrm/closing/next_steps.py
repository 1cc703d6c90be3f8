"""What closing suggests as the next step of a case."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Facts, Known, Rule, Step
from opennrm.foundation.actor import Actor

from . import access
from .models import Closure


def _waiting(actor: Actor, case_ids: Collection[UUID]) -> Mapping[UUID, Closure]:
    found = access.waiting_in(actor, case_ids).select_related("asked_by__account")
    return {closure.case_id: closure for closure in found}


def _closed(actor: Actor, case: Case, known: Known) -> Step | None:
    return Step(code="closed", words=_("This case is closed")) if case.closed_at else None


def _decide(actor: Actor, case: Case, known: Known) -> Step | None:
    waiting = known["closing"]
    if waiting is None:
        return None
    if access.may_decide(actor, waiting):
        return Step(code="decide_closing", words=_("Decide whether to close this case"))
    return Step(code="await_closing", words=_("A supervisor has to decide whether to close this case"))


FACTS = (Facts(name="closing", of=_waiting, otherwise=lambda: None),)
RULES = (Rule(order=1, step=_closed), Rule(order=15, step=_decide))
