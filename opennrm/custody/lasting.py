"""The part of an agency that keeps a recording: it lasts until the recording is passed on or destroyed."""

from datetime import datetime

from django.db import connection

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor

from .models import Recording


def follow_custodian(recording: Recording, *, by: Actor, at: datetime) -> None:
    """Let the custodian's agency take part as long as it keeps a recording of the case, and nobody who keeps none.

    For whoever became custodian of this recording, or let it go, as the last thing they do. Once more does nothing.
    """
    right = case_access.right_in(by, recording.case_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT begun, ended FROM sec.follow_custodian(%s, %s)", [str(recording.pk), at])
        begun, ended = cursor.fetchone()
    if begun is not None:
        audit.record("recording.keeping_begun", subject=recording, right=right)
    if ended:
        audit.record("recording.keeping_ended", subject=recording, right=right)
