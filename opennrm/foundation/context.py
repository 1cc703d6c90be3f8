"""Entering the database: every piece of work says who it is for, and the database decides what that shows.

Without one of these doors no row of a case is visible and none can be written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction


@dataclass(frozen=True)
class Entered:
    """What the database answered at the door."""

    account_id: UUID | None = None
    membership_id: UUID | None = None
    agency_id: UUID | None = None
    role: str | None = None
    principals: tuple[int, ...] = ()


def _entered(row: tuple | None) -> Entered:
    if row is None:
        return Entered()
    account, membership, agency, role, principals = row
    return Entered(account, membership, agency, role, tuple(principals))


def enter_session(token: str, *, origin: str) -> Entered:
    """Enter by a sign-in session's token; an unknown or ended one enters as nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.enter(%s, %s)", [token, origin])
        return _entered(cursor.fetchone())


@contextmanager
def as_account(email: str, *, agency_code: str | None = None) -> Iterator[Entered]:
    """One transaction for a named account (a command's --as). Needs the operator's database role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.enter_as(%s, %s, 'command line')", [email, agency_code])
        yield _entered(cursor.fetchone())


@contextmanager
def as_job(job: str) -> Iterator[Entered]:
    """One transaction for a job of the system. Needs the worker's database role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sec.enter_job(%s)", [job])
        yield Entered(principals=tuple(cursor.fetchone()[0]))


@contextmanager
def on_errand(errand_id: UUID | str) -> Iterator[Entered]:
    """One transaction for the person who left the errand, with what they may see at this moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.enter_errand(%s)", [str(errand_id)])
        yield _entered(cursor.fetchone())


def commission(job: str, *, hours: int = 24) -> UUID:
    """Leave an errand for the person who asks now; give its id to the job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.commission(%s, make_interval(hours => %s))", [job, hours])
        return cursor.fetchone()[0]


def team_principal(agency_id: UUID, role: str) -> int:
    """The principal of an agency's members of one role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.team(%s, %s)", [str(agency_id), role])
        return cursor.fetchone()[0]


def principals_of_person(membership_id: UUID, account_id: UUID, agency_id: UUID) -> tuple[int, int]:
    """The principal of a membership, and that of its person within the agency."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.membership_principal(%s), sec.person_principal(%s, %s)",
            [str(membership_id), str(account_id), str(agency_id)],
        )
        return cursor.fetchone()


def membership_principal(membership_id: UUID) -> int:
    """The principal of one account acting for one agency."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.membership_principal(%s)", [str(membership_id)])
        return cursor.fetchone()[0]


def person_principal(account_id: UUID, agency_id: UUID) -> int:
    """The principal of one person within an agency, whatever their role there: it outlasts their memberships."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.person_principal(%s, %s)", [str(account_id), str(agency_id)])
        return cursor.fetchone()[0]


def system_principal(name: str) -> int:
    """The principal of a job of the system."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.system_principal(%s)", [name])
        return cursor.fetchone()[0]
