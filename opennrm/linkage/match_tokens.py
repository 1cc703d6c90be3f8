"""The tokens by which the matcher finds records that are alike, whichever agency leads them (docs/decisions/0003).

They are made as search tokens are, under the name of the matcher where those have an agency. So no token is both, and
whoever has only the database sees neither what is frequent nor what is the same.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import token_maker
from opennrm.people import search_index
from opennrm.people.tokens import Key

from .models import MATCHER, MatchToken

MOST_OF_A_KEY = 1000
"""As many records are looked at of those who share one key."""
MOST_CANDIDATES = 200
"""As many records are opened to be compared with one: those who share the rarest keys."""
_FIRST_LOOK = (0, 1, 2, 3, 7, 15, 31, 63, 127, 255, 511, MOST_OF_A_KEY - 1)
_WORTH_OF_ALL = MOST_OF_A_KEY.bit_length() + 1

Numbered = tuple[Key, int]


def give(keys_of: Mapping[UUID, Collection[Key]], *, by: Actor) -> None:
    """Let these persons be found by these keys alone, and by none that they had before.

    For the matcher, of which no two work at once: no two persons get the same number.
    """
    release(keys_of, by=by)
    free = search_index.first_free({key for keys in keys_of.values() for key in keys}, _Tokens(by).taken)
    token = _Tokens(by).token
    rows: list[tuple[UUID, UUID]] = []
    for person_id, keys in keys_of.items():
        made = []
        for key in keys:
            made.append(token((key, free[key])))
            free[key] += 1
        rows += [(each, person_id) for each in search_index.padded(made)]
    mine = sorted(by.principals)
    MatchToken.objects.bulk_create(
        (MatchToken(id=each, person_id=person_id, readers=mine, writers=mine) for each, person_id in rows),
        batch_size=1000,
        from_action=True,
    )


def release(person_ids: Iterable[UUID], *, by: Actor) -> None:
    """Let nobody find these persons any more. Their numbers stay taken, so that numbers have no gaps."""
    theirs = MatchToken.objects.writable_by(by).filter(person__id__any_of=list(person_ids))
    theirs.update(person=None, from_action=True)


def candidates(wanted: Mapping[UUID, Collection[Key]], *, by: Actor) -> dict[UUID, list[UUID]]:
    """With whom each of these persons is worth a comparison, by the keys to look for: those who share most, first."""
    having = _persons_by_key({key for keys in wanted.values() for key in keys}, by)
    found: dict[UUID, list[UUID]] = {}
    for person_id, keys in wanted.items():
        shared: Counter[UUID] = Counter()
        for key in keys:
            others = having.get(key, ())
            worth = _WORTH_OF_ALL - len(others).bit_length()
            for other in others:
                shared[other] += worth
        del shared[person_id]
        ranked = sorted(shared, key=lambda other: (-shared[other], other))
        found[person_id] = ranked[:MOST_CANDIDATES]
    return found


def _persons_by_key(keys: Collection[Key], by: Actor) -> dict[Key, set[UUID]]:
    """The first persons who have each key, with two queries."""
    tokens, having = _Tokens(by), defaultdict[Key, set[UUID]](set)
    there = tokens.look_up([(key, number) for key in keys for number in _FIRST_LOOK], having)
    ends = {
        key: next((number for number in _FIRST_LOOK if (key, number) not in there), MOST_OF_A_KEY)
        for key in keys
    }
    looked_at = set(_FIRST_LOOK)
    rest = [(key, number) for key, end in ends.items() for number in range(end) if number not in looked_at]
    tokens.look_up(rest, having)
    return having


def token_of() -> Callable[[Numbered], UUID]:
    """A function (key, number) -> the token of the person who has this key as the first (0), second (1) ..."""
    make = token_maker()

    def token(numbered: Numbered) -> UUID:
        (kind, form), number = numbered
        return UUID(bytes=make(kind, f"{MATCHER}|{number}|{form}"))

    return token


class _Tokens:
    """What the matcher asks the table."""

    def __init__(self, by: Actor) -> None:
        self.token, self._by = token_of(), by

    def taken(self, wanted: list[Numbered]) -> set[Numbered]:
        return self.look_up(wanted, defaultdict(set))

    def look_up(self, wanted: list[Numbered], having: dict[Key, set[UUID]]) -> set[Numbered]:
        """Note who has these; returns which there are, also those that stand for nobody any more."""
        if not wanted:
            return set()
        asked = {self.token(numbered): numbered for numbered in wanted}
        rows = MatchToken.objects.visible_to(self._by).filter(pk__any_of=list(asked))
        there = set()
        for made, person_id in rows.values_list("pk", "person_id"):
            there.add(asked[made])
            if person_id is not None:
                having[asked[made][0]].add(person_id)
        return there
