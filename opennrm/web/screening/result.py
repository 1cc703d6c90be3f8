"""The result of a screening in words: what it shows, why, what is open, what to do, what changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.instrument import Instrument
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.actor import Actor
from opennrm.screening import access, exploitation, wording
from opennrm.screening.models import Screening
from opennrm.screening.observations import Observation, Observations
from opennrm.screening.permissions import DECISION_MAKE, SCREENING_DO
from opennrm.screening.rules import Answer, Outcome, ReasonCode, Result, evaluate

TONES = {
    Outcome.PRESUMED: "danger",
    Outcome.CONCERN: "warn",
    Outcome.INSUFFICIENT_INFORMATION: "info",
    Outcome.NO_INDICATORS: "neutral",
}

NEXT_STEPS = {
    Outcome.PRESUMED: (
        _("Make the child safe now: ask what the child fears today, and act on it first."),
        _(
            "Decide whether the child is presumed to be a victim, or ask the person who can "
            "decide. A child can be presumed to be a victim without proof."
        ),
        _("Refer the child to the services the child needs."),
    ),
    Outcome.CONCERN: (
        _("Assess how safe the child is now, whatever the result."),
        _(
            "Find out more about what is still open. Use documents and ask other people before you ask the child."
        ),
        _(
            "Screen again when you know more. The person who decides can presume the "
            "child to be a victim even without a higher result."
        ),
    ),
    Outcome.INSUFFICIENT_INFORMATION: (
        _(
            "Find out more about the open questions. Use documents and ask other people before you ask the child."
        ),
        _("Screen again when you know more. Until then, treat the concern as open."),
    ),
    Outcome.NO_INDICATORS: (
        _(
            "Keep the concern open until a person has assessed it: children often tell somebody late, or never."
        ),
        _("Look for other harm. A child who is not trafficked may still need protection."),
        _("Screen again if anything new comes up."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question with its answer in words, and what was written beside it: what was seen, and how it is known."""

    text: str
    answer: str
    seen: str
    seen_from: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """One section of the questions: what its answers show, and each answer."""

    title: str
    element: str
    is_dimension: bool
    positive: bool
    rule: str
    because: tuple[Line, ...]
    also: tuple[Line, ...]
    answered: int
    total: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A question whose answer differs from the screening before."""

    text: str
    before: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """One screening in the history of a case."""

    screening: Screening
    outcome: str
    tone: str
    positive: tuple[str, ...]
    percent: int
    is_shown: bool


def contents(actor: Actor, case: Case, screening: Screening, observations: Observations) -> dict[str, Any]:
    """The variables of screening/show.html. An instrument that the pack has dropped leaves the explanation out."""
    outcome = Outcome(screening.outcome)
    leads = case_access.leads(actor, case)
    history = list(access.screenings_of(actor, case.pk).select_related("done_by__account"))
    shown: dict[str, Any] = {
        "case": case,
        "screening": screening,
        "outcome": gettext(wording.OUTCOMES[outcome]),
        "tone": TONES[outcome],
        "percent": round(screening.completeness * 100),
        "next_steps": NEXT_STEPS[outcome],
        "may_decide": actor.may(DECISION_MAKE) and access.as_decider(actor, case) is not None,
        "may_screen": leads and actor.may(SCREENING_DO),
        "points_to": titles_of("exploitation_types", exploitation.pointed_to(screening)),
        "history": [_earlier(row, screening) for row in history] if len(history) > 1 else [],
        "groups": [],
    }
    instrument = access.find_instrument(screening.instrument, screening.instrument_version)
    if instrument is None:
        return {**shown, "missing": access.MISSING}
    answers = _answers(screening)
    result = evaluate(instrument, answers)
    return {
        **shown,
        "instrument": instrument,
        "summary": _sentences(result, instrument, {ReasonCode.OUTCOME})[0],
        "never_closes": _sentences(result, instrument, {ReasonCode.NEVER_CLOSES})[0],
        "explanation": _sentences(result, instrument, _EXPLAINING),
        "groups": list(_groups(instrument, result, answers, observations)),
        "changes": _changes(instrument, history, screening),
    }


_EXPLAINING = {
    ReasonCode.ACT_ESTABLISHED, ReasonCode.ACT_RULED_OUT, ReasonCode.ACT_OPEN, ReasonCode.PURPOSE_OPEN,
    ReasonCode.MEANS_NOT_NEEDED, ReasonCode.QUESTIONS_OPEN,
}  # fmt: skip
"""The dimensions are explained one by one below these."""


def _answers(screening: Screening) -> dict[str, Answer]:
    return {code: Answer(answer) for code, answer in screening.answers.items()}


def _sentences(result: Result, instrument: Instrument, codes: set[ReasonCode]) -> list[str]:
    return [
        wording.sentence(reason, instrument, translate=gettext)
        for reason in result.explanation
        if reason.code in codes
    ]


def _groups(
    instrument: Instrument, result: Result, answers: dict[str, Answer], observations: Observations
) -> Iterable[Group]:
    lines = {
        code: _line(item.text, answers.get(code, Answer.NOT_ASKED), observations.get(code))
        for code, item in instrument.items.items()
    }
    found = {dimension.code: dimension for dimension in result.dimensions}
    overrides = {override.code: gettext(override.title) for override in instrument.overrides}
    for section in instrument.sections:
        given = [answers.get(item.code, Answer.NOT_ASKED) for item in section.items]
        dimension = found.get(section.code)
        rule = gettext(wording.RULES[dimension.rule]) if dimension and dimension.rule else ""
        if dimension and dimension.override:
            rule = f"{rule} ({overrides[dimension.override]})"
        yield Group(
            title=gettext(section.title),
            element=gettext(wording.ELEMENTS[dimension.element]) if dimension else "",
            is_dimension=dimension is not None,
            positive=dimension.positive if dimension else False,
            rule=rule,
            because=tuple(lines[code] for code in dimension.answered_by) if dimension else (),
            also=tuple(lines[code] for code in dimension.also_yes) if dimension else (),
            answered=sum(answer in (Answer.YES, Answer.NO) for answer in given),
            total=len(given),
            lines=tuple(lines[item.code] for item in section.items),
        )


def _line(text: str, answer: Answer, observation: Observation | None) -> Line:
    seen = observation or Observation()
    return Line(
        text=gettext(text),
        answer=gettext(wording.ANSWERS[answer]),
        seen=seen.words,
        seen_from=title_of("fact_sources", seen.source),
    )


def _changes(instrument: Instrument, history: list[Screening], shown: Screening) -> list[Change] | None:
    """What differs from the screening before by the same questions; None if there was none."""
    before = next(
        (
            row
            for row in history
            if (row.done_at, row.pk) < (shown.done_at, shown.pk) and row.instrument == shown.instrument
        ),
        None,
    )
    if before is None:
        return None
    then, now = _answers(before), _answers(shown)
    return [
        Change(
            text=gettext(item.text),
            before=gettext(wording.ANSWERS[then.get(item.code, Answer.NOT_ASKED)]),
            now=gettext(wording.ANSWERS[now.get(item.code, Answer.NOT_ASKED)]),
        )
        for item in instrument.items.values()
        if then.get(item.code, Answer.NOT_ASKED) is not now.get(item.code, Answer.NOT_ASKED)
    ]


def _earlier(screening: Screening, shown: Screening) -> Earlier:
    outcome = Outcome(screening.outcome)
    instrument = access.find_instrument(screening.instrument, screening.instrument_version)
    positive = tuple(
        gettext(instrument.dimension(code).title) if instrument else code
        for code in screening.positive_dimensions
    )
    return Earlier(
        screening=screening,
        outcome=gettext(wording.OUTCOMES[outcome]),
        tone=TONES[outcome],
        positive=positive,
        percent=round(screening.completeness * 100),
        is_shown=screening.pk == shown.pk,
    )
