"""Who may see, do and change tasks. Nothing else in the product decides this."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.holders import held
from opennrm.cases.models import Case
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import CalendarFeed, CalendarFeedQuerySet, Task, TaskQuerySet
from .permissions import TASK_DO


def visible_to(actor: Actor) -> TaskQuerySet:
    """The tasks that the actor sees: of cases that they lead."""
    return Task.objects.visible_to(actor)


def mine(actor: Actor) -> TaskQuerySet:
    """The open tasks that are the actor's: given to them, or whoever's leads a case that is assigned to them.

    The two are looked up apart, each by its own index. In one condition the database would read every open task that
    the actor sees.
    """
    return of_holder(actor, str(actor.membership_id))


def of_holder(actor: Actor, holder: str) -> TaskQuerySet:
    """The same of somebody else, or of nobody (`cases.holders`), as far as the actor sees them."""
    tasks = visible_to(actor).open()
    given = tasks.filter(held(actor, "given_to", holder), given_to__isnull=False)
    of_lead = tasks.filter(held(actor, "case__assigned_to", holder), given_to=None)
    return visible_to(actor).filter(pk__in=given.values("pk").union(of_lead.values("pk")))


def overdue_to(actor: Actor, today: date) -> TaskQuerySet:
    """The open tasks, of all that the actor sees, whose day has passed."""
    return visible_to(actor).overdue(today)


def task_to_read(actor: Actor, task_id: UUID) -> Task:
    """Return a task to somebody who leads its case, and record who looked: its words are opened with it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    """
    people = "given_to__account", "made_by", "ended_by"
    task = fetch(visible_to(actor).select_related(*people), pk=task_id)
    _refuse_unless_lead(actor, task)
    audit.record("task.opened", subject=task, right=case_access.right_in(actor, task.case_id))
    return task


def task_to_change(actor: Actor, task_id: UUID) -> Task:
    """Return a task locked, to somebody who leads its case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with tasks.
    :raises CaseClosed: its case is closed, and it is none of those that follow up on the child.
    """
    task = fetch(visible_to(actor), pk=task_id)
    _refuse_unless_lead(actor, task)
    participation.keep_lead(task.case_id)
    locked = fetch(visible_to(actor).select_for_update(of=("self",)), pk=task_id)
    if not may_still_change(actor, locked):
        case_access.refuse_closed()
    return locked


def may_still_change(actor: Actor, task: Task) -> bool:
    """Whether the case is open, or the task was made when it was closed, or since: to follow up on the child."""
    closed_at = case_access.visible_to(actor).values_list("closed_at", flat=True).get(pk=task.case_id)
    return closed_at is None or task.made_at >= closed_at


def _refuse_unless_lead(actor: Actor, task: Task) -> None:
    if not actor.may(TASK_DO) or not case_access.leads_case_of(actor, task.case_id):
        raise NotAllowed("Only the agency that leads a case works on its tasks.")


def colleagues(case: Case) -> MembershipQuerySet:
    """Those to whom a task of the case can be given: the members of its lead agency who can see it now."""
    sees = Q(supervises=True)
    sees |= Q(pk=case.assigned_to_id) if case.assigned_to_id else Q(takes_new_cases=True)
    return Membership.objects.acting().filter(sees, agency_id=case.lead_agency_id)


def own_feed(actor: Actor) -> CalendarFeedQuerySet:
    """The calendar feed of the membership by which the actor acts, if there is one that was not ended."""
    return CalendarFeed.objects.live().filter(membership_id=actor.membership_id)
