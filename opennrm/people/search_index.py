"""The tokens of the children whom an agency leads, by which its supervisors find them (docs/decisions/0003)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import GuardedQuerySet

from . import numbered_tokens, tokens
from .models import Person, SearchToken
from .numbered_tokens import Numbered, Token
from .tokens import Key

MOST_OF_A_KEY = 200
"""As many children are looked at of those who share one key: a frequent name alone tells nobody apart."""
MOST_CANDIDATES = 200
"""As many children are opened in memory and scored; those who share most with the search."""
_NUMBER_COUNTS = 1000
"""As much as more words than anybody is called: who has the number comes first."""
_FIRST_LOOK = (*range(numbered_tokens.PROBES), 31, 63, 127, MOST_OF_A_KEY - 1)


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
    rows = numbered_tokens.made_for({person.pk: keys}, token, partial(_taken, case, token))
    made = [each for each, _person_id in rows]
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


def _taken(case: Case, token: Token, wanted: list[Numbered]) -> set[Numbered]:
    asked = {token(key, number): (key, number) for key, number in wanted}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.taken_search_tokens(%s, %s::uuid[])", [str(case.pk), list(asked)])
        return {asked[found] for found in cursor.fetchone()[0]}


def candidates(actor: Actor, keys: Collection[Key]) -> Candidates:
    """The children of the agency that the actor supervises who share most of these keys, with two queries at most.

    Children who have a number come first: numbers are shared by few.
    """
    found, is_cut = numbered_tokens.persons_by_key(
        *_of_agency(actor), keys, first_look=_FIRST_LOOK, most=MOST_OF_A_KEY
    )
    shared: Counter[UUID] = Counter()
    for key, children in found.items():
        for person_id in children:
            shared[person_id] += _NUMBER_COUNTS if key[0] in tokens.NUMBERS else 1
    return _best(shared, is_cut=is_cut)


def candidates_to_compare(actor: Actor, keys: Collection[Key]) -> Candidates:
    """The children of the agency that the actor supervises who share the rarest of these keys, with two queries.

    How many of the agency have a key decides only about the order; it is in no answer.
    """
    found, is_cut = numbered_tokens.persons_by_key(
        *_of_agency(actor),
        keys,
        first_look=numbered_tokens.FIRST_LOOK_TO_COMPARE,
        most=numbered_tokens.MOST_TO_COMPARE,
    )
    return _best(numbered_tokens.shared_by_rarity(found.values()), is_cut=is_cut)


def _best(shared: Counter[UUID], *, is_cut: bool) -> Candidates:
    ranked = numbered_tokens.most_first(shared)
    return Candidates(ranked[:MOST_CANDIDATES], is_cut or len(ranked) > MOST_CANDIDATES)


def _of_agency(actor: Actor) -> tuple[GuardedQuerySet, Token]:
    """The tokens that the actor reads, and what makes those of their agency."""
    return SearchToken.objects.visible_to(actor), tokens.maker(actor.agency_id)
