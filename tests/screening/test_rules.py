"""How a result follows from the answers: examples of the pack, the rules, what holds for all answers."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.country.instrument import Element
from opennrm.screening import wording
from opennrm.screening.rules import (
    Answer,
    Outcome,
    Reason,
    ReasonCode,
    Rule,
    UnknownItem,
    evaluate,
    rule_met,
)
from tests.screening.instruments import PACK, child_screening, small

EXAMPLES = sorted((PACK / "examples" / "child_screening").glob("*.toml"))
ITEMS = sorted(child_screening().items)
MEANS_ITEMS = {
    item.code
    for dimension in child_screening().dimensions
    if dimension.element is Element.MEANS
    for item in dimension.items
}

some_answers = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(Answer), max_size=30)
# Most of the outcomes lie close to a form filled in with no, which free choice would never reach.
almost_all_no = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(Answer), max_size=4).map(
    lambda changes: dict.fromkeys(ITEMS, Answer.NO) | changes
)
answers = some_answers | almost_all_no


def outcome(given_answers):
    return evaluate(child_screening(), given_answers).outcome


def answers_of(example):
    sections = {section.code: section for section in child_screening().sections}
    by_section = {
        item.code: Answer(answer)
        for code, answer in example.get("section_answers", {}).items()
        for item in sections[code].items
    }
    return by_section | {code: Answer(answer) for code, answer in example["answers"].items()}


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_example_of_the_pack(file):
    example = tomllib.loads(file.read_text(encoding="utf-8"))
    instrument, expected = child_screening(), example["expected"]
    assert (example["instrument"], example["version"]) == (instrument.code, instrument.version)
    result = evaluate(instrument, answers_of(example))
    assert result.outcome == expected["outcome"], example["why"]
    assert result.act_established == expected["act_established"]
    assert result.means_established == expected["means_established"]
    assert result.purpose_established == expected["purpose_established"]
    assert {
        found.code: {"rule": found.rule, "answered_by": list(found.answered_by)}
        for found in result.positive_dimensions
    } == expected.get("positive_dimensions", {})


def test_the_examples_show_every_outcome_and_every_rule_of_the_instrument():
    examples = [tomllib.loads(file.read_text(encoding="utf-8")) for file in EXAMPLES]
    assert {example["expected"]["outcome"] for example in examples} == set(Outcome)
    rules = {
        found["rule"]
        for example in examples
        for found in example["expected"].get("positive_dimensions", {}).values()
    }
    # The child instrument has no weak items.
    assert rules == set(Rule) - {Rule.TWO_MEDIUM_AND_WEAK}


@pytest.mark.parametrize(
    "strong, medium, weak, rule",
    [
        (0, 0, 0, None),
        (1, 0, 0, None),
        (0, 2, 0, None),
        (0, 1, 5, None),
        (0, 0, 9, None),
        (2, 0, 0, Rule.TWO_STRONG),
        (3, 3, 3, Rule.TWO_STRONG),
        (1, 1, 0, Rule.STRONG_AND_ANOTHER),
        (1, 0, 1, Rule.STRONG_AND_ANOTHER),
        (1, 5, 5, Rule.STRONG_AND_ANOTHER),
        (0, 3, 0, Rule.THREE_MEDIUM),
        (0, 4, 2, Rule.THREE_MEDIUM),
        (0, 2, 1, Rule.TWO_MEDIUM_AND_WEAK),
    ],
)
def test_a_dimension_is_positive_by_the_rule_of_its_source(strong, medium, weak, rule):
    assert rule_met(strong=strong, medium=medium, weak=weak) is rule


def test_a_weak_indicator_counts_beside_two_medium_ones(tmp_path):
    result = evaluate(
        small(tmp_path), {"A1": Answer.YES, "P1": Answer.YES, "P2": Answer.YES, "P3": Answer.YES}
    )
    assert result.outcome is Outcome.PRESUMED
    [found] = result.positive_dimensions
    assert (found.rule, found.answered_by) == (Rule.TWO_MEDIUM_AND_WEAK, ("P1", "P2", "P3"))
    assert (found.strong, found.medium, found.weak) == (0, 2, 1)


def test_other_yes_answers_are_named_beside_those_that_made_a_dimension_positive(tmp_path):
    result = evaluate(small(tmp_path), {"P4": Answer.YES, "P1": Answer.YES})
    [found] = result.positive_dimensions
    assert (found.override, found.answered_by, found.also_yes) == ("sold", ("P4",), ("P1",))


def test_completeness_counts_answers_of_yes_and_no_and_no_observations(tmp_path):
    given_answers = {"O1": Answer.NO, "A1": Answer.NO, "M1": Answer.YES, "M2": Answer.UNKNOWN}
    result = evaluate(small(tmp_path), given_answers)
    assert result.completeness == 2 / 7
    assert [found.completeness for found in result.dimensions] == [1 / 2, 0]


def test_an_empty_screening_is_not_complete_and_a_full_one_is():
    assert evaluate(child_screening(), {}).completeness == 0
    assert evaluate(child_screening(), dict.fromkeys(ITEMS, Answer.NO)).completeness == 1


def test_the_result_keeps_which_version_it_was_made_with(tmp_path):
    result = evaluate(small(tmp_path), {})
    assert (result.instrument_code, result.instrument_version) == ("small", 3)


def test_answers_that_were_stored_as_text_give_the_same_result():
    assert evaluate(child_screening(), {"A.received": "yes"}) == evaluate(
        child_screening(), {"A.received": Answer.YES}
    )


def test_an_answer_to_an_item_of_another_version_is_refused():
    with pytest.raises(UnknownItem, match=r"has no item “EX\.gone”"):
        evaluate(child_screening(), {"EX.gone": Answer.YES})


def test_an_answer_that_is_no_answer_is_refused():
    with pytest.raises(ValueError):
        evaluate(child_screening(), {"A.received": "maybe"})


@given(answers, st.sampled_from(ITEMS))
def test_one_more_yes_never_lowers_a_result(given_answers, item):
    more = given_answers | {item: Answer.YES}
    assert outcome(more).rank >= outcome(given_answers).rank
    before, after = (evaluate(child_screening(), each) for each in (given_answers, more))
    assert {found.code for found in before.positive_dimensions} <= {
        found.code for found in after.positive_dimensions
    }


@given(answers)
def test_unknown_and_not_asked_give_the_same_result(given_answers):
    def with_open(answer):
        return {code: value if code in answered else answer for code, value in given_answers.items()}

    answered = {code: value for code, value in given_answers.items() if value in (Answer.YES, Answer.NO)}
    unknown = evaluate(child_screening(), with_open(Answer.UNKNOWN))
    assert unknown == evaluate(child_screening(), with_open(Answer.NOT_ASKED))
    assert unknown == evaluate(child_screening(), answered)


@given(answers, st.sampled_from(ITEMS))
def test_a_no_never_makes_a_dimension_positive_nor_raises_a_result(given_answers, item):
    more = given_answers | {item: Answer.NO}
    assert outcome(more).rank <= outcome(given_answers).rank
    before, after = (evaluate(child_screening(), each) for each in (given_answers, more))
    assert {found.code for found in after.positive_dimensions} <= {
        found.code for found in before.positive_dimensions
    }


@given(answers, st.sampled_from(ITEMS))
def test_unknown_is_never_read_as_no(given_answers, item):
    unknown = given_answers | {item: Answer.UNKNOWN}
    no = given_answers | {item: Answer.NO}
    assert outcome(unknown).rank >= outcome(no).rank
    assert evaluate(child_screening(), unknown).completeness <= evaluate(child_screening(), no).completeness


@given(answers)
def test_no_indicators_are_found_only_when_act_and_purpose_were_answered_with_no(given_answers):
    result = evaluate(child_screening(), given_answers)
    decisive = {code for code in ITEMS if code.startswith(("A.", "EX."))}
    all_no = all(given_answers.get(code) is Answer.NO for code in decisive)
    any_yes = Answer.YES in given_answers.values()
    assert (result.outcome is Outcome.NO_INDICATORS) == (all_no and not any_yes)


@given(st.permutations(ITEMS), st.lists(st.sampled_from(Answer), min_size=len(ITEMS), max_size=len(ITEMS)))
def test_the_order_of_the_answers_does_not_matter(order, values):
    given_answers = dict(zip(ITEMS, values, strict=True))
    reordered = {code: given_answers[code] for code in order}
    assert evaluate(child_screening(), reordered) == evaluate(child_screening(), given_answers)


@given(answers, answers)
def test_answers_on_means_never_lower_a_childs_result(given_answers, other):
    without_means = {code: value for code, value in given_answers.items() if code not in MEANS_ITEMS}
    with_means = without_means | {code: value for code, value in other.items() if code in MEANS_ITEMS}
    assert outcome(with_means).rank >= outcome(without_means).rank


@given(answers)
def test_a_child_is_presumed_exactly_by_act_and_purpose(given_answers):
    result = evaluate(child_screening(), given_answers)
    assert (result.outcome is Outcome.PRESUMED) == (result.act_established and result.purpose_established)


@given(answers)
def test_the_named_answers_alone_make_the_dimension_positive_by_the_named_rule(given_answers):
    for found in evaluate(child_screening(), given_answers).dimensions:
        named = dict.fromkeys(found.answered_by, Answer.YES)
        assert named.items() <= given_answers.items()
        again = evaluate(child_screening(), named)
        [same] = [other for other in again.dimensions if other.code == found.code]
        assert (same.positive, same.rule, same.override) == (found.positive, found.rule, found.override)
        assert same.answered_by == found.answered_by


@given(answers)
def test_the_explanation_names_exactly_the_answers_that_made_a_dimension_positive(given_answers):
    result = evaluate(child_screening(), given_answers)
    kinds = (ReasonCode.DIMENSION_POSITIVE, ReasonCode.DIMENSION_POSITIVE_BY_OVERRIDE)
    explained = {reason.dimension: reason.items for reason in result.explanation if reason.code in kinds}
    assert explained == {found.code: found.answered_by for found in result.positive_dimensions}


@given(answers)
def test_the_explanation_names_every_yes_once(given_answers):
    result = evaluate(child_screening(), given_answers)
    named = [code for reason in result.explanation for code in reason.items]
    assert sorted(named) == sorted(code for code, value in given_answers.items() if value is Answer.YES)


@given(answers)
def test_each_explanation_says_that_no_result_closes_the_concern(given_answers):
    result = evaluate(child_screening(), given_answers)
    sentences = wording.explanation(result, child_screening())
    assert sentences[-1].startswith("This result does not close the concern.")
    assert child_screening().duty_to_report in sentences[-1]


@given(answers)
def test_every_explanation_can_be_put_into_words(given_answers):
    result = evaluate(child_screening(), given_answers)
    for sentence in wording.explanation(result, child_screening()):
        assert sentence
        assert "%" not in sentence


def test_a_result_explains_itself_in_plain_sentences(tmp_path):
    instrument = small(tmp_path)
    given_answers = {"A1": Answer.YES, "P1": Answer.YES, "P4": Answer.YES, "M1": Answer.YES, "O1": Answer.YES}
    assert wording.explanation(evaluate(instrument, given_answers), instrument) == (
        "The answers show an act and the purpose of exploitation: this child is to be presumed a victim of "
        "trafficking until the competent body decides.",
        "An act is shown, and one is enough: Was taken somewhere.",
        "“Force” is not positive by these answers alone, but they count as indicators: Was beaten.",
        "“Exploitation” is positive, because one of these facts is enough on its own (a sale is "
        "exploitation): Was sold.",
        "“Exploitation” is also supported by: Is not paid.",
        "No means such as force or deception is shown. For a child none is needed, and it does not lower the "
        "result.",
        "Observed: Looks afraid.",
        "Questions on act, means and purpose that are not known or were not asked: 3 of 7. None of them "
        "counts as a no.",
        "This result does not close the concern. Report what you suspect.",
    )


def test_what_is_still_open_is_said(tmp_path):
    instrument = small(tmp_path)
    sentences = wording.explanation(evaluate(instrument, {"P1": Answer.NO}), instrument)
    assert "No act is shown so far. Questions on acts without an answer: 1 of 1." in sentences
    assert "The purpose is not shown so far. Questions on the purpose without an answer: 3 of 4." in sentences


def test_an_act_that_is_ruled_out_is_said(tmp_path):
    instrument = small(tmp_path)
    sentences = wording.explanation(evaluate(instrument, {"A1": Answer.NO}), instrument)
    assert "No act is shown: the answer to every question on acts was no." in sentences


def test_sentences_are_translated_with_their_gaps_and_the_words_of_the_pack_too(tmp_path):
    reason = Reason(code=ReasonCode.ACT_ESTABLISHED, items=("A1",))
    translations = {
        "An act is shown, and one is enough: %(items)s": "%(items)s Voilà un acte, et un seul suffit.",
        "Was taken somewhere.": "On l'a emmené.",
    }
    said = wording.sentence(reason, small(tmp_path), translate=lambda text: translations.get(text, text))
    assert said == "On l'a emmené. Voilà un acte, et un seul suffit."


def test_everything_that_is_shown_has_words():
    assert set(wording.ANSWERS) == set(Answer)
    assert set(wording.OUTCOMES) == set(Outcome)
    assert set(wording.ELEMENTS) == set(Element)
    assert set(wording.RULES) == set(Rule)
