"""Keeping the rest of a case from whoever leads an interview, until it was held. The database does it."""

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from .models import Interview
from .telling import note


def put_up(interview: Interview, *, by: Actor) -> None:
    """Let whoever leads an interview that is saved with its time hold no part in the case but one for the interview.

    :raises Refused: they hold no such part.
    """
    if not interview.shielded:
        return
    if not _asked("SELECT sec.shield_interviewer(%s)", interview):
        raise Refused(
            _(
                "The agency of the interviewer sees more of this case than the interview. Ask it to take part for the "
                "interview too, or choose another interviewer."
            ),
            field="lead",
        )
    note("interview.shielded", interview, by=by)


def take_down(interview: Interview, *, by: Actor) -> None:
    """Let whoever led an interview see again what their agency sees, once its end or its lost time is saved."""
    if interview.shielded:
        _asked("SELECT sec.end_shield(%s)", interview)
        note("interview.unshielded", interview, by=by)


def _asked(statement: str, interview: Interview) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(interview.pk)])
        return bool(cursor.fetchone()[0])
