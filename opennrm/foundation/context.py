"""Entering the database: every piece of work says who it is for, and the database decides what that shows.

Without one of these doors no row of a case is visible and none can be written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction
from psycopg.pq import TransactionStatus

from . import second_door

AUDITORS = "auditors"
"""The group of those who read the audit, across agencies: a name for `system_principal`."""
SERVING_CONNECTIONS = ("default", "auth")
# All that DISCARD ALL does, but for the plans of our own functions, which are the same for everybody and cost half a
# millisecond to make again (docs/decisions/0002).
AS_NEW = (
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *; "
    "SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"
)


@dataclass(frozen=True)
class Entered:
    """What the database answered at the door."""

    account_id: UUID | None = None
    membership_id: UUID | None = None
    agency_id: UUID | None = None
    role: str | None = None
    principals: tuple[int, ...] = ()


def begin_clean() -> None:
    """Give the connections of this thread back as they were when they were made: nothing of what came before remains.

    Called before each piece of work, outside of its transaction. A connection that does not answer, or that has been
    left within a transaction, is closed; the next query makes a new one.
    """
    for alias in SERVING_CONNECTIONS:
        used = connections[alias]
        if used.connection is None or used.in_atomic_block:
            continue
        try:
            if used.connection.info.transaction_status == TransactionStatus.IDLE:
                used.connection.execute(AS_NEW)
            else:
                used.close()
        except psycopg.Error:
            used.close()


def _entered(row: tuple | None) -> Entered:
    if row is None:
        return Entered()
    account, membership, agency, role, principals = row
    return Entered(account, membership, agency, role, tuple(principals))


def enter_session(token: str, *, origin: str) -> Entered:
    """Enter by a sign-in session's token; an unknown or ended one enters as nobody."""
    way = second_door.WayIn(is_by_session=True, given=(token, origin))
    with connection.cursor() as cursor:
        row = way.enter(cursor)
        second_door.remember(way)
        return _entered(row)


@contextmanager
def as_account(email: str, *, agency_code: str | None = None) -> Iterator[Entered]:
    """One transaction for a named account (a command's --as). Needs the operator's database role."""
    way = second_door.WayIn(is_by_session=False, given=(email, agency_code, "command line"))
    begin_clean()
    with transaction.atomic(), connection.cursor() as cursor:
        row = way.enter(cursor)
        second_door.remember(way)
        yield _entered(row)


@contextmanager
def as_job(job: str) -> Iterator[Entered]:
    """One transaction for a job of the system. Needs the worker's database role."""
    begin_clean()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sec.enter_job(%s)", [job])
        second_door.remember(None)
        yield Entered(principals=tuple(cursor.fetchone()[0]))


@contextmanager
def on_errand(errand_id: UUID | str) -> Iterator[Entered]:
    """One transaction for the person who left the errand, with what they may see at this moment."""
    begin_clean()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.enter_errand(%s)", [str(errand_id)])
        second_door.remember(None)
        yield _entered(cursor.fetchone())


def renew_signing_key() -> bool:
    """Let contexts be signed by a new key; those that are in force stay valid. Returns whether there is a new one.

    Does nothing within a minute after the last time.
    """
    begin_clean()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sec.renew_signing_key()")
        return cursor.fetchone()[0]


def commission(job: str, *, hours: int = 24) -> UUID:
    """Leave an errand for the person who asks now; give its id to the job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.commission(%s, make_interval(hours => %s))", [job, hours])
        return cursor.fetchone()[0]


def team_principal(agency_id: UUID, role: str) -> int:
    """The principal of an agency's members of one role."""
    with second_door.connection_in_use().cursor() as cursor:
        cursor.execute("SELECT sec.team(%s, %s)", [str(agency_id), role])
        return cursor.fetchone()[0]


def membership_principal(membership_id: UUID) -> int:
    """The principal of one account acting for one agency."""
    with second_door.connection_in_use().cursor() as cursor:
        cursor.execute("SELECT sec.membership_principal(%s)", [str(membership_id)])
        return cursor.fetchone()[0]


def person_principal(account_id: UUID, agency_id: UUID) -> int:
    """The principal of one person within an agency, whatever their role there: it outlasts their memberships."""
    with second_door.connection_in_use().cursor() as cursor:
        cursor.execute("SELECT sec.person_principal(%s, %s)", [str(account_id), str(agency_id)])
        return cursor.fetchone()[0]


def system_principal(name: str) -> int:
    """The principal of a job of the system, or of a group of people across agencies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.system_principal(%s)", [name])
        return cursor.fetchone()[0]


def enter_feed(token: str, *, origin: str) -> Entered | None:
    """Enter by the secret of a calendar feed: as its owner, who sees no row; None where it gives nothing (any more).

    Only `due_in_feed` tells anything afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.enter_feed(%s, %s)", [token, origin])
        row = cursor.fetchone()
        if row is None:
            return None
        second_door.remember(None)
        return _entered(row)


def due_in_feed(first: date, last: date, *, zone: str) -> list[tuple]:
    """What is due to the owner of the entered feed: kind, id, day, moment, moves, and day of the last move of each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.due_in_feed(%s, %s, %s)", [first, last, zone])
        return cursor.fetchall()
