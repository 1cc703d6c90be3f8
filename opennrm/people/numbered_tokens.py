"""Tokens of a key *and a number*, each of which occurs once, so that nothing shows what is frequent.

The first person who has a key gets its number 0, the second 1, and so on, without gaps (docs/decisions/0003). Whoever
may find by such tokens asks for the numbers of a key until one is missing. Each agency has its own, and the matcher.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from uuid import UUID

from opennrm.foundation.visibility import GuardedQuerySet

from .tokens import Key

PADDED_TO = 16
"""The number of a person's tokens would tell how long the name is; it is a multiple of this."""
MOST_TO_COMPARE = 1000
"""As many are looked at of those who share one key, where records are compared: few share one that joins two facts."""
FIRST_LOOK_TO_COMPARE = (0, 1, 2, 3, 7, 15, 31, 63, 127, 255, 511, MOST_TO_COMPARE - 1)
PROBES = 16
"""So many numbers of a key are asked for at once while looking for the first free one."""
_WORTH_OF_ALL = MOST_TO_COMPARE.bit_length() + 1

Numbered = tuple[Key, int]
Token = Callable[[Key, int], UUID]
"""What makes the token of an owner (`tokens.maker`)."""


def made_for(
    keys_of: Mapping[UUID, Collection[Key]], token: Token, taken: Callable[[list[Numbered]], set[Numbered]]
) -> list[tuple[UUID, UUID]]:
    """New tokens of these persons, each beside its person. Nobody else may make any of this owner meanwhile.

    :param taken: which of these numbers of keys somebody has.
    """
    free = first_free({key for keys in keys_of.values() for key in keys}, taken)
    rows: list[tuple[UUID, UUID]] = []
    for person_id, keys in keys_of.items():
        made = []
        for key in keys:
            made.append(token(key, free[key]))
            free[key] += 1
        rows += [(each, person_id) for each in padded(made)]
    return rows


def padded(made: Collection[UUID]) -> list[UUID]:
    """These tokens of a person and some that stand for nothing, in an order of chance: the database keeps the order."""
    nothing = [UUID(bytes=os.urandom(16)) for _ in range(-len(made) % PADDED_TO)]
    return sorted([*made, *nothing])


def first_free(keys: Iterable[Key], taken: Callable[[list[Numbered]], set[Numbered]]) -> dict[Key, int]:
    """The first number of each key that nobody has. Numbers have no gaps, so a few questions for all keys will do."""
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
        return [taken + 2**power for power in range(PROBES)]
    step = -(-(free - taken - 1) // PROBES)
    return range(taken + step, free, step)


def persons_by_key(
    rows: GuardedQuerySet, token: Token, keys: Collection[Key], first_look: Sequence[int], most: int
) -> tuple[dict[Key, set[UUID]], bool]:
    """The persons who have each key, up to so many of them, with two queries; and whether a key has more.

    :param rows: the tokens that whoever asks may read.
    """
    persons: dict[Key, set[UUID]] = defaultdict(set)
    found = look_up(rows, token, [(key, number) for key in keys for number in first_look], persons)
    # A key is looked at up to the first number that is known to be free.
    ends = {key: next((number for number in first_look if (key, number) not in found), most) for key in keys}
    looked_at = set(first_look)
    rest = [(key, number) for key, end in ends.items() for number in range(end) if number not in looked_at]
    look_up(rows, token, rest, persons)
    return persons, most in ends.values()


def look_up(
    rows: GuardedQuerySet, token: Token, wanted: list[Numbered], persons: dict[Key, set[UUID]]
) -> set[Numbered]:
    """Note who has these tokens; returns which there are, also those that stand for nobody."""
    if not wanted:
        return set()
    asked = {token(key, number): (key, number) for key, number in wanted}
    found = dict(rows.filter(pk__any_of=list(asked)).values_list("pk", "person_id"))
    for made, person_id in found.items():
        if person_id is not None:
            persons[asked[made][0]].add(person_id)
    return {asked[made] for made in found}


def shared_by_rarity(persons_of_keys: Iterable[Collection[UUID]]) -> Counter[UUID]:
    """How much each person shares, given those who have each of some keys: a key that fewer have counts more."""
    shared: Counter[UUID] = Counter()
    for persons in persons_of_keys:
        worth = _WORTH_OF_ALL - len(persons).bit_length()
        for person_id in persons:
            shared[person_id] += worth
    return shared


def most_first(shared: Mapping[UUID, int]) -> list[UUID]:
    """Those who share most, first; of equals the lesser id."""
    return sorted(shared, key=lambda person_id: (-shared[person_id], person_id))
