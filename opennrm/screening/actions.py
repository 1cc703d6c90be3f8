"""What keeps a screening and takes an identification decision. Each is one step of the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.telling import Matter, tell
from opennrm.concerns import access as concerns
from opennrm.country.identification import Need, Step
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.people import access as people

from . import access, events, requests
from .models import Decision, Identification, Screening
from .observations import Observations, to_text
from .rules import Answer, Result, UnknownItem, evaluate
from .states import RequestState

SHORTEST_REASONS = 20
"""In characters. Shorter ones give nothing that anybody could weigh when a decision is looked at again."""


class DecisionIncomplete(Refused):
    """A decision lacks something; the message says what to do, and `field` is the answer to correct."""


def screen(
    case_id: UUID,
    *,
    instrument: str,
    answers: Mapping[str, str],
    observations: Observations | None = None,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Screening:
    """Keep a screening with every answer, what was written beside them, and what follows. It replaces no earlier one.

    `version` of the instrument is the newest unless a screening in the making began with an older one. The
    person is screened as a child whatever age was reported: that age is an estimate, and a doubt is a child's.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that does not screen.
    :raises ScreeningRefused: the pack lacks the instrument, or it has no such question.
    :raises UnknownItem: something was written beside no question of the instrument.
    :raises ValueError: an answer is none of `rules.Answer`.
    """
    case = access.case_to_screen(by, case_id)
    found = access.instrument_of(instrument, version)
    given = {code: Answer(answer) for code, answer in answers.items()}
    result = evaluate(found, given)
    if unknown := set(observations or ()) - set(found.items):
        raise UnknownItem(f"The instrument has no question {', '.join(sorted(unknown))}.")
    screening = _keep(case, found, given, observations or {}, result, by=by, at=at)
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

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` neither leads the case nor was asked, or has a role that does not take this decision.
    :raises DecisionIncomplete: the reasons are too short, the day cannot be right, or a screening has to come first.
    :raises TransitionRefused: the identification does not stand where this decision could be taken.
    """
    found = access.case_to_decide(by, case_id, to)
    step = _step(found, to, seen=seen, by=by)
    reasons = reasons.strip()
    _refuse_incomplete(found.case, step, reasons, decided_on, by=by, at=at)
    right, before = case_access.right_of(by, found.case), found.identification.state
    _move(found.case, found.identification, to, at=at)
    decision = _record_decision(found, before, to, reasons, decided_on, by=by, at=at)
    if found.request:
        requests.end(found.request, RequestState.DECIDED, by=by, at=at)
    _tell_of_decision(found, decision, right, by=by, at=at)
    return decision


def _keep(
    case: Case,
    instrument: Instrument,
    given: Mapping[str, Answer],
    observations: Observations,
    result: Result,
    *,
    by: Actor,
    at: datetime,
) -> Screening:
    screening = Screening.make(
        case,
        at,
        instrument=instrument.code,
        instrument_version=instrument.version,
        answers={code: given.get(code, Answer.NOT_ASKED).value for code in instrument.items},
        outcome=result.outcome.value,
        positive_dimensions=[dimension.code for dimension in result.positive_dimensions],
        completeness=result.completeness,
        done_at=at,
        done_by_id=by.membership_id,
    )
    case_access.seal(by, case.pk).close_field(screening, "observations", to_text(observations))
    screening.save(from_action=True, force_insert=True)
    return screening


def _tell_of_screening(case: Case, screening: Screening, *, by: Actor, at: datetime) -> None:
    told = {
        "screening": str(screening.pk),
        "outcome": screening.outcome,
        "instrument": screening.instrument,
        "version": str(screening.instrument_version),
    }
    tell(
        events.SCREENED,
        case.pk,
        subject=screening,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail=told,
        # It says what was found: nothing for a part that covers no screenings.
        seen_by=case_access.covered_in_story(case.pk, Screening.SCOPE, at=at),
    )


def _step(found: access.ToDecide, to: str, *, seen: str | None, by: Actor) -> Step:
    stands = found.identification.stands
    step = pack().identification.step(stands.code, to)
    if step is None or seen not in (None, stands.code):
        raise TransitionRefused(
            _("The status of the identification is now “%(state)s”, so you cannot record this decision.")
            % {"state": stands.title}
        )
    if not found.is_open(by, to):
        raise NotAllowed(_("Your role does not make this decision from where the identification stands."))
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


def _move(case: Case, identification: Identification, to: str, *, at: datetime) -> None:
    if identification._state.adding:
        requests.begin_identification(case, to, since=at, at=at)
    else:
        identification.state, identification.since = to, at
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
    # A body that was asked knows of no other part, but its decision is for those too.
    known = found.identification.readers if found.deciding else []
    decision = Decision.make(
        found.case,
        at,
        readers=[*known, *found.deciding],
        writers=found.deciding,
        from_state=before,
        to_state=to,
        decided_on=decided_on,
        recorded_at=at,
        decided_by_id=by.membership_id,
        **_known_then(found, decided_on, by=by),
    )
    case_access.seal(by, found.case.pk).close_field(decision, "reasons", reasons)
    decision.save(from_action=True, force_insert=True)
    return decision


def _known_then(found: access.ToDecide, decided_on: date, *, by: Actor) -> dict[str, Any]:
    """What figures count of a decision, as it was on that day, whatever is corrected later."""
    age, is_estimated = people.age_on(by, found.case, decided_on)
    # A body that was asked does not see who reported the child. The lead has told it of which kind that agency is.
    asked = found.request if found.deciding else None
    return {
        "age": age,
        "age_is_estimated": is_estimated,
        "agency_kind": by.agency_kind,
        "found_by": asked.found_by if asked else concerns.reporting_kind(by, found.case.pk),
    }


def _tell_of_decision(
    found: access.ToDecide, decision: Decision, right: str, *, by: Actor, at: datetime
) -> None:
    told = {"decision": str(decision.pk), "from": decision.from_state, "to": decision.to_state}
    meaning = decision.after.counts_as
    event = replace(
        events.DECIDED,
        clock=events.CLOCKS.get(meaning, ""),
        clock_besides=events.CLOCKS_BESIDES.get(meaning, ""),
    )
    matter = _matter_of(found)
    case_id = found.case.pk
    tell(
        event,
        case_id,
        subject=decision,
        by=by,
        at=at,
        right=right,
        detail=told,
        matter=matter,
        seen_by=found.deciding or None,
        for_all_parts=bool(found.deciding),
    )
    if found.request:
        event = events.REQUEST_DECIDED if found.deciding else events.REQUEST_DECIDED_BY_LEAD
        tell(event, case_id, subject=found.request, by=by, at=at, right=right, matter=matter)


def _matter_of(found: access.ToDecide) -> Matter | None:
    """The request that ends. A body that was asked knows of no other part, but what it starts is for those too."""
    if not found.request:
        return None
    matter = requests.matter_of(found.request)
    return (
        replace(matter, parts=found.deciding, case_readers=found.case.readers) if found.deciding else matter
    )
