"""Making the search tokens of children anew who were recorded before a way of finding them was added.

For `opennrm migrate` alone: its role is the only one that the policies let see every person.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from opennrm.foundation.sealing import seal_of

from . import tokens

AT_ONCE = 200
"""Persons in one transaction."""


def renew_all(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Renew the tokens of everybody whose tokens are of an older version, batch by batch."""
    while renew_some(apps):
        pass


def renew_some(apps: Apps, at_once: int = AT_ONCE) -> int:
    """Renew the tokens of some persons, and record how many; returns that number.

    :param apps: the models as the migration knows them.
    :raises KeyProblem: the master key is not the one that sealed the names.
    """
    person_model: Any = apps.get_model("people", "Person")
    with transaction.atomic():
        _see_everything()
        older = person_model.objects.filter(token_version__lt=tokens.VERSION).order_by("id")
        people = list(older.select_for_update()[:at_once])
        if people:
            _renew(apps, people)
            apps.get_model("audit", "AuditEvent").objects.create(
                kind="tokens.renewed", detail={"persons": len(people), "version": tokens.VERSION}
            )
    return len(people)


def _see_everything() -> None:
    """For this transaction be the role that signed in, which may bypass the policies, and not the tables' owner."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")


def _renew(apps: Apps, people: list[Any]) -> None:
    token_model: Any = apps.get_model("people", "SearchToken")
    cases = [person.case_id for person in people]
    wrapped = dict(
        apps.get_model("cases", "CaseKey").objects.filter(pk__in=cases).values_list("pk", "wrapped")
    )
    contacts: dict[Any, list[Any]] = {person.pk: [] for person in people}
    for contact in apps.get_model("people", "Contact").objects.filter(person_id__in=contacts):
        contacts[contact.person_id].append(contact)
    made = []
    for person in people:
        # A destroyed key leaves nothing to find by: the tokens of who was forgotten go with it.
        keys = _keys(person, contacts[person.pk], wrapped.get(person.case_id))
        made += [
            token_model(
                case_id=person.case_id,
                person=person,
                token=token,
                readers=person.readers,
                writers=person.writers,
            )
            for token in tokens.tokens(keys)
        ]
    token_model.objects.filter(person_id__in=contacts).delete()
    token_model.objects.bulk_create(made, batch_size=2000)
    type(people[0]).objects.filter(pk__in=contacts).update(token_version=tokens.VERSION)


def _keys(person: Any, contacts: list[Any], wrapped: bytes | memoryview | None) -> set[tokens.Key]:
    if wrapped is None:
        return set()
    seal = seal_of(person.case_id, wrapped)
    texts = {
        name: seal.open_field(person, name)
        for name in ("given_names", "family_name", "other_names", "document_number", "birth_date")
    }
    return tokens.keys_of_person(texts, [seal.open_field(contact, "telephone") for contact in contacts])
