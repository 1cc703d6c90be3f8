"""The easier question bounds what any plan for many children can say."""

from bench.invented_weeks import week
from opennrm.interviews.scheduling.greedy import Greedy
from opennrm.interviews.scheduling.model import model
from opennrm.interviews.scheduling.relaxing import Relaxed, times_wanted
from opennrm.interviews.scheduling.sums import value

CRITERIA = ("days_late", "child_travel", "unsuitable_hour", "lessons_missed")


def test_no_plan_of_a_crowded_week_misses_fewer_lessons_than_the_easier_question_says():
    numbers = model(week(children=40)).numbers
    relaxed = Relaxed(numbers)
    assert relaxed.bounds(CRITERIA, [0, 0, 0, 2130]) == [0, 0, 0, 2130]


def test_children_who_cannot_all_have_a_time_have_no_bound_and_no_wanted_times():
    numbers = model(week(children=40, spaces=1)).numbers
    assert Relaxed(numbers).answer("days_late") is None
    assert times_wanted(numbers, CRITERIA) == {}


def test_a_first_plan_tries_the_wanted_times_before_all_others():
    numbers = model(week(children=2)).numbers
    last = numbers["children"][0]["starts"][-1]
    place = numbers["spaces"][numbers["children"][0]["spaces"][0]]["place"]
    rows = {row[0]: row for row in Greedy(numbers, {0: [(last, place)]}).rows()}
    assert rows[0][1] == last
    assert value(numbers, "unplaced", list(rows.values())) == 0
