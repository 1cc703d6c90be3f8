"""The verifier finds each fault by itself, in plans that nobody would find."""

from dataclasses import replace

import pytest

from opennrm.interviews.scheduling.finding import Search
from opennrm.interviews.scheduling.lookups import Lookups
from opennrm.interviews.scheduling.problem import (
    Absence,
    ChildTime,
    Interpreting,
    Problem,
    Slot,
    TimeKind,
)
from opennrm.interviews.scheduling.verifying import PlanIsWrong, faults, verify

from .making import MON, TUE, at, busy, child, lead, observer, problem, space, span, starts

HERE = span(MON, 9, 11)
FIRST = Slot("A", at(MON, 9), at(MON, 11), "R1", "I1", observers=(("police", "P"),))
SECOND = Slot("B", at(MON, 11.5), at(MON, 13.5), "R1", "I1", observers=(("police", "P"),))


def question(**of_child) -> Problem:
    return problem(
        starts(MON, step=0.5),
        [
            space("R1", span(MON, 9, 17), turnaround=30),
            space("R2", span(MON, 9, 17), place="coast", site="R1"),
        ],
        [lead("I1"), lead("I2", sex="F"), observer("P", "police"), lead("T", leads=False)],
        [child("A", **{"quorum": ("police",), **of_child}), child("B", quorum=("police",))],
        ways={("town", "coast"): 45},
    )


def with_lead(asked: Problem, **changes) -> Problem:
    first, *others = asked.members
    return replace(asked, members=(replace(first, **changes), *others))


def with_space(asked: Problem, **changes) -> Problem:
    first, *others = asked.spaces
    return replace(asked, spaces=(replace(first, **changes), *others))


def test_a_right_plan_is_accepted_and_a_missing_child_only_if_nobody_asks():
    verify(question(), [FIRST, SECOND], complete=True)
    with pytest.raises(PlanIsWrong, match="missing of B"):
        verify(question(), [FIRST], complete=True)


ONE_CHILD = {
    "certificate": with_lead(question(), certified=()),
    "conflict_of_interest": question(conflicts=frozenset({"I1"})),
    "no_overlap": with_lead(question(), bookings=busy(span(MON, 8, 9.5))),
    "absence": with_lead(question(), absences=(Absence(HERE, 3),)),
    "space_fit": question(needs=frozenset({"step_free"})),
    "turnaround": with_space(question(), bookings=busy(span(MON, 8, 8.75))),
    "quorum(court)": question(quorum=("court", "police")),
    "interpreter": question(language="hat", interpreting=Interpreting.SPOKEN),
    "wished_sex": question(wished_sex="F"),
    "same_interviewer": question(same_lead="I2"),
    "shield": question(investigators=frozenset({"I1"})),
    "child_time": question(times=(ChildTime(HERE, TimeKind.SLEEP, hard=True),)),
    "medical_before": question(medical_ends=at(TUE, 0)),
    "not_together": with_space(question(apart=frozenset({"Z"})), bookings=busy(span(MON, 8, 8.5), child="Z")),
    "window": question(not_before=at(MON, 9.5)),
    "daily_limit": with_lead(question(), bookings=busy(span(MON, 15, 16), span(MON, 16, 17), leads=True)),
    "member_travel": with_lead(question(), place="coast", travel_limit=30),
    "child_travel": question(place="coast", travel_limit=30),
}


@pytest.mark.parametrize("condition", ONE_CHILD)
def test_each_condition_of_one_child_is_looked_at_again(condition):
    with pytest.raises(PlanIsWrong) as refused:
        verify(ONE_CHILD[condition], [FIRST])
    assert str(refused.value) == f"{condition} of A"


@pytest.mark.parametrize("condition", ONE_CHILD)
def test_what_finds_a_time_reads_each_condition_in_the_same_way(condition):
    asked = ONE_CHILD[condition].in_order()
    start = next(each for each in asked.starts if each.at == FIRST.start)
    search = Search(asked.children[0], Lookups(asked))

    assert set(search.broken(start, asked.spaces[0], asked.members[0])) == {condition}


@pytest.mark.parametrize(
    "condition, member",
    [
        ("absence", "I1"),
        ("daily_limit", "I1"),
        ("member_travel", "I1"),
        ("turnaround", ""),
        ("space_fit", ""),
    ],
)
def test_what_is_set_aside_for_one_member_counts_for_everybody_else(condition, member):
    asked = ONE_CHILD[condition].in_order()
    for who, broken in ((member, set()), ("another", {condition})):
        first, *others = asked.children
        mine = replace(first, set_aside=frozenset({(condition, who)}))
        question = replace(asked, children=(mine, *others))
        start = next(each for each in question.starts if each.at == FIRST.start)

        search = Search(mine, Lookups(question))
        assert set(search.broken(start, question.spaces[0], question.members[0])) == broken
        assert {key for key, _child in faults(question, [FIRST])} == broken


def moved(to: float, **changes) -> Slot:
    return replace(SECOND, start=at(MON, to), end=at(MON, to + 2), **changes)


TWO_CHILDREN = {
    "no_overlap of B": (question(), moved(10)),
    "turnaround of B": (question(), moved(11, lead="I2")),
    "no_overlap of B, on the way": (question(), moved(11.5, space="R2")),
    "not_together of B": (question(apart=frozenset({"B"})), moved(11.5)),
    "daily_limit of B": (with_lead(question(), most_a_day=1), SECOND),
}


@pytest.mark.parametrize("fault", TWO_CHILDREN)
def test_what_two_children_do_to_each_other_is_looked_at_again(fault):
    asked, second = TWO_CHILDREN[fault]
    with pytest.raises(PlanIsWrong) as refused:
        verify(asked, [FIRST, second])
    assert str(refused.value) == fault.partition(",")[0]


def test_what_was_set_aside_is_no_fault():
    verify(question(wished_sex="F"), [FIRST], set_aside=["wished_sex"])
