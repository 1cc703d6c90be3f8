"""The tokens by which the matcher finds records that are alike, whichever agency leads them (docs/decisions/0003).

They are made as search tokens are, under the name of the matcher where those have an agency. So no token is both, and
whoever has only the database sees neither what is frequent nor what is the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.people import numbered_tokens, search_index, tokens
from opennrm.people.numbered_tokens import Token
from opennrm.people.tokens import Key

from .models import MATCHER, MatchToken


def maker() -> Token:
    """What makes the tokens of the matcher and remembers them: who is given tokens is looked for by the same ones."""
    return cache(tokens.maker(MATCHER))


def give(keys_of: Mapping[UUID, Collection[Key]], token: Token, *, by: Actor) -> None:
    """Let these persons be found by these keys alone, and by none that they had before.

    For the matcher, of which no two work at once: no two persons get the same number.
    """
    release(keys_of, by=by)
    visible = MatchToken.objects.visible_to(by)
    rows = numbered_tokens.made_for(
        keys_of, token, lambda wanted: numbered_tokens.look_up(visible, token, wanted, defaultdict(set))
    )
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


def candidates(wanted: Mapping[UUID, Collection[Key]], token: Token, *, by: Actor) -> dict[UUID, list[UUID]]:
    """With whom each of these persons is worth a comparison, by the keys to look for: those who share most, first."""
    having, _is_cut = numbered_tokens.persons_by_key(
        MatchToken.objects.visible_to(by),
        token,
        {key for keys in wanted.values() for key in keys},
        first_look=numbered_tokens.FIRST_LOOK_TO_COMPARE,
        most=numbered_tokens.MOST_TO_COMPARE,
    )
    found: dict[UUID, list[UUID]] = {}
    for person_id, keys in wanted.items():
        shared = numbered_tokens.shared_by_rarity(having.get(key, ()) for key in keys)
        del shared[person_id]
        found[person_id] = numbered_tokens.most_first(shared)[: search_index.MOST_CANDIDATES]
    return found
