"""The cases of a list, a page at a time, in each order by an index of its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from opennrm.agencies.models import Membership
from opennrm.cases import access as case_access
from opennrm.cases import next_steps
from opennrm.cases.actions import intake_roles
from opennrm.cases.holders import GONE, NOBODY, held
from opennrm.cases.models import Case, CaseQuerySet, Clock, ClockQuerySet
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.concerns.models import Concern
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.filters import Filters
from opennrm.foundation.pages import Page, Stretch, page_over
from opennrm.foundation.visibility import GuardedQuerySet
from opennrm.foundation.working_time import within_days
from opennrm.screening.next_steps import stands_in
from opennrm.tasks import access as task_access
from opennrm.tasks import queries as tasks
from opennrm.tasks.rules import EVERYBODY
from opennrm.tasks.rules import ME as MY_TASKS
from opennrm.tasks.rules import Wanted as WantedTasks

from .happened import narrowed_to_what_happened
from .rules import ME, NOT_ASSESSED, Order, Wanted

Look = TypeVar("Look", bound=Filters)


def cases(actor: Actor, wanted: Wanted, *, at: datetime) -> CaseQuerySet:
    """The cases that the actor sees and looks for, in no order."""
    found = _by_holder(actor, wanted)
    if wanted.closed or not wanted.happened:
        found = found.closed() if wanted.closed else found.open()
    else:
        found = found.begun()
    if wanted.area:
        found = found.filter(area__in=wanted.area)
    if wanted.sex:
        found = found.filter(sex=wanted.sex)
    if wanted.urgent:
        found = found.filter(is_urgent=True)
    if wanted.risk:
        found = found.filter(risk__in=["" if level == NOT_ASSESSED else level for level in wanted.risk])
    if wanted.age_from is not None:
        found = found.filter(age__gte=wanted.age_from)
    if wanted.age_to is not None:
        found = found.filter(age__lte=wanted.age_to)
    found = found.filter(**within_days("opened_at", wanted.first_day, wanted.last_day, pack().zone))
    if wanted.happened:
        found = narrowed_to_what_happened(actor, found, wanted)
    return _by_what_is_known(actor, found, wanted, at=at)


def _by_holder(actor: Actor, wanted: Wanted) -> CaseQuerySet:
    """By who holds them."""
    if wanted.holder == NOBODY:
        return case_access.waiting_to_be_taken(actor)
    visible = case_access.visible_to(actor)
    if wanted.holder == GONE:
        gone = case_access.gone_with_cases(actor)
        return visible.writable_by(actor).filter(assigned_to_id__in=gone.values("pk"))
    if wanted.holder == ME:
        return visible.filter(assigned_to_id=actor.membership_id)
    return visible.filter(held(actor, "assigned_to", wanted.holder)) if wanted.holder else visible


def _by_what_is_known(actor: Actor, found: CaseQuerySet, wanted: Wanted, *, at: datetime) -> CaseQuerySet:
    """By rows of other contexts, as far as the actor sees them."""
    if wanted.concern:
        of_kind = Concern.objects.visible_to(actor).filter(kinds__overlap=list(wanted.concern))
        found = found.filter(_has(of_kind))
    if wanted.step:
        found = found.filter(next_steps.has_next(actor, wanted.step))
    if wanted.identification:
        states = map(pack().identification.state, wanted.identification)
        found = found.filter(stands_in(actor, states))
    if wanted.overdue:
        found = found.filter(_has(_counting(actor).filter(due_at__lt=at)))
    if wanted.no_task or wanted.no_limit:
        # Of a case that another agency leads the actor does not see the tasks.
        found = found.filter(lead_agency_id=actor.agency_id)
    if wanted.no_task:
        found = found.filter(~_has(task_access.visible_to(actor).open()))
    if wanted.no_limit:
        found = found.filter(~_has(_counting(actor)))
    return found


def _has(rows: GuardedQuerySet) -> Exists:
    return Exists(rows.filter(case_id=OuterRef("pk")))


def _counting(actor: Actor) -> ClockQuerySet:
    """The time limits that run and are not paused."""
    return Clock.objects.visible_to(actor).running().filter(paused_at=None)


def page(actor: Actor, wanted: Wanted, *, mark: str, size: int, at: datetime) -> Page[Case]:
    """One page of the cases that the actor looks for, each with whoever holds it.

    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    """
    found: Page[Any] = page_over(_stretches(actor, wanted, at=at), mark, size=size)
    return Page(rows=_cases_of(actor, found.rows), previous=found.previous, next=found.next)


def chunks(actor: Actor, wanted: Wanted, *, size: int, at: datetime) -> Iterator[list[Case]]:
    """All of these cases, so many at a time."""
    mark, has_more = "", True
    while has_more:
        found = page(actor, wanted, mark=mark, size=size, at=at)
        yield found.rows
        mark, has_more = found.next, bool(found.next)


def _stretches(actor: Actor, wanted: Wanted, *, at: datetime) -> Sequence[Stretch[Any]]:
    found = cases(actor, wanted, at=at)
    with_holder = found.select_related("assigned_to__account")
    newest = ("-opened_at", "id")
    match wanted.order:
        case Order.OLDEST:
            # The index of the newest, read from its end.
            return [Stretch(rows=with_holder, order=("opened_at", "-id"))]
        case Order.RISK:
            levels = list(pack().codes("risk_levels"))
            assessed = [with_holder.filter(risk=level) for level in reversed(levels)]
            others = with_holder.exclude(risk__in=levels)
            return [Stretch(rows=rows, order=newest) for rows in (*assessed, others)]
        case Order.DUE:
            counting = _counting(actor)
            if wanted.overdue:
                # Said of the time limits that stand in order: asked of the cases too, all of them would be read first.
                others = cases(actor, wanted.without("overdue"), at=at)
                late = _first_of_each(counting, others).filter(due_at__lt=at)
                return [Stretch(rows=late, order=("due_at", "id"))]
            return [
                Stretch(rows=_first_of_each(counting, found), order=("due_at", "id")),
                Stretch(rows=with_holder.filter(~_has(counting)), order=newest),
            ]
    return [Stretch(rows=with_holder, order=newest)]


def _first_of_each(counting: ClockQuerySet, found: CaseQuerySet) -> ClockQuerySet:
    """The time limit of each of these cases that ends first."""
    sooner = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), id__lt=OuterRef("id"))
    earlier = counting.filter(sooner, case_id=OuterRef("case_id"))
    return counting.filter(~Exists(earlier), case_id__in=found.values("pk"))


def _cases_of(actor: Actor, rows: Sequence[Case | Clock]) -> list[Case]:
    """The cases of a page, on which some are known by their time limits only."""
    ids = [row.case_id for row in rows if isinstance(row, Clock)]
    known = case_access.visible_to(actor).select_related("assigned_to__account").filter(pk__any_of=ids)
    by_id = {case.pk: case for case in known} if ids else {}
    found = [by_id.get(row.case_id) if isinstance(row, Clock) else row for row in rows]
    return [case for case in found if case is not None]


def first_due(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, Clock]:
    """Of each of these cases the time limit that runs and ends first."""
    clocks = _counting(actor).filter(case_id__any_of=case_ids).order_by("-due_at", "-id")
    return {clock.case_id: clock for clock in clocks}


def too_narrow(actor: Actor, wanted: Wanted, *, at: datetime) -> list[str]:
    """For a list without cases: the filters of which each alone hides some."""
    return [name for name in wanted.filters if cases(actor, wanted.without(name), at=at).exists()]


def holders(actor: Actor) -> dict[str, str]:
    """By whom the actor can narrow a list: oneself, holders, and for whoever assigns cases, the ids of colleagues.

    Colleagues have their names, and the words empty texts.
    """
    if not actor.may(CASE_ASSIGN):
        return {ME: "", NOBODY: ""}
    members = Membership.objects.acting().filter(agency_id=actor.agency_id, role__in=intake_roles())
    named = members.select_related("account").order_by("account__name", "id")
    others = {str(member.pk): member.account.name for member in named if member.pk != actor.membership_id}
    return {ME: "", NOBODY: "", GONE: "", **others}


def still_offered(actor: Actor, wanted: Wanted) -> tuple[Wanted, list[str]]:
    """The same without what the actor can no longer look for, and the names of what that was.

    Since the list was saved, a code may have left the country pack, a colleague the agency, or the actor their role.
    """
    lists = {"area": "areas", "sex": "sexes", "concern": "concern_kinds", "risk": "risk_levels"}
    offered: dict[str, Collection[str]] = {
        "step": next_steps.offered(),
        "identification": pack().identification.states,
        "holder": holders(actor),
        **{name: {*pack().listed(listed), NOT_ASSESSED} for name, listed in lists.items()},
    }
    return _as_far_as_offered(wanted, offered)


def tasks_still_offered(actor: Actor, wanted: WantedTasks) -> tuple[WantedTasks, list[str]]:
    """The same of a list of tasks."""
    holders = [str(pk) for pk in tasks.colleagues(actor).values_list("pk", flat=True)]
    if actor.may(CASE_ASSIGN):
        holders += [NOBODY, GONE]
    offered: dict[str, Collection[str]] = {
        "whose": {MY_TASKS, EVERYBODY, *holders},
        "kind": pack().listed("task_kinds"),
        "rule": pack().listed("tasks"),
    }
    return _as_far_as_offered(wanted, offered)


def _as_far_as_offered(wanted: Look, offered: Mapping[str, Collection[str]]) -> tuple[Look, list[str]]:
    kept, gone = wanted, []
    for name in wanted.filters:
        for value in wanted.values_of(name):
            if name in offered and value not in offered[name]:
                kept = kept.without_value(name, value)
                gone.append(name)
    return kept, list(dict.fromkeys(gone))
