"""The tokens of the children whom an agency leads, by which its supervisors find them (docs/decisions/0003)."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable
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
_NUMBER_COUNTS = 1000
"""As much as more words than anybody is called: who has the number comes first."""
_PROBES = 16
_FIRST_LOOK = (*range(_PROBES), 31, 63, 127, MOST_OF_A_KEY - 1)


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
    token = tokens.maker(actor.agency_id)
    shared: Counter[UUID] = Counter()
    found = _look_up(actor, token, [(key, number) for key in keys for number in _FIRST_LOOK], shared)
    frequent = [key for key in keys if (key, _PROBES - 1) in found]
    # A key is looked at up to the first number that is known to be free.
    ends = {
        key: next((number for number in _FIRST_LOOK if (key, number) not in found), MOST_OF_A_KEY)
        for key in frequent
    }
    rest = [
        (key, number) for key in frequent for number in range(_PROBES, ends[key]) if number not in _FIRST_LOOK
    ]
    _look_up(actor, token, rest, shared)
    ranked = sorted(shared, key=lambda person_id: (-shared[person_id], person_id))
    is_cut = len(ranked) > MOST_CANDIDATES or MOST_OF_A_KEY in ends.values()
    return Candidates(ranked[:MOST_CANDIDATES], is_cut)


def _look_up(
    actor: Actor,
    token: Callable[[Key, int], UUID],
    wanted: list[tuple[Key, int]],
    shared: Counter[UUID],
) -> set[tuple[Key, int]]:
    """Count how many of these tokens each child has; returns which there are, also those that stand for nobody."""
    if not wanted:
        return set()
    asked = {token(key, number): (key, number) for key, number in wanted}
    rows = SearchToken.objects.visible_to(actor).filter(pk__any_of=list(asked))
    found = dict(rows.values_list("pk", "person_id"))
    for made, person_id in found.items():
        if person_id is not None:
            shared[person_id] += _NUMBER_COUNTS if asked[made][0][0] in tokens.NUMBERS else 1
    return {asked[made] for made in found}
