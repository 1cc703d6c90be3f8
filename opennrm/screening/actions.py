"""What keeps a screening and takes an identification decision. Each is one step of the caller's transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import clocks, participation, timeline
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.country.identification import EVENTS, REQUEST_ENDED, Need, Step
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.access import NotAllowed
from opennrm.foundation.actor import Actor
from opennrm.foundation.notices import notify
from opennrm.foundation.state_table import TransitionRefused

from . import access, requests
from .models import Decision, Identification, Screening
from .rules import Answer, Result, evaluate
from .states import RequestState

SHORTEST_REASONS = 20
"""In characters. Shorter ones give nothing that anybody could weigh when a decision is looked at again."""


class DecisionIncomplete(Exception):
    """A decision lacks something; the message says what to do, and `field` is the answer to correct."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def screen(
    case_id: UUID,
    *,
    instrument: str,
    answers: Mapping[str, str],
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Screening:
    """Keep a screening with every answer and what follows from them. It never replaces an earlier one.

    `version` of the instrument is the newest unless a screening in the making began with an older one. The
    person is screened as a child whatever age was reported: that age is an estimate, and a doubt is a child's.

    :raises Case.DoesNotExist: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that does not screen.
    :raises ScreeningRefused: the pack lacks the instrument, or it has no such question.
    :raises ValueError: an answer is none of `rules.Answer`.
    """
    case = access.case_to_screen(by, case_id)
    found = access.instrument_of(instrument, version)
    given = {code: Answer(answer) for code, answer in answers.items()}
    result = evaluate(found, given, is_child=None)
    screening = _keep(case, found, given, result, by=by, at=at)
    _tell_of_screening(case, screening, by=by, at=at)
    return screening


def decide(
    case_id: UUID,
    *,
    to: str,
    reasons: str,
    decided_on: date,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> Decision:
    """Take an identification decision, with its reasons and the day on which it was taken.

    Whoever leads the case takes it, or a body that they asked, as the country pack says; a request for it ends.
    `seen` is the state that the decider had before them: if somebody else decided meanwhile, it is refused.

    :raises Case.DoesNotExist: there is no such case that `by` may see.
    :raises NotAllowed: `by` neither leads the case nor was asked, or has a role that does not take this decision.
    :raises DecisionIncomplete: the reasons are too short, the day cannot be right, or a screening has to come first.
    :raises TransitionRefused: the identification does not stand where this decision could be taken.
    """
    found = access.case_to_decide(by, case_id, to)
    step = _step(found, to, seen=seen, by=by)
    reasons = reasons.strip()
    _refuse_incomplete(found.case, step, reasons, decided_on, by=by, at=at)
    right, before = case_access.right_of(by, found.case), found.identification.state
    _save_identification(found, to, at=at)
    decision = _record_decision(found, before, to, reasons, decided_on, by=by, at=at)
    if found.request:
        requests.end(found.request, RequestState.DECIDED, by=by, at=at)
    _tell_of_decision(found, decision, right, by=by, at=at)
    return decision


def _keep(
    case: Case,
    instrument: Instrument,
    given: Mapping[str, Answer],
    result: Result,
    *,
    by: Actor,
    at: datetime,
) -> Screening:
    screening = Screening(
        case=case,
        instrument=instrument.code,
        instrument_version=instrument.version,
        answers={code: given.get(code, Answer.NOT_ASKED).value for code in instrument.items},
        outcome=result.outcome.value,
        positive_dimensions=[dimension.code for dimension in result.positive_dimensions],
        completeness=result.completeness,
        done_at=at,
        done_by_id=by.membership_id,
        readers=_readers(case, Screening.SCOPE, at),
        writers=[LEAD],
    )
    screening.save(from_action=True, force_insert=True)
    return screening


def _step(found: access.ToDecide, to: str, *, seen: str | None, by: Actor) -> Step:
    stands = found.identification.stands
    step = pack().identification.step(stands.code, to)
    if step is None or seen not in (None, stands.code):
        raise TransitionRefused(
            _("The status of the identification is now “%(state)s”, so you cannot record this decision.")
            % {"state": stands.title}
        )
    if not found.is_open(by, to):
        raise NotAllowed("This role does not take this decision from where the identification stands.")
    return step


def _refuse_incomplete(
    case: Case, step: Step, reasons: str, decided_on: date, *, by: Actor, at: datetime
) -> None:
    if Need.SCREENING in step.needs and not access.screenings_of(by, case.pk).exists():
        raise DecisionIncomplete(_("Screen the child before this decision is made."), field="to")
    if (reasons or Need.REASONS in step.needs) and len(reasons) < SHORTEST_REASONS:
        raise DecisionIncomplete(
            _("Give the reasons in at least %(count)s characters, so that others can follow them.")
            % {"count": SHORTEST_REASONS},
            field="reasons",
        )
    if decided_on > at.astimezone(pack().zone).date():
        raise DecisionIncomplete(
            _("Enter the day of the decision. It cannot be in the future."), field="decided_on"
        )
    if decided_on < case.opened_at.astimezone(pack().zone).date():
        raise DecisionIncomplete(
            _("Enter the day of the decision. It cannot be before the case was opened."),
            field="decided_on",
        )


def _save_identification(found: access.ToDecide, to: str, *, at: datetime) -> None:
    identification = found.identification
    identification.state, identification.since = to, at
    if identification._state.adding:
        identification.readers = _readers(found.case, Identification.SCOPE, at)
        identification.writers = [LEAD]
        identification.save(from_action=True, force_insert=True)
    else:
        identification.save(from_action=True, update_fields=["state", "since"])


def _record_decision(
    found: access.ToDecide,
    before: str,
    to: str,
    reasons: str,
    decided_on: date,
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    decision = Decision(
        case=found.case,
        from_state=before,
        to_state=to,
        decided_on=decided_on,
        recorded_at=at,
        decided_by_id=by.membership_id,
        readers=_readers_by_decider(found, Decision.SCOPE, at),
        writers=[LEAD, *found.deciding],
    )
    case_access.seal(by, found.case.pk).close_field(decision, "reasons", reasons)
    decision.save(from_action=True, force_insert=True)
    return decision


def _readers(case: Case, scope: str, at: datetime) -> list[int]:
    return case_access.readers_of(case, scope, at=at)


def _readers_by_decider(found: access.ToDecide, scope: str, at: datetime) -> list[int]:
    """The readers of a new row: a body that was asked knows of no other part, but its rows are for those parts too."""
    known = {"case": found.case.readers, "decision": found.identification.readers} if found.deciding else {}
    return sorted({*_readers(found.case, scope, at), *known.get(scope, ()), *found.deciding})


def _tell_of_screening(case: Case, screening: Screening, *, by: Actor, at: datetime) -> None:
    told = {"screening": str(screening.pk), "outcome": screening.outcome}
    timeline.add(
        case.pk, "screening.completed", by=by, at=at,
        readers=_readers(case, "timeline", at), detail=told,
    )  # fmt: skip
    readers = _readers(case, "case", at)
    clocks.happened(case.pk, "screening.completed", at=at, readers=readers, writers=[LEAD])
    audit.record(
        "screening.completed",
        subject=screening,
        right=case_access.right_of(by, case),
        detail={"instrument": screening.instrument, "version": screening.instrument_version},
    )


def _tell_of_decision(
    found: access.ToDecide, decision: Decision, right: str, *, by: Actor, at: datetime
) -> None:
    case, moved = found.case, {"from": decision.from_state, "to": decision.to_state}
    timeline.add(
        case.pk, "identification.decided", by=by, at=at,
        readers=_readers_by_decider(found, "timeline", at), detail={"decision": str(decision.pk)} | moved,
    )  # fmt: skip
    readers = _readers_by_decider(found, "case", at)
    for event in (EVENTS.get(decision.after.counts_as), REQUEST_ENDED if found.request else None):
        if event:
            clocks.happened(case.pk, event, at=at, readers=readers, writers=[LEAD, *found.deciding])
    if found.deciding:
        notify(participation.holder_of(case.pk), "decision.made", subject_id=case.pk, by=by, at=at)
    elif found.request:
        requests.tell_that_nothing_waits(found.request, by=by, at=at)
    audit.record("identification.decided", subject=decision, right=right, detail=moved)
