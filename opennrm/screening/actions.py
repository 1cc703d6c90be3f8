"""What keeps a screening and takes an identification decision. Each is one step of the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.telling import tell
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events
from .models import Decision, Identification, Screening
from .rules import Answer, Result, evaluate
from .states import TRANSITIONS, State

SHORTEST_REASONS = 20
"""In characters. Shorter ones give nothing that anybody could weigh when a decision is looked at again."""

CLOCK_EVENTS = {
    State.PRESUMED: "identification.presumed",
    State.CONFIRMED: "identification.decided",
    State.NOT_CONFIRMED: "identification.decided",
    State.RECONSIDERED: "identification.reconsidered",
}
"""What a decision tells the clocks of the case."""


class DecisionIncomplete(Refused):
    """A decision lacks something; the message says what to do, and `field` is the answer to correct."""


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

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that does not screen.
    :raises ScreeningRefused: the pack lacks the instrument, or it has no such question.
    :raises ValueError: an answer is none of `rules.Answer`.
    """
    case = access.case_to_screen(by, case_id)
    found = access.instrument_of(instrument, version)
    given = {code: Answer(answer) for code, answer in answers.items()}
    result = evaluate(found, given, is_child=None)
    screening = _keep(case, found, given, result, by=by, at=at)
    told = {
        "screening": str(screening.pk),
        "outcome": screening.outcome,
        "instrument": found.code,
        "version": str(found.version),
    }
    right = case_access.right_of(by, case)
    tell(events.SCREENED, case.pk, subject=screening, by=by, at=at, right=right, detail=told)
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

    `seen` is the state that the decider had before them: if somebody else decided meanwhile, it is refused.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that does not take this decision.
    :raises DecisionIncomplete: the reasons are too short, or the day cannot be right.
    :raises TransitionRefused: the identification does not stand where this decision could be taken.
    """
    to = State(to)
    case = access.case_to_decide(by, case_id, to)
    reasons = reasons.strip()
    _refuse_incomplete(case, reasons, decided_on, at=at)
    identification, is_first = _identification_to_decide(case)
    before = State(identification.state)
    _move(identification, to, seen=seen)
    _save_identification(identification, is_first, case, at=at)
    decision = _record_decision(case, before, to, reasons, decided_on, by=by, at=at)
    told = {"decision": str(decision.pk), "from": before.value, "to": to.value}
    event = replace(events.DECIDED, clock=CLOCK_EVENTS[to])
    right = case_access.right_of(by, case)
    tell(event, case.pk, subject=decision, by=by, at=at, right=right, detail=told)
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


def _refuse_incomplete(case: Case, reasons: str, decided_on: date, *, at: datetime) -> None:
    if len(reasons) < SHORTEST_REASONS:
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


def _identification_to_decide(case: Case) -> tuple[Identification, bool]:
    # The case is locked already, so that two first decisions at once cannot both find no row here.
    found = Identification.objects.select_for_update().filter(pk=case.pk).first()
    return found or Identification(pk=case.pk, case=case, state=State.POTENTIAL), found is None


def _move(identification: Identification, to: State, *, seen: str | None) -> None:
    state = State(identification.state)
    if to not in TRANSITIONS[state] or seen not in (None, state):
        raise TransitionRefused(
            _("The status of the identification is now “%(state)s”, so you cannot record this decision.")
            % {"state": state.label}
        )
    move(identification, to, transitions=TRANSITIONS)


def _save_identification(identification: Identification, is_first: bool, case: Case, *, at: datetime) -> None:
    identification.since = at
    if is_first:
        identification.readers = _readers(case, Identification.SCOPE, at)
        identification.writers = [LEAD]
        identification.save(from_action=True, force_insert=True)
    else:
        identification.save(from_action=True, update_fields=["state", "since"])


def _record_decision(
    case: Case, before: State, to: State, reasons: str, decided_on: date, *, by: Actor, at: datetime
) -> Decision:
    decision = Decision(
        case=case,
        from_state=before,
        to_state=to,
        decided_on=decided_on,
        recorded_at=at,
        decided_by_id=by.membership_id,
        readers=_readers(case, Decision.SCOPE, at),
        writers=[LEAD],
    )
    case_access.seal(by, case.pk).close_field(decision, "reasons", reasons)
    decision.save(from_action=True, force_insert=True)
    return decision


def _readers(case: Case, scope: str, at: datetime) -> list[int]:
    return case.readers_of(scope, at=at)
