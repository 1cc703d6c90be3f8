"""A time for one child: the worked examples of the design, condition by condition."""

from opennrm.interviews.scheduling.conditions import Owner
from opennrm.interviews.scheduling.finding import Explanation, find

from . import worked
from .making import MON, TUE, at


def why(question) -> Explanation:
    answer = find(question, "A")
    assert answer.best == ()
    assert answer.explanation is not None
    return answer.explanation


def corrections(explanation: Explanation) -> list[tuple[set[str], int, int, str]]:
    return [
        (
            {aside.condition for aside in correction.conditions},
            correction.cost,
            correction.choice.slot.start,
            correction.choice.slot.lead,
        )
        for correction in explanation.corrections
    ]


def test_s1_the_feasible_starts_are_exactly_these_and_the_best_is_the_earliest():
    answer = find(worked.s1(), "A", most=20)

    found = {choice.slot.start: choice.slot.lead for choice in answer.best}
    assert found == dict.fromkeys([at(MON, 15), *(at(TUE, hour) for hour in (12, 13, 14, 15))], "I1")
    assert answer.best[0].slot.start == at(MON, 15)
    assert answer.explanation is None


def test_s2_one_day_later_is_cheaper_than_calling_somebody_back():
    explanation = why(worked.s2())

    assert explanation.conflict == ("absence", "certificate", "window")
    assert explanation.conflicts == (explanation.conflict,)
    assert corrections(explanation) == [
        ({"window"}, 1, at(TUE, 9), "I2"),
        ({"absence"}, 3, at(MON, 9), "I2"),
    ]


def test_s3_only_the_child_can_give_up_a_wish():
    explanation = why(worked.s3())

    assert explanation.conflict == ("conflict_of_interest", "member_travel", "wished_sex")
    assert corrections(explanation) == [
        ({"member_travel"}, 2, at(MON, 9), "I3"),
        ({"wished_sex"}, 5, at(MON, 9), "I2"),
    ]
    assert [correction.conditions[0].owner for correction in explanation.corrections] == [
        Owner.MEMBER,
        Owner.CHILD,
    ]


def test_s4_a_closed_day_that_changes_nothing_is_not_named():
    explanation = why(worked.s4())

    assert explanation.conflicts == (("absence", "same_interviewer", "window"),)
    assert corrections(explanation) == [
        ({"window"}, 2, at(4, 9), "I1"),
        ({"same_interviewer"}, 4, at(MON, 9), "I2"),
        ({"absence"}, 6, at(MON, 9), "I1"),
    ]


def test_s6_each_two_of_three_conditions_leave_a_time():
    explanation = why(worked.s6())

    assert explanation.conflicts == (("child_time", "interpreter", "quorum(prosecution)"),)
    assert corrections(explanation) == [
        ({"quorum(prosecution)"}, 1, at(MON, 9), "I1"),
        ({"interpreter"}, 2, at(TUE, 9), "I1"),
        ({"child_time"}, 5, at(MON, 14), "I1"),
    ]
