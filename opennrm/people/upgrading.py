"""Search tokens for those who were recorded under an earlier version, when a database is brought up to date."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from opennrm.audit import actions as audit
from opennrm.cases.models import Case, CaseKey
from opennrm.foundation.sealing import seal_of

from . import known, numbered_tokens, tokens
from .corrections import known_of
from .models import Contact, Person
from .tokens import Key

CHILDREN_AT_ONCE = 200
"""In one transaction. What is interrupted goes on with the first child of the transaction that was undone."""


@dataclass(frozen=True)
class _Agency:
    id: UUID
    supervision: int


def add_missing_tokens() -> Iterator[int]:
    """Let every child be found by what the version of the tokens that they have does not know yet.

    Gives the number of children after each transaction. It can be stopped at any time and started again. Django must
    run as the migrator, outside of a transaction.

    :raises KeyProblem: the master key is missing, or another one.
    """
    last: UUID | None = None
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                # The one role that sees the children of every agency.
                cursor.execute("SET LOCAL ROLE opennrm_migrator")
            children = _next(last)
            if not children:
                return
            _add(children)
            audit.record("search_tokens.made", detail={"children": len(children)})
        last = children[-1].pk
        yield len(children)


def _next(last: UUID | None) -> list[Person]:
    older = Person.objects.filter(tokens_as_of__lt=tokens.VERSION).order_by("pk")
    return list((older if last is None else older.filter(pk__gt=last))[:CHILDREN_AT_ONCE])


def _add(children: list[Person]) -> None:
    for agency, keys in _keys_by_agency(children).items():
        token = tokens.maker(agency.id)
        _insert(agency, numbered_tokens.made_for(keys, token, partial(_taken, token)))
    ids = [child.pk for child in children]
    Person.objects.filter(pk__in=ids).update(from_action=True, tokens_as_of=tokens.VERSION)


def _keys_by_agency(children: list[Person]) -> dict[_Agency, dict[UUID, Collection[Key]]]:
    """What is new of each child. Nobody adds children of these agencies until the transaction ends."""
    case_ids = [child.case_id for child in children]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.case_id, l.supervision FROM sec.lead l JOIN sec.principal p ON p.id = l.supervision "
            "WHERE l.case_id = ANY (%s) ORDER BY p.id FOR NO KEY UPDATE OF p",
            [case_ids],
        )
        supervisions = dict(cursor.fetchall())
    cases = Case.objects.in_bulk(case_ids)
    wrapped = dict(CaseKey.objects.filter(pk__in=case_ids).values_list("pk", "wrapped"))
    contacts: dict[UUID, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(person__in=children):
        contacts[contact.person_id].append(contact)
    found: dict[_Agency, dict[UUID, Collection[Key]]] = defaultdict(dict)
    for child in children:
        # Nobody can read a child any more whose key was destroyed.
        if key := wrapped.get(child.case_id):
            seal = seal_of(child.case_id, key)
            telephones = [seal.open_field(each, "telephone") for each in contacts[child.pk]]
            case = cases[child.case_id]
            agency = _Agency(case.lead_agency_id, supervisions[case.pk])
            new = known.keys_to_meet(known_of(case, child, seal, telephones))
            # Telephones and papers have had tokens from the first version on.
            found[agency][child.pk] = [key for key in new if key[0] not in tokens.NUMBERS]
    return found


def _taken(token: Callable[[Key, int], UUID], asked: list[tuple[Key, int]]) -> set[tuple[Key, int]]:
    by_token = {token(key, number): (key, number) for key, number in asked}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_searchtoken WHERE id = ANY (%s)", [list(by_token)])
        return {by_token[found] for (found,) in cursor.fetchall()}


def _insert(agency: _Agency, rows: list[tuple[UUID, UUID]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_searchtoken (id, person_id, readers, writers) SELECT made.id, made.person, %s, %s "
            "FROM unnest(%s::uuid[], %s::uuid[]) AS made(id, person)",
            [
                [agency.supervision],
                [agency.supervision],
                [made for made, _ in rows],
                [child for _, child in rows],
            ],
        )
