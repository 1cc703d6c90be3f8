"""Who reads estimates, and how much of them. Nothing else in the product opens a result."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refusal
from opennrm.foundation.sealing import Seal, seal_of
from opennrm.foundation.visibility import GuardedQuerySet
from opennrm.statistics.hidden_population import Sentence

from .disclosure import Result, masked
from .models import EstimateRun, SharedEstimate
from .permissions import ESTIMATE_SMALL_COUNTS, ESTIMATE_VIEW
from .questions import Question, question_of
from .states import State

SILENT_AFTER = timedelta(minutes=3)
"""Without a sign of life for so long, the worker is taken for dead. The longest step takes far less."""
SLOW_TO_BEGIN_AFTER = timedelta(minutes=2)
LISTED_AT_MOST = 100

Row = TypeVar("Row", EstimateRun, SharedEstimate)


class NotFinished(Refusal):
    """There is no result to read yet, or none came out."""


def runs_of(actor: Actor) -> GuardedQuerySet:
    """The runs that the actor sees: their own, and those of their agency's others who run estimates."""
    return EstimateRun.objects.visible_to(actor)


def shared_with(actor: Actor) -> GuardedQuerySet:
    """The shared estimates that the actor may read."""
    return SharedEstimate.objects.visible_to(actor)


def run_to_read(actor: Actor, run_id: UUID) -> EstimateRun:
    """Return a run, to say how it stands.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(runs_of(actor).select_related("requested_by__account"), pk=run_id)


def run_to_change(actor: Actor, run_id: UUID) -> EstimateRun:
    """Return a run locked for a change.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(runs_of(actor).select_for_update(of=("self",)), pk=run_id)


def shared_to_read(actor: Actor, shared_id: UUID) -> SharedEstimate:
    """Return a shared estimate.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(shared_with(actor).select_related("shared_by__account", "shared_by__agency"), pk=shared_id)


def shared_copy_of(actor: Actor, run: EstimateRun) -> SharedEstimate | None:
    """The copy of a run's result that was given to others, if there is one."""
    return shared_with(actor).filter(run=run).first()


def seal_of_row(row: EstimateRun | SharedEstimate) -> Seal:
    """The seal of a run or of a shared estimate; each has a key of its own."""
    return seal_of(row.pk, row.wrapped_key)


def open_question(run: EstimateRun) -> Question:
    """Open what was asked, and record it."""
    audit.record("estimate.question_opened", subject=run)
    return question_of(seal_of_row(run).open_field(run, "question"))


def open_result(actor: Actor, row: EstimateRun | SharedEstimate, *, kind: str = "estimate.opened") -> Result:
    """Open a result, as far as the actor's role may see it, and record it.

    :raises NotFinished: there is none yet, or none came out.
    """
    if isinstance(row, EstimateRun) and row.state != State.DONE:
        raise NotFinished
    audit.record(kind, subject=row)
    result = json.loads(seal_of_row(row).open_field(row, "result"))
    return result if actor.may(ESTIMATE_SMALL_COUNTS) else masked(result)


def open_refusal(run: EstimateRun) -> Sentence | None:
    """Why nothing came out of a run that failed, in a sentence; none where the fault was not in the lists."""
    audit.record("estimate.opened", subject=run)
    kept = seal_of_row(run).open_field(run, "result")
    if not kept:
        return None
    refusal = json.loads(kept)["refusal"]
    # Runs of earlier versions kept the text alone.
    return Sentence("{text}", {"text": refusal}) if isinstance(refusal, str) else Sentence(**refusal)


@dataclass(frozen=True)
class Listed:
    """A run or a shared estimate in a list, with its title."""

    row: EstimateRun | SharedEstimate
    title: str


def list_runs(actor: Actor) -> list[Listed]:
    """The runs that the actor sees with their titles, the newest first. That they were read is recorded."""
    found = runs_of(actor).select_related("requested_by__account").order_by("-requested_at", "id")
    return list(_titled(found[:LISTED_AT_MOST], "question"))


def list_shared(actor: Actor) -> list[Listed]:
    """The shared estimates that the actor sees, the newest first. That their titles were read is recorded."""
    found = shared_with(actor).select_related("shared_by__agency").order_by("-shared_at", "id")
    return list(_titled(found[:LISTED_AT_MOST], "result"))


def _titled(rows: GuardedQuerySet, field: str) -> Iterator[Listed]:
    listed = [Listed(row, json.loads(seal_of_row(row).open_field(row, field))["title"]) for row in rows]
    if listed:
        audit.record("estimates.listed", detail={"kind": field, "listed": len(listed)})
    return iter(listed)


def is_silent(run: EstimateRun, *, at: datetime) -> bool:
    """Whether the worker that had taken this run up gives no sign of life any more."""
    return run.state == State.RUNNING and (run.heard_at is None or run.heard_at + SILENT_AFTER <= at)


def is_slow_to_begin(run: EstimateRun, *, at: datetime) -> bool:
    """Whether no worker has taken this run up for longer than is usual."""
    return run.state == State.QUEUED and run.queued_at + SLOW_TO_BEGIN_AFTER <= at


def possible_readers() -> list[Agency]:
    """The agencies that a result can be shared with: those in which some role reads shared estimates."""
    reading = set(pack().roles_that_may(ESTIMATE_VIEW))
    kinds = [code for code, kind in pack().agency_kinds.items() if reading & set(kind.roles)]
    return list(Agency.objects.active().filter(kind__in=kinds).order_by("name"))
