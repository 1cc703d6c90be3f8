"""What holds of every answer, tried on small questions at random."""

from dataclasses import replace
from itertools import combinations, product
from random import Random
from time import monotonic

from hypothesis import given
from hypothesis import strategies as st

from opennrm.interviews.scheduling.finding import Search, find
from opennrm.interviews.scheduling.lookups import Lookups
from opennrm.interviews.scheduling.model import model
from opennrm.interviews.scheduling.problem import Problem, Slot
from opennrm.interviews.scheduling.solver import Solver
from opennrm.interviews.scheduling.verifying import PlanIsWrong, verify

from .making import MON, TUE, lead, span
from .making import space as a_room
from .small import small

SEEDS = st.integers(0, 10**6)


def is_right(question: Problem, slots: list[Slot], set_aside=()) -> bool:
    try:
        verify(question, slots, set_aside=set_aside)
    except PlanIsWrong:
        return False
    return True


def broken_sets(question: Problem) -> set[frozenset[str]]:
    """What each possibility breaks."""
    lookups = Lookups(question.in_order())
    search = Search(question.children[0], lookups)
    each = product(lookups.problem.starts, lookups.problem.spaces, lookups.leads)
    return {frozenset(search.broken(start, space, member)) for start, space, member in each}


@given(SEEDS)
def test_every_slot_that_is_offered_keeps_every_condition(seed):
    question = small(seed)
    assert all(is_right(question, [choice.slot]) for choice in find(question, "A").best)


@given(SEEDS)
def test_a_conflict_cannot_be_met_and_each_part_of_it_can(seed):
    question = small(seed)
    explanation = find(question, "A").explanation
    if explanation is None:
        assert frozenset() in broken_sets(question)
        return
    for conflict in map(frozenset, explanation.conflicts):
        assert all(conflict & broken for broken in broken_sets(question))
        for key in conflict:
            assert any(not (conflict - {key}) & broken for broken in broken_sets(question))


@given(SEEDS)
def test_each_correction_opens_the_slot_that_it_shows_and_no_part_of_it_does(seed):
    question = small(seed)
    explanation = find(question, "A").explanation
    for correction in explanation.corrections if explanation else ():
        aside = {each.condition for each in correction.conditions}
        slot = correction.choice.slot
        assert is_right(question, [slot], aside)
        assert not any(is_right(question, [slot], aside - {key}) for key in aside)


@given(SEEDS)
def test_one_more_room_or_person_never_takes_a_time_away(seed):
    question = small(seed)
    if not find(question, "A").best:
        return
    room = a_room("R9", span(MON, 9, 17), span(TUE, 9, 17))
    assert find(replace(question, spaces=(*question.spaces, room)), "A").best
    assert find(replace(question, members=(lead("I9"), *question.members)), "A").best


@given(SEEDS)
def test_the_order_of_rows_changes_nothing(seed):
    question, luck = small(seed), Random(seed)

    def shuffled(rows):
        return tuple(luck.sample(rows, len(rows)))

    other = replace(
        question,
        starts=shuffled(question.starts),
        spaces=shuffled(question.spaces),
        members=shuffled(question.members),
    )
    assert find(other, "A") == find(question, "A")


def can_all_be_placed(question: Problem, number: int) -> bool:
    """Whether so many children can have a time, by trying every plan."""
    slots = [every_slot(question, child.code) for child in question.children]
    return any(
        is_right(question, list(plan)) for some in combinations(slots, number) for plan in product(*some)
    )


def every_slot(question: Problem, child: str) -> list[Slot]:
    helpers = [member.code for member in question.members if not member.leads]
    wanted = next(each for each in question.children if each.code == child)
    found = []
    for start, space, member in product(question.starts, question.spaces, question.members):
        slot = Slot(child, start.at, start.at + wanted.minutes, space.code, member.code)
        for interpreter, *watching in product(
            ["", *helpers] if wanted.interpreting != "none" else [""], *[helpers for _ in wanted.quorum]
        ):
            observers = tuple(zip(wanted.quorum, watching, strict=True))
            whole = replace(slot, interpreter=interpreter, observers=observers)
            if member.leads and is_right(question, [whole]):
                found.append(whole)
    return found


def test_the_solver_places_as_many_as_trying_every_plan_does_and_the_same_way_each_time():
    with Solver() as solver:
        for seed in range(5):
            question = small(seed, children=3)
            found = solver.ask(model(question), steps=2, ends=monotonic() + 20)
            assert is_right(question, list(found.slots)), seed
            turned = replace(question, members=question.members[::-1], children=question.children[::-1])
            assert solver.ask(model(turned), steps=2, ends=monotonic() + 20).slots == found.slots
            more = len(found.slots) + 1
            assert more > 3 or not can_all_be_placed(question, more), seed
