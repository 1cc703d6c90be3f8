"""What the answers of a screening show: which elements of trafficking, by which answers, by which rule.

The result is a prompt for a human assessment and never a determination. The rules are those of the ILO and
European Commission Delphi indicators (2009) for a dimension, and of article 3(c) of the Palermo Protocol for
a child: an act and the purpose of exploitation are enough, whatever the means. What to call a result below
that is this project's proposal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from opennrm.country.instrument import Dimension, Element, Instrument, Item, Weight
from opennrm.foundation.refusals import Refused


class Answer(StrEnum):
    """An answer to one item. Only NO is a no: what is unknown or was not asked stays open."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class Outcome(StrEnum):
    """What a screening comes to, in rising order of concern.

    INSUFFICIENT_INFORMATION ranks above NO_INDICATORS, because what nobody knows is not ruled out.
    """

    NO_INDICATORS = "no_indicators"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    CONCERN = "concern"
    PRESUMED = "presumed"

    @property
    def rank(self) -> int:
        """The place in the order, 0 for the lowest concern."""
        return list(Outcome).index(self)


class Rule(StrEnum):
    """By which rule a dimension is positive."""

    OVERRIDE = "override"
    TWO_STRONG = "two_strong"
    STRONG_AND_ANOTHER = "strong_and_another"
    THREE_MEDIUM = "three_medium"
    TWO_MEDIUM_AND_WEAK = "two_medium_and_weak"


class ReasonCode(StrEnum):
    """One kind of sentence in the explanation of a result; `wording` holds the sentences."""

    OUTCOME = "outcome"
    ACT_ESTABLISHED = "act_established"
    ACT_RULED_OUT = "act_ruled_out"
    ACT_OPEN = "act_open"
    DIMENSION_POSITIVE = "dimension_positive"
    DIMENSION_POSITIVE_BY_OVERRIDE = "dimension_positive_by_override"
    DIMENSION_ALSO_YES = "dimension_also_yes"
    DIMENSION_NOT_POSITIVE = "dimension_not_positive"
    PURPOSE_OPEN = "purpose_open"
    MEANS_NOT_NEEDED = "means_not_needed"
    OBSERVED = "observed"
    QUESTIONS_OPEN = "questions_open"
    NEVER_CLOSES = "never_closes"


class ScreeningRefused(Refused):
    """These answers cannot be evaluated with this instrument; the message says why and what to do."""


class UnknownItem(ScreeningRefused):
    """An answer names an item that this version of the instrument does not have."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One step of an explanation; `wording` makes it a sentence. The code decides which fields are filled."""

    code: ReasonCode
    outcome: Outcome | None = None
    dimension: str = ""
    rule: Rule | None = None
    override: str = ""
    items: tuple[str, ...] = ()
    open_count: int = 0
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class DimensionResult:
    """What the answers of one dimension show.

    `answered_by` are the items whose yes makes it positive by `rule`; `also_yes` are its other yes answers,
    which are all of them where the dimension is not positive. `strong`, `medium` and `weak` count every
    weighted yes.
    """

    code: str
    title: str
    element: Element
    positive: bool
    rule: Rule | None
    override: str
    answered_by: tuple[str, ...]
    also_yes: tuple[str, ...]
    strong: int
    medium: int
    weak: int
    answered: int
    total: int

    @property
    def completeness(self) -> float:
        """The share of the items answered with yes or no, from 0 to 1."""
        return self.answered / self.total


@dataclass(frozen=True, kw_only=True)
class Result:
    """The explained result of one screening with one version of an instrument.

    `completeness` is the share of the items on act, means and purpose answered with yes or no, from 0 to 1;
    first observations do not count in it, because they are prompts and not a questionnaire.
    """

    instrument_code: str
    instrument_version: int
    outcome: Outcome
    act_established: bool
    means_established: bool
    purpose_established: bool
    acts: tuple[str, ...]
    observed: tuple[str, ...]
    dimensions: tuple[DimensionResult, ...]
    completeness: float
    explanation: tuple[Reason, ...]

    @property
    def positive_dimensions(self) -> tuple[DimensionResult, ...]:
        """The dimensions that the answers make positive, in the order of the instrument."""
        return tuple(dimension for dimension in self.dimensions if dimension.positive)


def evaluate(instrument: Instrument, answers: Mapping[str, Answer]) -> Result:
    """Return the explained result of `answers`, by item code; an item left out was not asked.

    Everybody is screened as a child: for a child, means are not needed.

    :raises UnknownItem: an answer belongs to no item of this instrument.
    :raises ValueError: an answer is none of `Answer`.
    """
    given = _given(instrument, answers)
    act = _tally(instrument.act.items, given)
    observed = _tally(instrument.observations.items, given)
    dimensions = tuple(_dimension_result(instrument, dimension, given) for dimension in instrument.dimensions)
    answered = act.answered + sum(dimension.answered for dimension in dimensions)
    total = act.total + sum(dimension.total for dimension in dimensions)
    outcome = _child_outcome(act, dimensions, any_yes=Answer.YES in given.values())
    return Result(
        instrument_code=instrument.code,
        instrument_version=instrument.version,
        outcome=outcome,
        act_established=bool(act.yes),
        means_established=_is_established(dimensions, Element.MEANS),
        purpose_established=_is_established(dimensions, Element.PURPOSE),
        acts=act.yes,
        observed=observed.yes,
        dimensions=dimensions,
        completeness=answered / total,
        explanation=(
            Reason(code=ReasonCode.OUTCOME, outcome=outcome),
            _act_reason(act),
            *_dimension_reasons(dimensions),
            *_observation_reasons(observed),
            *_open_reasons(open_count=total - answered, total=total),
            Reason(code=ReasonCode.NEVER_CLOSES),
        ),
    )


def rule_met(*, strong: int, medium: int, weak: int) -> Rule | None:
    """Return the first rule by which so many yes answers make a dimension positive, or None.

    Source: ILO and European Commission, Operational indicators of trafficking in human beings, 2009.
    """
    if strong >= 2:
        return Rule.TWO_STRONG
    if strong == 1 and medium + weak >= 1:
        return Rule.STRONG_AND_ANOTHER
    if medium >= 3:
        return Rule.THREE_MEDIUM
    if medium == 2 and weak >= 1:
        return Rule.TWO_MEDIUM_AND_WEAK
    return None


@dataclass(frozen=True, kw_only=True)
class _Tally:
    yes: tuple[str, ...]
    answered: int
    total: int


def _given(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    for code in answers:
        if code not in instrument.items:
            raise UnknownItem(
                f"Version {instrument.version} of “{instrument.title}” has no item “{code}”. Evaluate the "
                "answers with the version that they were given for."
            )
    # Answers that were stored come back as plain text.
    return {code: Answer(answer) for code, answer in answers.items()}


def _tally(items: tuple[Item, ...], given: Mapping[str, Answer]) -> _Tally:
    answers = {item.code: given.get(item.code, Answer.NOT_ASKED) for item in items}
    return _Tally(
        yes=tuple(code for code, answer in answers.items() if answer is Answer.YES),
        answered=sum(answer in (Answer.YES, Answer.NO) for answer in answers.values()),
        total=len(answers),
    )


def _dimension_result(
    instrument: Instrument, dimension: Dimension, given: Mapping[str, Answer]
) -> DimensionResult:
    tally = _tally(dimension.items, given)
    by_weight = {
        weight: tuple(code for code in tally.yes if instrument.items[code].weight is weight)
        for weight in Weight
    }
    override, rule, answered_by = _decisive_answers(instrument, dimension, tally.yes, by_weight)
    return DimensionResult(
        code=dimension.code,
        title=dimension.title,
        element=dimension.element,
        positive=rule is not None,
        rule=rule,
        override=override,
        answered_by=answered_by,
        also_yes=tuple(code for code in tally.yes if code not in answered_by),
        strong=len(by_weight[Weight.STRONG]),
        medium=len(by_weight[Weight.MEDIUM]),
        weak=len(by_weight[Weight.WEAK]),
        answered=tally.answered,
        total=tally.total,
    )


_WEIGHTS_THAT_COUNT: dict[Rule | None, frozenset[Weight]] = {
    None: frozenset(),
    Rule.TWO_STRONG: frozenset({Weight.STRONG}),
    Rule.STRONG_AND_ANOTHER: frozenset(Weight),
    Rule.THREE_MEDIUM: frozenset({Weight.MEDIUM}),
    Rule.TWO_MEDIUM_AND_WEAK: frozenset({Weight.MEDIUM, Weight.WEAK}),
}


def _decisive_answers(
    instrument: Instrument,
    dimension: Dimension,
    yes: tuple[str, ...],
    by_weight: Mapping[Weight, tuple[str, ...]],
) -> tuple[str, Rule | None, tuple[str, ...]]:
    """Return the override that applies, the rule that is met and the yes answers that meet it, if any."""
    for override in instrument.overrides_of(dimension):
        if decisive := tuple(code for code in yes if code in override.any_of):
            return override.code, Rule.OVERRIDE, decisive
    rule = rule_met(
        strong=len(by_weight[Weight.STRONG]),
        medium=len(by_weight[Weight.MEDIUM]),
        weak=len(by_weight[Weight.WEAK]),
    )
    counting = _WEIGHTS_THAT_COUNT[rule]
    return "", rule, tuple(code for code in yes if instrument.items[code].weight in counting)


def _is_established(dimensions: tuple[DimensionResult, ...], element: Element) -> bool:
    return any(dimension.positive for dimension in dimensions if dimension.element is element)


def _child_outcome(act: _Tally, dimensions: tuple[DimensionResult, ...], *, any_yes: bool) -> Outcome:
    if act.yes and _is_established(dimensions, Element.PURPOSE):
        return Outcome.PRESUMED
    # A single yes stays a concern: an act alone can be the way to an exploitation that has not begun.
    if any_yes:
        return Outcome.CONCERN
    # Act and purpose decide for a child, so the means cannot make up for a missing answer, nor be missed.
    if act.answered < act.total or _purpose_open_count(dimensions) > 0:
        return Outcome.INSUFFICIENT_INFORMATION
    return Outcome.NO_INDICATORS


def _purpose_open_count(dimensions: tuple[DimensionResult, ...]) -> int:
    return sum(found.total - found.answered for found in dimensions if found.element is Element.PURPOSE)


def _act_reason(act: _Tally) -> Reason:
    if act.yes:
        return Reason(code=ReasonCode.ACT_ESTABLISHED, items=act.yes)
    if act.answered == act.total:
        return Reason(code=ReasonCode.ACT_RULED_OUT)
    return Reason(code=ReasonCode.ACT_OPEN, open_count=act.total - act.answered, total=act.total)


def _dimension_reasons(dimensions: tuple[DimensionResult, ...]) -> Iterator[Reason]:
    for found in dimensions:
        if found.rule is Rule.OVERRIDE:
            yield Reason(
                code=ReasonCode.DIMENSION_POSITIVE_BY_OVERRIDE,
                dimension=found.code,
                rule=found.rule,
                override=found.override,
                items=found.answered_by,
            )
        elif found.positive:
            yield Reason(
                code=ReasonCode.DIMENSION_POSITIVE,
                dimension=found.code,
                rule=found.rule,
                items=found.answered_by,
            )
        if found.also_yes:
            code = ReasonCode.DIMENSION_ALSO_YES if found.positive else ReasonCode.DIMENSION_NOT_POSITIVE
            yield Reason(code=code, dimension=found.code, items=found.also_yes)
    if not _is_established(dimensions, Element.PURPOSE) and (open_count := _purpose_open_count(dimensions)):
        yield Reason(code=ReasonCode.PURPOSE_OPEN, open_count=open_count, total=_purpose_total(dimensions))
    if not _is_established(dimensions, Element.MEANS):
        yield Reason(code=ReasonCode.MEANS_NOT_NEEDED)


def _purpose_total(dimensions: tuple[DimensionResult, ...]) -> int:
    return sum(found.total for found in dimensions if found.element is Element.PURPOSE)


def _observation_reasons(observed: _Tally) -> Iterator[Reason]:
    if observed.yes:
        yield Reason(code=ReasonCode.OBSERVED, items=observed.yes)


def _open_reasons(*, open_count: int, total: int) -> Iterator[Reason]:
    if open_count:
        yield Reason(code=ReasonCode.QUESTIONS_OPEN, open_count=open_count, total=total)
