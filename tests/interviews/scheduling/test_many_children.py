"""One plan for many children: the worked example of a group, and a week that is checked by other code."""

import pytest

from opennrm.interviews.scheduling.raids import Plan, plan_for_all

from . import worked
from .making import MON, at, child, lead, problem, space, span, starts


@pytest.fixture(scope="module")
def three() -> Plan:
    return plan_for_all(worked.s5(), seconds=60)


def test_s5_the_least_urgent_is_moved_and_the_others_come_at_nine_and_half_past_eleven(three):
    assert [(slot.child, slot.start) for slot in three.slots] == [("A", at(MON, 9)), ("B", at(MON, 11.5))]
    assert [answer.child for answer in three.left_out] == ["C"]
    assert three.is_proven


def test_s5_two_conflicts_have_the_three_children_in_common(three):
    today = ("moved(A)", "moved(B)", "moved(C)")

    assert three.group.is_complete
    assert {frozenset(conflict) for conflict in three.group.conflicts} == {
        frozenset({*today, "daily_limit"}),
        frozenset({*today, "space_fit", "turnaround"}),
    }


def test_s5_moving_one_child_is_cheapest_and_else_the_limit_and_one_of_two_go_together(three):
    found = [
        ({aside.condition for aside in correction.conditions}, correction.cost)
        for correction in three.group.corrections
    ]

    assert found == [
        ({"moved(C)"}, 2),
        ({"moved(B)"}, 2),
        ({"moved(A)"}, 2),
        ({"daily_limit", "space_fit"}, 4),
        ({"daily_limit", "turnaround"}, 8),
    ]
    assert [len(correction.slots) for correction in three.group.corrections] == [2, 2, 2, 3, 3]


def test_what_only_shows_once_something_else_is_set_aside_is_named_too():
    closed, man = frozenset({"A"}), lead("I1", sex="M")
    asked = [child("A", wished_sex="F"), child("B")]
    group = plan_for_all(
        problem(starts(MON), [space("R1", span(MON, 9, 17), closed_to=closed)], [man], asked)
    ).group

    assert group.conflict == ("moved(A)", "space_fit")
    assert [[aside.condition for aside in each.conditions] for each in group.corrections] == [
        ["moved(A)"],
        ["space_fit", "wished_sex"],
    ]
