"""The functions of the database that write whether a case is closed (closing/sql). Nothing else can."""

from django.db import connection

from opennrm.cases.models import Case

from .models import Closure


def hold(case: Case) -> None:
    """Let whoever is at work on a case, which the caller has locked, end before it is closed or reopened.

    They have kept it with its lead. Whoever locked something of the case first would wait for them, and they for that.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.hold_lead(%s)", [str(case.pk)])


def close(case: Case, closure: Closure) -> None:
    """Close a case, which the caller has locked, by a closing that the actor has just approved.

    From now on the database lets nobody add or change what does not belong to follow-up, corrections or reopening.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_case(%s, %s)", [str(case.pk), str(closure.pk)])
    case.closed_at = closure.decided_at


def reopen(case: Case, closure: Closure) -> None:
    """Let a closed case be worked on again, once the closing says who reopens it. Parts that have ended stay ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.reopen_case(%s, %s)", [str(case.pk), str(closure.pk)])
    case.closed_at = None
