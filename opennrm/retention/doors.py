"""The functions of the database that ask for erasing, decide and erase (retention/sql). Nothing else can."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from .models import Erasure


def against(case_ids: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    """What stands against erasing each of these cases, as codes of `standing.WORDS`.

    For whoever leads them or reads a request to erase them; for everybody else, nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT each.id, sec.against_erasing(each.id) FROM unnest(%s::uuid[]) AS each(id)",
            [[str(case_id) for case_id in case_ids]],
        )
        return dict(cursor.fetchall())


def ask(case_id: UUID, *, deciders: Collection[int], at: datetime) -> Erasure:
    """Ask the teams of these principals to let a case be erased that the actor leads; returns the request."""
    erasure_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.ask_to_erase(%s, %s, %s, %s)", [str(erasure_id), str(case_id), list(deciders), at]
        )
    return Erasure.objects.get(pk=erasure_id)


def decide(erasure: Erasure, *, refusal: str, takes_effect_at: datetime | None, at: datetime) -> None:
    """Decide on a request, as another person in another role. Without a refusal, the case will be erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.decide_on_erasing(%s, %s, %s, %s)", [str(erasure.pk), refusal, takes_effect_at, at]
        )
    erasure.refresh_from_db()


def withdraw(erasure: Erasure, *, at: datetime) -> None:
    """End a request that has not been carried out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.withdraw_erasing(%s, %s)", [str(erasure.pk), at])
    erasure.refresh_from_db()


def erase(erasure_id: UUID) -> bool:
    """Erase a case whose waiting time is over, for the job; returns whether nothing stood against it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.erase_case(%s)", [str(erasure_id)])
        return cursor.fetchone()[0]
