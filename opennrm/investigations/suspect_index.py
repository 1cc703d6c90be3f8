"""The tokens by which investigators find suspects, made as those of children are (docs/decisions/0003).

Each group that knows of suspects has its own: all investigators together, and those of an agency for what it confines.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import GuardedQuerySet
from opennrm.people import numbered_tokens, tokens
from opennrm.people.tokens import Key

from . import access
from .models import KNOWN_TO, Suspect, SuspectToken

MOST_OF_A_KEY = 200
"""As many suspects are looked at of those who share one key."""
MOST_CANDIDATES = 200
"""As many are opened in memory and compared; those who share most."""
_NUMBER_COUNTS = 1000
_FIRST_LOOK = (*range(numbered_tokens.PROBES), 31, 63, 127, MOST_OF_A_KEY - 1)


def keys_of(texts: dict[str, str]) -> set[Key]:
    """Everything that a suspect can be found by, from the names of the sealed fields."""
    return tokens.keys_of_person(texts, [])


def add(suspect: Suspect, keys: Collection[Key], *, by: Actor) -> None:
    """Let those who know of this suspect find them by these keys. Others who add a suspect wait: call it last."""
    owner = _owner(suspect.confined_to_id)
    access.one_at_a_time(f"tokens {owner}")
    token = tokens.maker(owner)
    principals = sorted(access.known_to(suspect.confined_to_id))
    rows = SuspectToken.objects.visible_to(by)
    made = numbered_tokens.made_for(
        {suspect.pk: keys},
        token,
        lambda wanted: numbered_tokens.look_up(_as_persons(rows), token, wanted, _Nobody()),
    )
    SuspectToken.objects.bulk_create(
        [
            SuspectToken(id=each, suspect_id=suspect_id, readers=principals, writers=principals)
            for each, suspect_id in made
        ],
        from_action=True,
    )


def follow(suspect: Suspect, *, before: Collection[Key], after: Collection[Key], by: Actor) -> None:
    """Let searches find a suspect by `after`, and no more by what of `before` is not in there."""
    if set(before) - set(after):
        SuspectToken.objects.writable_by(by).filter(suspect=suspect).update(suspect=None, from_action=True)
        add(suspect, after, by=by)
    elif added := set(after) - set(before):
        add(suspect, added, by=by)


def candidates(actor: Actor, keys: Collection[Key]) -> list[UUID]:
    """The suspects of whom the actor knows who share most of these keys, the likeliest first."""
    shared: dict[UUID, int] = {}
    for owner in (KNOWN_TO, _owner(actor.agency_id)):
        found, _is_cut = numbered_tokens.persons_by_key(
            _as_persons(SuspectToken.objects.visible_to(actor)),
            tokens.maker(owner),
            keys,
            first_look=_FIRST_LOOK,
            most=MOST_OF_A_KEY,
        )
        for key, suspects in found.items():
            worth = _NUMBER_COUNTS if key[0] in tokens.NUMBERS else 1
            for suspect_id in suspects:
                shared[suspect_id] = shared.get(suspect_id, 0) + worth
    return numbered_tokens.most_first(shared)[:MOST_CANDIDATES]


def _owner(confined_to: UUID | None) -> str:
    return f"investigations {confined_to}" if confined_to is not None else KNOWN_TO


def _as_persons(rows: GuardedQuerySet) -> GuardedQuerySet:
    return rows.annotate(person_id=F("suspect_id"))


class _Nobody(dict):
    """Whoever asks which numbers are taken does not want to know by whom."""

    def __missing__(self, key: Key) -> set[UUID]:
        return set()
