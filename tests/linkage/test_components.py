"""Identities from verdicts: beside a model that does it in the plainest way."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from opennrm.linkage.components import components, ends_of, identities, standing
from opennrm.linkage.states import Says

PERSONS = [UUID(int=number) for number in range(1, 9)]
PAIRS = list(combinations(PERSONS, 2))
START = datetime(2026, 1, 1, tzinfo=UTC)
NIGHTLY = settings.get_profile("nightly").max_examples
MANY = settings(max_examples=10 * NIGHTLY if settings.default.max_examples == NIGHTLY else 50)
"""At night ten times as many sequences as of other examples."""


@dataclass(frozen=True)
class Said:
    """What somebody said of two records."""

    id: UUID
    low_id: UUID
    high_id: UUID
    says: str
    takes_back_id: UUID | None
    judged_at: datetime


def said(number, low, high, says, takes_back_id=None):
    return Said(UUID(int=1000 + number), low, high, says, takes_back_id, START + timedelta(minutes=number))


@st.composite
def histories(draw):
    """What is said one after another; some of it is taken back later, each at most once."""
    history: list[Said] = []
    for number in range(draw(st.integers(0, 20))):
        taken = {each.takes_back_id for each in history}
        left = [each for each in history if each.says != Says.TAKEN_BACK and each.id not in taken]
        if left and draw(st.booleans()):
            back = draw(st.sampled_from(left))
            history.append(said(number, back.low_id, back.high_id, Says.TAKEN_BACK, back.id))
        else:
            low, high = draw(st.sampled_from(PAIRS))
            history.append(said(number, low, high, draw(st.sampled_from([Says.SAME, Says.DIFFERENT]))))
    return history


def plainly(history):
    """The same by hand: records take over the least number of their neighbours until nothing changes."""
    stands = {}
    taken = {each.takes_back_id for each in history}
    for each in history:
        if each.says != Says.TAKEN_BACK and each.id not in taken:
            stands[ends_of(each)] = each.says
    least = {person: person for ends, says in stands.items() if says == Says.SAME for person in ends}
    for _ in PERSONS:
        for (low, high), says in stands.items():
            if says == Says.SAME:
                least[low] = least[high] = min(least[low], least[high])
    torn = {
        least[low]
        for (low, high), says in stands.items()
        if says == Says.DIFFERENT and low in least and least[low] == least.get(high)
    }
    return {person: (identity, identity in torn) for person, identity in least.items()}


def identities_of(history):
    return identities(components(standing(history)))


@MANY
@given(history=histories())
def test_identities_are_those_of_the_plain_way(history):
    assert identities_of(history) == plainly(history)


@MANY
@given(history=histories(), order=st.randoms())
def test_the_order_in_which_verdicts_are_read_does_not_matter(history, order):
    shuffled = list(history)
    order.shuffle(shuffled)
    assert identities_of(shuffled) == identities_of(history)


@MANY
@given(history=histories(), pair=st.sampled_from(PAIRS), says=st.sampled_from([Says.SAME, Says.DIFFERENT]))
def test_what_was_said_and_taken_back_was_never_said_whatever_happened_between(history, pair, says):
    """It was said first of all, and is taken back last of all."""
    first = replace(said(0, *pair, says), id=UUID(int=1), judged_at=START - timedelta(days=1))
    last = said(999, *pair, Says.TAKEN_BACK, first.id)
    assert identities_of([first, *history, last]) == identities_of(history)


@MANY
@given(history=histories())
def test_a_component_has_enough_ties_to_hold_together_and_is_called_by_its_least_record(history):
    for component in components(standing(history)):
        size = len(component.persons)
        assert size >= 2
        assert component.identity == min(component.persons)
        assert size - 1 <= len(component.ties) <= size * (size - 1) // 2


@MANY
@given(history=histories())
def test_a_conflict_shows_ties_that_lead_from_one_end_of_the_refusal_to_the_other(history):
    stands = standing(history)
    for component in components(stands):
        for conflict in component.conflicts:
            here, end = ends_of(conflict.refusal)
            assert conflict.refusal.says == Says.DIFFERENT
            for tie in conflict.path:
                assert stands[ends_of(tie)] is tie
                assert tie.says == Says.SAME
                [here] = {*ends_of(tie)} - {here}
            assert here == end


def test_the_shortest_path_is_shown():
    a, b, c, d = PERSONS[:4]
    history = [
        said(1, a, b, Says.SAME), said(2, b, c, Says.SAME), said(3, c, d, Says.SAME), said(4, b, d, Says.SAME),
        said(5, a, d, Says.DIFFERENT),
    ]  # fmt: skip
    [component] = components(standing(history))
    [conflict] = component.conflicts
    assert [ends_of(tie) for tie in conflict.path] == [(a, b), (b, d)]


def test_an_earlier_judgement_stands_again_when_the_later_one_is_taken_back():
    a, b = PERSONS[:2]
    first, second = said(1, a, b, Says.DIFFERENT), said(2, a, b, Says.SAME)
    assert standing([first, second]) == {(a, b): second}
    assert standing([first, second, said(3, a, b, Says.TAKEN_BACK, second.id)]) == {(a, b): first}
