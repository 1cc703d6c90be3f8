"""Who may read and write the care of a child. Nothing else in the product decides this."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.referrals import access as referral_access
from opennrm.referrals.models import Referral, ReferralQuerySet

from .models import (
    Delivery,
    DeliveryQuerySet,
    Goal,
    GoalQuerySet,
    Plan,
    PlanAction,
    PlanActionQuerySet,
    PlanQuerySet,
)
from .permissions import CARE_AGREE, CARE_VIEW, CARE_WRITE, DELIVERY_WRITE
from .states import PlanState


def case_to_read(actor: Actor, case_id: UUID, *, event: str = "care.opened") -> Case:
    """Return a case to somebody who leads it and reads how its child is cared for; the look is recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role does not allow this.
    """
    return case_access.case(actor, case_id, as_="lead", may=CARE_VIEW, event=event)


def case_to_write(actor: Actor, case_id: UUID, *, may: Permission = CARE_WRITE, lock: bool = True) -> Case:
    """Return a case, with `lock` locked, to somebody who leads it and writes about its care.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role does not allow this.
    :raises CaseClosed: it is to be locked, and is closed.
    """
    return case_access.case(actor, case_id, as_="lead", may=may, lock=lock)


def plans(actor: Actor, case_id: UUID) -> PlanQuerySet:
    """Every version of the plan of a case, the newest first."""
    return Plan.objects.visible_to(actor).of_case(case_id).order_by("-number")


def plan_to_read(actor: Actor, plan_id: UUID) -> tuple[Case, Plan]:
    """Return a version of a plan with its case, and record who read it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the role of the actor does not read plans.
    """
    related = (
        "lead__account",
        "made_by__account",
        "proposed_by__account",
        "decided_by__account",
        "ended_by__account",
    )
    plan = fetch(Plan.objects.visible_to(actor).select_related(*related), pk=plan_id)
    case = case_access.case(actor, plan.case_id, as_="lead", may=CARE_VIEW, event=None)
    audit.record("plan.opened", subject=plan, right=case_access.right_of(actor, case))
    return case, plan


def plan_to_change(actor: Actor, plan_id: UUID, *, may: Permission = CARE_WRITE) -> tuple[Case, Plan]:
    """Return a version of a plan with its case, both locked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises CaseClosed: the case is closed.
    """
    visible = Plan.objects.visible_to(actor)
    plan = fetch(visible, pk=plan_id)
    case = case_to_write(actor, plan.case_id, may=may)
    return case, fetch(visible.select_for_update(of=("self",)), pk=plan_id)


def may_agree(actor: Actor, plan: Plan) -> bool:
    """Whether the actor decides about this plan: a supervisor who did not propose it."""
    proposer = plan.proposed_by
    return actor.may(CARE_AGREE) and (proposer is None or proposer.account_id != actor.account_id)


def deciders(case: Case, *, but: UUID | None) -> MembershipQuerySet:
    """Those in the lead agency who see a case and may agree to its plan, but for this account."""
    roles = pack().roles_that_may(CARE_AGREE)
    acting = Membership.objects.acting().filter(agency_id=case.lead_agency_id, role__in=roles)
    return acting.filter(supervises=True).exclude(account_id=but)


def to_agree(actor: Actor) -> PlanQuerySet:
    """The plans that wait for this supervisor."""
    waiting = Plan.objects.visible_to(actor).filter(state=PlanState.PROPOSED)
    return waiting.exclude(proposed_by__account_id=actor.account_id)


def due_actions(actor: Actor, last_day: date) -> PlanActionQuerySet:
    """What is to be done until a day in cases that are assigned to the actor."""
    own = actions(actor).open().filter(due_on__lte=last_day)
    return own.filter(case__assigned_to_id=actor.membership_id, case__closed_at=None)


def goals(actor: Actor) -> GoalQuerySet:
    """The goals that the actor may read: of cases that they lead, and those to which their own referral belongs."""
    return Goal.objects.visible_to(actor)


def actions(actor: Actor) -> PlanActionQuerySet:
    """The same of actions."""
    return PlanAction.objects.visible_to(actor)


def goal_to_change(actor: Actor, goal_id: UUID) -> tuple[Case, Goal]:
    """Return a goal with its case, both locked, to whoever writes the plan.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    """
    goal = fetch(goals(actor), pk=goal_id)
    case = case_to_write(actor, goal.case_id)
    return case, fetch(goals(actor).select_for_update(of=("self",)), pk=goal_id)


def action_to_change(actor: Actor, action_id: UUID) -> tuple[Case, PlanAction]:
    """Return an action with its case, both locked, to whoever writes the plan.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    """
    action = fetch(actions(actor), pk=action_id)
    case = case_to_write(actor, action.case_id)
    return case, fetch(actions(actor).select_for_update(of=("self",)), pk=action_id)


def referrals_of(actor: Actor, case_id: UUID) -> ReferralQuerySet:
    """The referrals of a case, the newest first, with their services."""
    found = referral_access.visible_to(actor).of_case(case_id)
    return found.select_related("service", "receiver").order_by("-sent_at", "id")


def referral_of_own(
    actor: Actor, referral_id: UUID, *, may: Permission = DELIVERY_WRITE, lock: bool = False
) -> Referral:
    """Return the referral by which the actor's own service helps the child.

    :raises NotThere: there is none that this actor may see, or they do not serve by it.
    :raises NotAllowed: the role of the actor does not write down what was given.
    """
    found = referral_access.visible_to(actor).select_related("service", "receiver")
    referral = fetch(found, pk=referral_id)
    if referral.serving_principal not in actor.principals:
        raise NotThere
    if not actor.may(may):
        raise NotAllowed(_("Your role does not allow this."))
    if lock:
        participation.keep_lead(referral.case_id)
    return referral


def deliveries(actor: Actor, case_id: UUID) -> DeliveryQuerySet:
    """What services gave to a child, as far as the actor may read it, the earliest first."""
    found = Delivery.objects.visible_to(actor).of_case(case_id)
    return found.select_related("recorded_by__account", "recorded_by__agency").order_by("first_day", "id")


def also_for(referral: Referral | None) -> list[int]:
    """Who besides the lead reads what belongs to a referral: the service that helps by it, and nobody else."""
    return [] if referral is None else [referral.serving_principal]


def holders(referral: Referral | None) -> list[int]:
    """Who reads and changes what belongs to a referral."""
    return sorted({LEAD, *also_for(referral)})


def id_of_page(kind: str, of: UUID, page: UUID, *, by: Actor) -> UUID:
    """The id of what one showing of a page makes: the same page sent twice makes one. Nobody can choose one."""
    return sealing.id_of(f"care {kind}", f"{of}|{by.membership_id}|{page}")


def opened_fields(actor: Actor, row: Any, *fields: str) -> tuple[str, ...]:
    """The sealed texts of a row, in clear. The caller has recorded who reads them."""
    seal = case_access.seal(actor, row.case_id)
    return tuple(seal.open_field(row, field) for field in fields)
