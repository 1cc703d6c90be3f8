"""What a handover says of the next step of a case: for the agency before, nothing but that another one leads it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.next_steps import Asked, Facts, Known, Rule, Step, Told
from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import may_change

from .access import visible_to
from .models import Handover
from .permissions import HANDOVER_ASK
from .states import State


def _given(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    if not actor.may(HANDOVER_ASK):
        return []
    given = visible_to(actor).filter(
        case_id__any_of=case_ids, state=State.ACCEPTED, from_agency_id=actor.agency_id
    )
    return [Asked(given, ())]


def _handed_over(actor: Actor, *given: list[Told]) -> Mapping[UUID, bool]:
    return {each.case_id: True for rows in given for each in rows}


def _another_leads(actor: Actor, case: Case, known: Known) -> Step | None:
    if known["handed_over"] and not case_access.leads(actor, case):
        return Step(code="handed_over", words=_("Another agency leads this case now"))
    return None


FACTS = (Facts(name="handed_over", asks=_given, reads=_handed_over, otherwise=bool, rows=Handover),)


def _finds(actor: Actor) -> Mapping[str, Q]:
    if not actor.may(HANDOVER_ASK):
        return {}
    given = visible_to(actor).filter(
        case_id=OuterRef("pk"), state=State.ACCEPTED, from_agency_id=actor.agency_id
    )
    return {"handed_over": ~may_change(actor) & Q(Exists(given))}


RULES = (
    Rule(
        order=5,
        step=_another_leads,
        finds=_finds,
        words={"handed_over": _("Another agency leads this case now")},
    ),
)
