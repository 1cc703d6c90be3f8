"""What joint work suggests as the next step of a case: an answer that is waited for, and a part that ends soon."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.next_steps import Facts, Known, Rule, Step
from opennrm.foundation.actor import Actor

from . import access
from .models import JointWork
from .states import State

ENDS_SOON = timedelta(days=14)
"""So long before a part ends, somebody has to think about whether it is needed longer."""


def _live(actor: Actor, case_ids: Collection[UUID]) -> Mapping[UUID, list[JointWork]]:
    """What waits for an answer or ends soon, what ends first before the others."""
    waiting = Q(state=State.ASKED, expires_at__gt=Now())
    ends_soon = Q(state=State.TAKING_PART, until__gt=Now(), until__lte=Now() + ENDS_SOON)
    rows = access.visible_to(actor).live().filter(waiting | ends_soon, case_id__any_of=case_ids)
    found: dict[UUID, list[JointWork]] = defaultdict(list)
    for work in rows.select_related("to_agency").order_by("until", "id"):
        found[work.case_id].append(work)
    return found


def _ends(actor: Actor, case: Case, known: Known) -> Step | None:
    for work in known["joint_work"]:
        if work.state == State.TAKING_PART and case_access.leads(actor, case):
            words = gettext("{agency} takes part until {day}. Decide whether it is needed for longer")
            told = {"agency": work.to_agency.name, "day": date_format(work.last_day, "j F Y")}
            return Step(code="joint_work_ends", words=words.format(**told))
    return None


def _own_ends(actor: Actor, case: Case, known: Known) -> Step | None:
    for work in known["joint_work"]:
        if work.state == State.TAKING_PART and work.principal in actor.principals:
            words = gettext(
                "Your agency takes part until {day}. If it is needed for longer, tell the lead agency"
            )
            return Step(code="own_part_ends", words=words.format(day=date_format(work.last_day, "j F Y")))
    return None


def _await_answer(actor: Actor, case: Case, known: Known) -> Step | None:
    for work in known["joint_work"]:
        if work.state == State.ASKED:
            words = gettext("{agency} has to answer whether it takes part")
            return Step(code="await_joint_work", words=words.format(agency=work.to_agency.name))
    return None


FACTS = (Facts(name="joint_work", of=_live, otherwise=list),)
RULES = (Rule(order=8, step=_own_ends), Rule(order=35, step=_ends), Rule(order=45, step=_await_answer))
