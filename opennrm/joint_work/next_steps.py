"""What joint work suggests as the next step of a case: an answer that is waited for, and a part that ends soon."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.next_steps import Facts, Known, Rule, Step
from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import may_change

from . import access
from .models import JointWork
from .states import State

ENDS_SOON = timedelta(days=14)
"""So long before a part ends, somebody has to think about whether it is needed longer."""


def _waiting() -> Q:
    return Q(state=State.ASKED, expires_at__gt=Now())


def _ending() -> Q:
    return Q(state=State.TAKING_PART, until__gt=Now(), until__lte=Now() + ENDS_SOON)


def _live(actor: Actor, case_ids: Collection[UUID]) -> Mapping[UUID, list[JointWork]]:
    """What waits for an answer or ends soon, what ends first before the others."""
    rows = access.visible_to(actor).live().filter(_waiting() | _ending(), case_id__any_of=case_ids)
    found: dict[UUID, list[JointWork]] = defaultdict(list)
    shown = rows.showing("case", "state", "until", "principal", "to_agency__name")
    for work in shown.order_by("until", "id"):
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


FACTS = (Facts(name="joint_work", of=_live, otherwise=list, rows=JointWork),)


def _has(actor: Actor, which: Q) -> Q:
    return Q(Exists(access.visible_to(actor).live().filter(which, case_id=OuterRef("pk"))))


def _finds_own(actor: Actor) -> Mapping[str, Q]:
    return {"own_part_ends": _has(actor, _ending() & Q(principal__in=actor.principals))}


def _finds_ending(actor: Actor) -> Mapping[str, Q]:
    return {"joint_work_ends": may_change(actor) & _has(actor, _ending())}


def _finds_waiting(actor: Actor) -> Mapping[str, Q]:
    return {"await_joint_work": _has(actor, _waiting())}


RULES = (
    Rule(
        order=8,
        step=_own_ends,
        finds=_finds_own,
        words={"own_part_ends": gettext_lazy("The part of your agency ends soon")},
    ),
    Rule(
        order=35,
        step=_ends,
        finds=_finds_ending,
        words={"joint_work_ends": gettext_lazy("Decide whether another agency takes part for longer")},
    ),
    Rule(
        order=45,
        step=_await_answer,
        finds=_finds_waiting,
        words={"await_joint_work": gettext_lazy("Another agency has to answer whether it takes part")},
    ),
)
