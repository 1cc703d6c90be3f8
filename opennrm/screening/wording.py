"""The sentences that explain a result, made of its reasons and the words of the instrument.

The sentences are marked for translation and take the translating function as an argument, so that the rules
and their words stay free of any framework: pages pass `gettext`, everything else gets English.
"""

from collections.abc import Callable

from opennrm.country.instrument import Element, Instrument
from opennrm.screening.rules import Answer, Outcome, Reason, ReasonCode, Result, Rule

Translate = Callable[[str], str]


def gettext_noop(message: str) -> str:
    """Mark a sentence for the collection of translatable texts and leave it as it is."""
    return message


def unchanged(message: str) -> str:
    """Translate into English, which is the language of the sources."""
    return message


ANSWERS: dict[Answer, str] = {
    Answer.YES: gettext_noop("Yes"),
    Answer.NO: gettext_noop("No"),
    Answer.UNKNOWN: gettext_noop("Not known"),
    Answer.NOT_ASKED: gettext_noop("Not asked"),
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.PRESUMED: gettext_noop("Presumed victim of trafficking"),
    Outcome.CONCERN: gettext_noop("Concern"),
    Outcome.INSUFFICIENT_INFORMATION: gettext_noop("Not enough information"),
    Outcome.NO_INDICATORS: gettext_noop("No indicators found"),
}

ELEMENTS: dict[Element, str] = {
    Element.MEANS: gettext_noop("Means"),
    Element.PURPOSE: gettext_noop("Purpose"),
}

RULES: dict[Rule, str] = {
    Rule.OVERRIDE: gettext_noop("one of these facts is enough on its own"),
    Rule.TWO_STRONG: gettext_noop("two strong indicators are enough"),
    Rule.STRONG_AND_ANOTHER: gettext_noop("one strong indicator with any other is enough"),
    Rule.THREE_MEDIUM: gettext_noop("three medium indicators are enough"),
    Rule.TWO_MEDIUM_AND_WEAK: gettext_noop("two medium indicators with a weak one are enough"),
}

_OUTCOME_SENTENCES: dict[Outcome, str] = {
    Outcome.PRESUMED: gettext_noop(
        "The answers show an act and the purpose of exploitation: this child is to be presumed a victim of "
        "trafficking until the competent body decides."
    ),
    Outcome.CONCERN: gettext_noop(
        "The answers show at least one indicator, but not both an act and the purpose of exploitation: the "
        "concern stays open and a person must assess it."
    ),
    Outcome.INSUFFICIENT_INFORMATION: gettext_noop(
        "Too little is known about the act or the purpose to say anything: find out more, and screen again."
    ),
    Outcome.NO_INDICATORS: gettext_noop(
        "No indicator was found, and the answer to every question on the act and on the purpose was no."
    ),
}

_SENTENCES: dict[ReasonCode, str] = {
    ReasonCode.ACT_ESTABLISHED: gettext_noop("An act is shown, and one is enough: %(items)s"),
    ReasonCode.ACT_RULED_OUT: gettext_noop("No act is shown: the answer to every question on acts was no."),
    ReasonCode.ACT_OPEN: gettext_noop(
        "No act is shown so far. Questions on acts without an answer: %(open_count)s of %(total)s."
    ),
    ReasonCode.DIMENSION_POSITIVE: gettext_noop("“%(dimension)s” is positive, because %(rule)s: %(items)s"),
    ReasonCode.DIMENSION_POSITIVE_BY_OVERRIDE: gettext_noop(
        "“%(dimension)s” is positive, because %(rule)s (%(override)s): %(items)s"
    ),
    ReasonCode.DIMENSION_ALSO_YES: gettext_noop("“%(dimension)s” is also supported by: %(items)s"),
    ReasonCode.DIMENSION_NOT_POSITIVE: gettext_noop(
        "“%(dimension)s” is not positive by these answers alone, but they count as indicators: %(items)s"
    ),
    ReasonCode.PURPOSE_OPEN: gettext_noop(
        "The purpose is not shown so far. Questions on the purpose without an answer: %(open_count)s of "
        "%(total)s."
    ),
    ReasonCode.MEANS_NOT_NEEDED: gettext_noop(
        "No means such as force or deception is shown. For a child none is needed, and it does not lower the "
        "result."
    ),
    ReasonCode.OBSERVED: gettext_noop("Observed: %(items)s"),
    ReasonCode.QUESTIONS_OPEN: gettext_noop(
        "Questions on act, means and purpose that are not known or were not asked: %(open_count)s of "
        "%(total)s. None of them counts as a no."
    ),
    ReasonCode.NEVER_CLOSES: gettext_noop("This result does not close the concern. %(duty_to_report)s"),
}


def sentence(reason: Reason, instrument: Instrument, *, translate: Translate = unchanged) -> str:
    """Return one reason as a sentence.

    :raises KeyError: the reason belongs to another instrument or version.
    """
    if reason.code is ReasonCode.OUTCOME and reason.outcome:
        return translate(_OUTCOME_SENTENCES[reason.outcome])
    overrides = {override.code: override.title for override in instrument.overrides}
    words = {
        "dimension": translate(instrument.dimension(reason.dimension).title) if reason.dimension else "",
        "rule": translate(RULES[reason.rule]) if reason.rule else "",
        "override": translate(overrides[reason.override]) if reason.override else "",
        "items": " ".join(translate(instrument.items[code].text) for code in reason.items),
        "open_count": reason.open_count,
        "total": reason.total,
        "duty_to_report": translate(instrument.duty_to_report),
    }
    return translate(_SENTENCES[reason.code]) % words


def explanation(
    result: Result, instrument: Instrument, *, translate: Translate = unchanged
) -> tuple[str, ...]:
    """Return the whole explanation of a result as plain sentences, the outcome first."""
    return tuple(sentence(reason, instrument, translate=translate) for reason in result.explanation)
