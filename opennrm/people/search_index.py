"""The tokens of the children whom an agency leads, by which its supervisors find them (docs/decisions/0003)."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor

from . import tokens
from .models import Person, SearchToken
from .tokens import Key

MOST_OF_A_KEY = 200
"""As many children are looked at of those who share one key: a frequent name alone tells nobody apart."""
MOST_CANDIDATES = 200
"""As many children are opened in memory and scored; those who share most with the search."""
PADDED_TO = 16
"""The number of a person's tokens would tell how long the name is; it is a multiple of this."""
MOST_OF_A_KEY_TO_COMPARE = 1000
"""The same where records are compared: few children share a key that joins two facts."""
_NUMBER_COUNTS = 1000
"""As much as more words than anybody is called: who has the number comes first."""
_WORTH_OF_ALL = MOST_OF_A_KEY_TO_COMPARE.bit_length() + 1
_PROBES = 16
_FIRST_LOOK = (*range(_PROBES), 31, 63, 127, MOST_OF_A_KEY - 1)
_FIRST_LOOK_TO_COMPARE = (0, 1, 2, 3, 7, 15, 31, 63, 127, 255, 511, MOST_OF_A_KEY_TO_COMPARE - 1)


@dataclass(frozen=True)
class Candidates:
    """Children who share something with a search; `is_cut` if there are more than one search looks at."""

    person_ids: list[UUID]
    is_cut: bool


def add(person: Person, case: Case, keys: Collection[Key]) -> None:
    """Let the supervisors of the agency that leads the case find this person by these keys.

    For whoever leads the case, or opens it in this transaction. Until the transaction ends, others who add children of
    the agency wait, so that no two get the same number: call it last.
    """
    token = tokens.maker(case.lead_agency_id)
    free = first_free(keys, lambda wanted: _taken(case, token, wanted))
    made = padded([token(key, number) for key, number in free.items()])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.add_search_tokens(%s, %s, %s::uuid[])",
            [str(case.pk), str(person.pk), made],
        )


def follow(person: Person, case: Case, *, before: Collection[Key], after: Collection[Key]) -> None:
    """Let searches find a person by `after`, and no more by what of `before` is not in there. Call it last, as `add`.

    :param before: everything that the person was found by until now.
    """
    if set(before) - set(after):
        _release(person, case)
        add(person, case, after)
    elif added := set(after) - set(before):
        add(person, case, added)


def _release(person: Person, case: Case) -> None:
    """Let nobody find this person any more by what they were found by until now. For whoever leads the case.

    All of their tokens stand for nobody from now on, so that nothing tells which of them were of what is wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.release_search_tokens(%s, %s)", [str(case.pk), str(person.pk)])


def release_all(case: Case) -> None:
    """Let nobody of any agency find the persons of this case any more. For whoever has just taken the lead over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.release_search_tokens_of_case(%s)", [str(case.pk)])


def padded(made: Collection[UUID]) -> list[UUID]:
    """These tokens of a person and some that stand for nothing, in an order of chance: the database keeps the order."""
    nothing = [UUID(bytes=os.urandom(16)) for _ in range(-len(made) % PADDED_TO)]
    return sorted([*made, *nothing])


def first_free(
    keys: Iterable[Key], taken: Callable[[list[tuple[Key, int]]], set[tuple[Key, int]]]
) -> dict[Key, int]:
    """The first number of each key that no child has. Numbers have no gaps, so a few questions for all keys at once do.

    :param taken: which of these numbers of keys a child has.
    """
    highest_taken, lowest_free = dict.fromkeys(keys, -1), dict[Key, int]()
    while open_keys := [key for key, top in highest_taken.items() if lowest_free.get(key) != top + 1]:
        asked = [
            (key, number)
            for key in open_keys
            for number in _numbers_between(highest_taken[key], lowest_free.get(key))
        ]
        answered = taken(asked)
        for key, number in asked:
            if (key, number) in answered:
                highest_taken[key] = max(highest_taken[key], number)
            else:
                lowest_free[key] = min(lowest_free.get(key, number), number)
    return lowest_free


def _numbers_between(taken: int, free: int | None) -> Iterable[int]:
    """What to ask next: at growing distances while no free number is known, then at equal ones."""
    if free is None:
        return [taken + 2**power for power in range(_PROBES)]
    step = -(-(free - taken - 1) // _PROBES)
    return range(taken + step, free, step)


def _taken(
    case: Case, token: Callable[[Key, int], UUID], wanted: list[tuple[Key, int]]
) -> set[tuple[Key, int]]:
    asked = {token(key, number): (key, number) for key, number in wanted}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.taken_search_tokens(%s, %s::uuid[])", [str(case.pk), list(asked)])
        return {asked[found] for found in cursor.fetchone()[0]}


def candidates(actor: Actor, keys: Collection[Key]) -> Candidates:
    """The children of the agency that the actor supervises who share most of these keys, with two queries at most.

    Children who have a number come first: numbers are shared by few.
    """
    found, is_cut = _children_by_key(actor, keys, _FIRST_LOOK, MOST_OF_A_KEY)
    shared: Counter[UUID] = Counter()
    for key, children in found.items():
        for person_id in children:
            shared[person_id] += _NUMBER_COUNTS if key[0] in tokens.NUMBERS else 1
    return _best(shared, is_cut=is_cut)


def candidates_to_compare(actor: Actor, keys: Collection[Key]) -> Candidates:
    """The children of the agency that the actor supervises who share the rarest of these keys, with two queries.

    How many of the agency have a key decides only about the order; it is in no answer.
    """
    found, is_cut = _children_by_key(actor, keys, _FIRST_LOOK_TO_COMPARE, MOST_OF_A_KEY_TO_COMPARE)
    shared: Counter[UUID] = Counter()
    for children in found.values():
        worth = _WORTH_OF_ALL - len(children).bit_length()
        for person_id in children:
            shared[person_id] += worth
    return _best(shared, is_cut=is_cut)


def _best(shared: Counter[UUID], *, is_cut: bool) -> Candidates:
    ranked = sorted(shared, key=lambda person_id: (-shared[person_id], person_id))
    return Candidates(ranked[:MOST_CANDIDATES], is_cut or len(ranked) > MOST_CANDIDATES)


def _children_by_key(
    actor: Actor, keys: Collection[Key], first_look: Sequence[int], most: int
) -> tuple[dict[Key, set[UUID]], bool]:
    """The children who have each key, up to so many of them; and whether a key has more."""
    token = tokens.maker(actor.agency_id)
    children: dict[Key, set[UUID]] = defaultdict(set)
    found = _look_up(actor, token, [(key, number) for key in keys for number in first_look], children)
    # A key is looked at up to the first number that is known to be free.
    ends = {key: next((number for number in first_look if (key, number) not in found), most) for key in keys}
    looked_at = set(first_look)
    rest = [(key, number) for key, end in ends.items() for number in range(end) if number not in looked_at]
    _look_up(actor, token, rest, children)
    return children, most in ends.values()


def _look_up(
    actor: Actor,
    token: Callable[[Key, int], UUID],
    wanted: list[tuple[Key, int]],
    children: dict[Key, set[UUID]],
) -> set[tuple[Key, int]]:
    """Note who has these tokens; returns which there are, also those that stand for nobody."""
    if not wanted:
        return set()
    asked = {token(key, number): (key, number) for key, number in wanted}
    rows = SearchToken.objects.visible_to(actor).filter(pk__any_of=list(asked))
    found = dict(rows.values_list("pk", "person_id"))
    for made, person_id in found.items():
        if person_id is not None:
            children[asked[made][0]].add(person_id)
    return {asked[made] for made in found}
