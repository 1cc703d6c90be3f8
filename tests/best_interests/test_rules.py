"""When a panel can decide, and what its votes come to."""

import pytest

from opennrm.best_interests.rules import Cast, chosen, dissents, has_quorum, may_close


def votes(*options: int | None) -> list[Cast]:
    return [Cast(ballot="for" if each else "abstain", option=each) for each in options]


@pytest.mark.parametrize(
    ("cast", "option"),
    [
        (votes(1, 1, 2), 1),
        (votes(2, None, None), 2),
        (votes(1, 2), None),
        (votes(None, None, None), None),
        ([], None),
        ([*votes(2), Cast(ballot="against"), Cast(ballot="against")], 2),
    ],
)
def test_the_option_with_the_most_votes_is_chosen_unless_two_have_as_many(cast, option):
    assert chosen(cast) == option


def test_whoever_wanted_something_else_dissents():
    cast = [*votes(1, 2, None), Cast(ballot="against")]
    assert dissents(cast, 1) == cast[1:]


def test_a_quorum_has_to_be_there_and_to_have_voted():
    assert not has_quorum(2, quorum=3)
    assert has_quorum(3, quorum=3)
    assert may_close(2, 2, quorum=3)
    assert [may_close(voted, 5, quorum=3) for voted in (2, 3, 5)] == [False, True, True]
