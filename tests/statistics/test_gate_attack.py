"""Known answers: what can be worked out from published figures, and what a sequence of releases gives away."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opennrm.statistics.release_gate.attack import Question, attack, most_people
from opennrm.statistics.release_gate.statements import (
    between,
    exact,
    fewer_than,
    per_cent,
    region_of,
    rounded,
)
from opennrm.statistics.release_gate.system import system_of
from opennrm.statistics.release_gate.tables_sought import Tables

A, B, C, D, E = (region_of({"cell": {name}}) for name in "ABCDE")
LINE = {"cell": list("ABCDE")}


def cells(names):
    return region_of({"cell": set(names)})


def grid(**named):
    return region_of({name: set(values) for name, values in named.items()})


def limits(statements, where, values=LINE):
    """The least and the greatest number of people in a region, in whole numbers."""
    system = system_of(statements, values, also=[where])
    tables = Tables(system, most_people(system))
    weights = np.zeros(system.atoms)
    weights[system.regions[where]] = 1
    until = time.monotonic() + 60
    ends = [tables.in_whole_numbers(sign * weights, until) for sign in (-1, 1)]
    return [int(end[system.regions[where]].sum()) for end in ends]


def block(rows, columns):
    """A hidden block of two by two, with its margins shown."""
    values = {"row": ["0", "1"], "column": ["0", "1"]}
    shown = [exact(grid(row=str(at)), count) for at, count in enumerate(rows)]
    shown += [exact(grid(column=str(at)), count) for at, count in enumerate(columns)]
    return [limits(shown, grid(row=r, column=c), values) for r, c in product("01", "01")]


def two_way(counts):
    """All two-way tables of a world with two categories in each dimension."""
    names = [f"d{at}" for at in range(counts.ndim)]
    shown = []
    for first, second in [(a, b) for a in range(counts.ndim) for b in range(a + 1, counts.ndim)]:
        summed = counts.sum(axis=tuple(at for at in range(counts.ndim) if at not in (first, second)))
        for one, other in product((0, 1), (0, 1)):
            where = grid(**{names[first]: str(one), names[second]: str(other)})
            shown.append(exact(where, int(summed[one, other])))
    return shown, {name: ["0", "1"] for name in names}


def corner(counts):
    statements, values = two_way(np.array(counts).reshape([2] * (len(counts).bit_length() - 1)))
    return limits(statements, region_of({name: {"0"} for name in values}), values)


COUNTIES = [exact(cells("ABC"), 31), exact(A, 13), exact(B, 14)]
THREE_SIGNS = [fewer_than(where, 11) for where in (A, B, C)]
TO_FIVE = [rounded(A, 10, 5), rounded(B, 10, 5), rounded(C, 5, 5), rounded(cells("ABC"), 30, 5)]
KNOWN = {
    "1 one blank in a row": ([exact(cells("ABC"), 40), exact(A, 15), exact(B, 22)], C, [3, 3]),
    "2 a pair is as small as its sum": ([exact(cells("ABCD"), 40), exact(A, 18), exact(B, 20)], C, [0, 2]),
    "3 a wide pair": ([exact(cells("ABCD"), 55), exact(A, 18), exact(B, 20)], C, [0, 17]),
    "8 a hierarchy": (COUNTIES, C, [4, 4]),
    "8 its other county": ([exact(cells("DEB"), 40), exact(B, 36)], D, [0, 4]),
    "9 a sign": ([*THREE_SIGNS, exact(cells("ABC"), 29)], A, [9, 10]),
    "9 a neutral sign": ([exact(cells("ABC"), 29)], A, [0, 29]),
    "10 rounded": (TO_FIVE, C, [4, 7]),
    "11 a percentage": ([*per_cent(A, cells("AB"), "63.2"), between(cells("AB"), 15, 24)], A, [12, 12]),
    "11 its total": (
        [*per_cent(A, cells("AB"), "63.2"), between(cells("AB"), 15, 24)],
        cells("AB"),
        [19, 19],
    ),
    "12 an agency's own": ([exact(cells("AB"), 14), between(A, 11, None), between(B, 2, None)], A, [11, 12]),
    "12 its other": ([exact(cells("AB"), 14), between(A, 11, None), between(B, 2, None)], B, [2, 3]),
    "15 two calendars": (
        [exact(cells("AB"), 24), exact(cells("CD"), 26), exact(cells("BC"), 25)],
        A,
        [0, 24],
    ),
    "15 the second year": (
        [exact(cells("AB"), 24), exact(cells("CD"), 26), exact(cells("BC"), 25)],
        C,
        [1, 25],
    ),
    "16 blocks apart": ([exact(cells("AB"), 47), exact(cells("CD"), 52)], A, [0, 47]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_answer(name):
    statements, where, expected = KNOWN[name]
    assert limits(statements, where) == expected


def test_known_answers_of_blocks():
    assert block([17, 32], [15, 34]) == [[0, 15], [2, 17], [0, 15], [17, 32]], "4"
    assert block([5, 13], [15, 3]) == [[2, 5], [0, 3], [10, 13], [0, 3]], "5"
    assert block([12, 12], [12, 12]) == [[0, 12]] * 4, "6"
    assert block([35, 30], [30, 35]) == [[0, 30], [5, 35], [0, 30], [0, 30]], "7"


def test_known_answers_of_two_way_tables():
    assert corner([0, 12, 14, 11, 13, 15, 12, 11]) == [0, 11], "13"
    assert corner([12, 0, 1, 1, 0, 5, 0, 3, 1, 2, 3, 5, 0, 0, 2, 0]) == [9, 12], "14"


def passes(before, new, values=LINE, *, protected=()):
    """Whether the attacker finds nothing when these figures follow those before, whatever has fewer than 11 people."""
    system = system_of([*before, *new], values, also=protected)
    questions = [Question(system.regions[of], 10, always=True) for of in protected]
    questions += [Question(np.array([atom]), 10, always=False) for atom in range(system.atoms)]
    earlier = system.first(len(before))
    regions = [of.parts[0][0] for of in new if of.exact]
    return attack(system, questions, before=earlier, new=regions, threshold=11).safe


VERDICTS = {
    "1": ([exact(cells("ABC"), 40), exact(A, 15), exact(B, 22)], (C,), False),
    "2": ([exact(cells("ABCD"), 40), exact(A, 18), exact(B, 20)], (C, D), False),
    "3": ([exact(cells("ABCD"), 55), exact(A, 18), exact(B, 20)], (C, D), True),
    "8": (COUNTIES, (C,), False),
    "9 with the sign": ([*THREE_SIGNS, exact(cells("ABC"), 29)], (A, B, C), False),
    "9 with a neutral sign": ([exact(cells("ABC"), 29)], (A, B, C), True),
    "10": (TO_FIVE, (C,), False),
    "15": ([exact(cells("AB"), 24), exact(cells("CD"), 26), exact(cells("BC"), 25)], (), True),
    "16": ([exact(cells("AB"), 47), exact(cells("CD"), 52)], (), True),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict_of_a_known_answer(name):
    new, protected, expected = VERDICTS[name]
    assert passes([], new, protected=protected) is expected


MONTHS = {"month": [str(at) for at in range(14)]}


def months(first, last):
    return region_of({"month": {str(at) for at in range(first, last + 1)}})


# Each release is fine alone: every figure is 11 or more.
LEAKS = {
    "L1 all but one parish": ([exact(cells("ABCDE"), 52)], [exact(cells("ABCD"), 50)], LINE),
    "L2 two cuts of a scale": (
        [exact(A, 21), exact(cells("BC"), 31)],
        [exact(cells("AB"), 24), exact(C, 28)],
        LINE,
    ),
    "L3 windows that overlap": (
        [exact(cells("ABC"), 29), exact(cells("BCD"), 24), exact(cells("CDE"), 28)],
        [exact(cells("ABCDE"), 47)],
        LINE,
    ),
    "L4 the year after its quarters": (
        [exact(A, 12), exact(B, 14), exact(D, 15), exact(E, 0)],
        [exact(cells("ABCD"), 48)],
        LINE,
    ),
    "L5 months that shift": (
        [exact(months(0, 11), 23), exact(months(1, 12), 21)],
        [exact(months(0, 12), 25)],
        MONTHS,
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_leak_of_a_sequence(name):
    before, new, values = LEAKS[name]
    assert not passes(before, new, values)


def test_leak_of_three_two_way_tables():
    statements, values = two_way(np.array([1, 12, 14, 30, 13, 28, 27, 2]).reshape(2, 2, 2))
    assert min(said.low for said in statements) >= 11
    assert passes(statements[:4], statements[4:8], values)
    assert not passes(statements[:8], statements[8:], values), "L6"


def test_what_was_known_before_is_not_held_against_a_release():
    others = [exact(A, 6), exact(cells("BCDE"), 40)]
    assert passes(others, [exact(cells("ABCDE"), 46)])


@st.composite
def _worlds(draw):
    """Five cells of people, and sums of some of them."""
    people = draw(st.lists(st.integers(0, 6), min_size=5, max_size=5))
    sets = draw(
        st.lists(st.sets(st.sampled_from("ABCDE"), min_size=1), min_size=1, max_size=4, unique_by=frozenset)
    )
    sums = [exact(cells(of), sum(people["ABCDE".index(name)] for name in of)) for of in sets]
    return [exact(cells("ABCDE"), sum(people)), *sums]


@given(_worlds(), st.integers(1, 5))
@settings(deadline=None)
def test_the_verdict_is_that_of_trying_every_table(statements, width):
    system = system_of(statements, LINE)
    total = statements[0].low
    tables = [
        people
        for people in product(range(total + 1), repeat=system.atoms)
        if sum(people) == total and system.allows(np.array(people))
    ]
    questions = [Question(np.array([atom]), width, always=True) for atom in range(system.atoms)]
    found = attack(system, questions, threshold=1)
    widths = [max(at) - min(at) for at in zip(*tables, strict=True)]
    assert found.safe == all(wide >= width for wide in widths)
    for number, (low, high) in found.pairs.items():
        atoms = questions[number].atoms
        assert system.allows(low)
        assert system.allows(high)
        assert high[atoms].sum() - low[atoms].sum() >= width
