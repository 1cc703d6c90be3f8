"""The only way in which people change something of a case who take no part in it, or no longer (consents/sql)."""

from datetime import datetime

from django.db import connection

from .models import EndNotice, Objection


def confirm(notice: EndNotice, *, at: datetime) -> None:
    """Confirm a notice for the agency that was told, and stop its time limit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.confirm_end(%s, %s)", [str(notice.pk), at])
    notice.refresh_from_db()


def decide(objection: Objection, *, heeded: bool, at: datetime) -> None:
    """Decide about an objection, as somebody who was asked to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.decide_objection(%s, %s, %s)", [str(objection.pk), heeded, at])
    objection.refresh_from_db()
