"""Variants of one name tried in turn: the auditors hear of it, whoever searches hears nothing."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import keys, notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import AUDITORS, system_principal
from opennrm.people import blocking, known, rules

from .events import PROBED

JOB = "linkage.probes"
WITHIN = timedelta(minutes=30)
MANY = 5
"""So many different searches that share a sound, after which no case was opened, are told."""
KEPT = timedelta(days=30)


def note(text: str, *, at: datetime) -> None:
    """Note that somebody searched for a text: how its words sound, under a key of the day, for the job alone.

    A text without a name, such as a reference or a telephone number, leaves nothing.
    """
    sounds = blocking.sounds_of([text], known.variants())
    if not sounds:
        return
    day = at.astimezone(pack().zone).date()
    secret = keys.keeper().derive(f"linkage: searches of {day.isoformat()}")

    def keyed(form: str) -> UUID:
        return UUID(bytes=hmac.digest(secret, form.encode(), hashlib.sha256)[:16])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.note_probe(%s, %s::uuid[], %s)",
            [keyed(f"words {' '.join(rules.words(text))}"), [keyed(f"sound {each}") for each in sounds], day],
        )


def tell_auditors(by: Actor, *, at: datetime) -> int:
    """Tell the auditors of everybody who tries variants of one name, once; returns how many. For the job."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account, searches FROM sec.probing_accounts(make_interval(secs => %s), %s)",
            [WITHIN.total_seconds(), MANY],
        )
        found = cursor.fetchall()
        cursor.execute("SELECT sec.forget_probes(make_interval(days => %s))", [KEPT.days])
    for account, searches in found:
        audit.record("linkage.probed", detail={"account": str(account), "searches": searches})
        notices.notify(system_principal(AUDITORS), PROBED.kind, by=by, at=at)
    return len(found)
