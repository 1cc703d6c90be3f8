"""How the worker carries an estimate out: for the person who asked, in short transactions around long work."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from opennrm.agencies.access import actor_of
from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import on_errand
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import move
from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population.transforms import members

from . import access
from .actions import refuse_unless_runs_estimates
from .disclosure import Result
from .models import EstimateRun
from .questions import Question
from .states import TRANSITIONS, State

TOLD_EVERY = timedelta(seconds=1)
Now = Callable[[], datetime]


class Superseded(Exception):
    """The run was cancelled, deleted or begun anew since: what this worker does is wanted no more."""


@dataclass
class Work:
    """One attempt at a run, by a worker that enters as the person who asked."""

    run_id: UUID
    errand_id: UUID
    attempt: int
    now: Now
    told_at: datetime | None = None

    def tell(self, done: int, whole: int) -> None:
        """Say how far the work is, at most once a second.

        :raises Superseded: there is no point in going on.
        """
        at = self.now()
        if self.told_at is None or at - self.told_at >= TOLD_EVERY:
            self.told_at = at
            with self.entered() as by:
                _keep_progress(self.run_id, self.attempt, done, whole, by=by, at=at)

    @contextmanager
    def entered(self) -> Iterator[Actor]:
        """One transaction with what the person who asked may see at this moment."""
        with on_errand(self.errand_id) as entered:
            yield actor_of(entered)


def carry_out(run_id: UUID, *, errand_id: UUID, attempt: int, now: Now) -> None:
    """Work an estimate out and keep the result. Ends early, without a word, once nobody waits for it.

    :raises Exception: the program failed, which the run says too.
    """
    work = Work(run_id, errand_id, attempt, now)
    try:
        with work.entered() as by:
            question = begin(run_id, attempt, by=by, at=now())
        result = worked_out(question, work.tell)
        with work.entered() as by:
            finish(run_id, attempt, result, by=by, at=now())
    except Superseded:
        return
    except (hidden_population.TableRefused, hidden_population.NotConverged) as refusal:
        _give_up(work, refusal.sentence)
    except Exception:
        _give_up(work, None)
        raise


def worked_out(question: Question, tell: Callable[[int, int], None]) -> Result:
    """The whole result of a question: the report as data, the counts of each combination of lists, the title.

    :raises TableRefused: the lists cannot be used; the message says why.
    :raises NotConverged: the method asked for did not converge.
    """
    table = question.table
    report = hidden_population.report_on(
        table, progress=tell, notes=question.notes, **asdict(question.options)
    )
    overlaps = [
        {
            "lists": [table.names[number] for number in members(int(history))],
            "people": int(table.counts[history]),
        }
        for history in table.histories
    ]
    return {
        "title": question.title,
        **hidden_population.report_as_data(report),
        "assumption_codes": [assumption.code for assumption in report.assumptions],
        "overlaps": overlaps,
    }


def begin(run_id: UUID, attempt: int, *, by: Actor, at: datetime) -> Question:
    """Take a run up, and return what is asked.

    :raises NotAllowed: whoever asked runs no estimates any more.
    :raises Superseded: it was cancelled, deleted, begun anew, or is being worked on.
    """
    refuse_unless_runs_estimates(by)
    run = _wanted(run_id, attempt, by)
    if run.state == State.RUNNING and access.is_silent(run, at=at):
        # The job of a worker that was killed came back by itself.
        run.heard_at = at
    else:
        if run.state != State.QUEUED:
            raise Superseded
        move(run, State.RUNNING, transitions=TRANSITIONS)
        run.heard_at = at
    run.save(from_action=True, update_fields=["state", "heard_at"])
    audit.record("estimate.begun", subject=run)
    return access.open_question(run)


def _keep_progress(run_id: UUID, attempt: int, done: int, whole: int, *, by: Actor, at: datetime) -> None:
    run = _wanted(run_id, attempt, by)
    if run.state != State.RUNNING:
        raise Superseded
    run.work_done, run.work_whole, run.heard_at = done, whole, at
    # A sign of life changes nothing that anybody would want to look up: it is not worth an event a second.
    run.save(from_action=True, update_fields=["work_done", "work_whole", "heard_at"])


def finish(run_id: UUID, attempt: int, result: Result, *, by: Actor, at: datetime) -> None:
    """Keep what came out, sealed.

    :raises Superseded: it was cancelled, deleted or begun anew meanwhile.
    """
    run = _wanted(run_id, attempt, by)
    if run.state != State.RUNNING:
        raise Superseded
    move(run, State.DONE, transitions=TRANSITIONS)
    run.is_reliable, run.ended_at = result["reliable"], at
    access.seal_of_row(run).close_field(run, "result", json.dumps(result))
    run.save(from_action=True, update_fields=["state", "is_reliable", "ended_at", "result"])
    audit.record("estimate.done", subject=run, detail={"reliable": run.is_reliable})


def _give_up(work: Work, refusal: hidden_population.Sentence | None) -> None:
    """End a run without a result; `refusal` says why, where the lists or the method are the reason."""
    with work.entered() as by:
        try:
            run = _wanted(work.run_id, work.attempt, by)
        except Superseded:
            return
        if run.state != State.RUNNING:
            return
        move(run, State.FAILED, transitions=TRANSITIONS)
        run.ended_at = work.now()
        if refusal:
            access.seal_of_row(run).close_field(run, "result", json.dumps({"refusal": asdict(refusal)}))
        run.save(from_action=True, update_fields=["state", "ended_at", "result"])
        audit.record("estimate.failed", subject=run)


def _wanted(run_id: UUID, attempt: int, by: Actor) -> EstimateRun:
    """The run, locked, if this attempt at it is still the last one."""
    try:
        run = access.run_to_change(by, run_id)
    except NotThere:
        raise Superseded from None
    if run.attempt != attempt:
        raise Superseded
    return run
