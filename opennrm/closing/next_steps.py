"""What closing suggests as the next step of a case."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Facts, Known, Rule, Step
from opennrm.foundation.actor import Actor

from . import access
from .models import Closure
from .permissions import CLOSING_DECIDE


def _waiting(actor: Actor, case_ids: Collection[UUID]) -> Mapping[UUID, Closure]:
    found = access.waiting_in(actor, case_ids).showing("case", "asked_at", "asked_by__account__name")
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


FACTS = (Facts(name="closing", of=_waiting, otherwise=lambda: None, rows=Closure),)


def _finds_closed(actor: Actor) -> Mapping[str, Q]:
    return {"closed": Q(closed_at__isnull=False)}


def _finds_asked(actor: Actor) -> Mapping[str, Q]:
    waiting = access.visible_to(actor).waiting().filter(case_id=OuterRef("pk"))
    to_decide = Q(Exists(waiting.exclude(asked_by__account_id=actor.account_id)))
    if not actor.may(CLOSING_DECIDE):
        return {"await_closing": Q(Exists(waiting))}
    return {"decide_closing": to_decide, "await_closing": Q(Exists(waiting)) & ~to_decide}


RULES = (
    # Lists have a filter of their own for closed cases.
    Rule(order=1, step=_closed, finds=_finds_closed, words={}),
    Rule(
        order=15,
        step=_decide,
        finds=_finds_asked,
        words={
            "decide_closing": _("Decide whether to close the case"),
            "await_closing": _("A supervisor has to decide whether to close the case"),
        },
    ),
)
