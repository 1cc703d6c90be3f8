"""How the worker makes a plan for many interviews: for the person who asked, in short transactions around long work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.agencies.access import actor_of
from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import on_errand
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import move

from . import access, raid_answers
from .finding_rows import Rows, rows_for
from .models import RaidPlan
from .raid_states import PLAN_TRANSITIONS, PlanState
from .raids import refuse_unless_arranges
from .scheduling.raids import plan_for_all
from .scheduling.verifying import verify

STEPS = 3
"""The rows are read, the plan is looked for, the plan is verified and kept."""
Now = Callable[[], datetime]


class Superseded(Exception):
    """The plan is gone, or another worker is at it: what this worker does is wanted no more."""


@dataclass(frozen=True)
class Work:
    """The work on one plan, by a worker that enters as the person who asked."""

    plan_id: UUID
    errand_id: UUID
    now: Now

    @contextmanager
    def entered(self) -> Iterator[Actor]:
        """One transaction with what the person who asked may see at this moment."""
        with on_errand(self.errand_id) as entered:
            yield actor_of(entered)


def carry_out(plan_id: UUID, *, errand_id: UUID, now: Now) -> None:
    """Make a plan and keep it. Ends early, without a word, once nobody waits for it.

    :raises Exception: the program failed, which the plan says too.
    """
    work = Work(plan_id, errand_id, now)
    try:
        with work.entered() as by:
            begin(plan_id, by=by, at=now())
        with work.entered() as by:
            rows = read(plan_id, by=by, at=now())
        found = plan_for_all(rows.problem)
        with work.entered() as by:
            tell(plan_id, 2, by=by, at=now())
        verify(rows.problem, found.slots)
        with work.entered() as by:
            finish(plan_id, raid_answers.kept(rows, found), by=by, at=now())
    except Superseded:
        return
    except Exception:
        _give_up(work)
        raise


def begin(plan_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a plan up.

    :raises NotAllowed: whoever asked arranges no interviews any more.
    :raises Superseded: it is gone, has ended, or another worker is at it.
    """
    refuse_unless_arranges(by)
    plan = _wanted(plan_id, by)
    if plan.state == PlanState.QUEUED:
        move(plan, PlanState.RUNNING, transitions=PLAN_TRANSITIONS)
    elif not (plan.state == PlanState.RUNNING and access.is_left_behind(plan, at=at)):
        raise Superseded
    plan.steps_done, plan.heard_at = 0, at
    plan.save(from_action=True, update_fields=["state", "steps_done", "heard_at"])
    audit.record("interviews.plan_begun", subject=plan)


def read(plan_id: UUID, *, by: Actor, at: datetime) -> Rows:
    """The question of a plan, as everything stood when it was asked for. What got a time meanwhile is left out.

    :raises Superseded: it is gone.
    """
    plan = _wanted(plan_id, by)
    ready = list(access.to_arrange(by).filter(pk__in=access.interviews_of_plan(plan)))
    rows = rows_for(by, ready, at=plan.requested_at)
    tell(plan_id, 1, by=by, at=at)
    return rows


def tell(plan_id: UUID, steps_done: int, *, by: Actor, at: datetime) -> None:
    """Say how far the work is. That changes nothing that anybody would want to look up: it is not worth an event.

    :raises Superseded: there is no point in going on.
    """
    plan = _wanted(plan_id, by)
    if plan.state != PlanState.RUNNING:
        raise Superseded
    plan.steps_done, plan.heard_at = steps_done, at
    plan.save(from_action=True, update_fields=["steps_done", "heard_at"])


def finish(plan_id: UUID, result: str, *, by: Actor, at: datetime) -> None:
    """Keep what came out, sealed.

    :raises Superseded: it is gone, or has ended.
    """
    plan = _wanted(plan_id, by)
    if plan.state != PlanState.RUNNING:
        raise Superseded
    move(plan, PlanState.DONE, transitions=PLAN_TRANSITIONS)
    plan.ended_at, plan.steps_done = at, STEPS
    access.seal_of_plan(plan).close_field(plan, "result", result)
    plan.save(from_action=True, update_fields=["state", "ended_at", "steps_done", "result"])
    audit.record("interviews.plan_made", subject=plan)


def _give_up(work: Work) -> None:
    with work.entered() as by:
        try:
            plan = _wanted(work.plan_id, by)
        except Superseded:
            return
        if plan.state == PlanState.RUNNING:
            move(plan, PlanState.FAILED, transitions=PLAN_TRANSITIONS)
            plan.ended_at = work.now()
            plan.save(from_action=True, update_fields=["state", "ended_at"])
            audit.record("interviews.plan_failed", subject=plan)


def _wanted(plan_id: UUID, by: Actor) -> RaidPlan:
    try:
        return access.plan_to_change(by, plan_id)
    except NotThere:
        raise Superseded from None
