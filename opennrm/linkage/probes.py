"""Variants of one name tried in turn: the auditors hear of it, whoever searches hears nothing."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import product
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
_LONGEST = 24
_MOST_NAMES = 2
"""Of what is typed, so many letters of so many names: each of their beginnings is keyed."""


def note(text: str, *, at: datetime) -> None:
    """Note that somebody searched for a text: how its words sound, under a key of the day, for the job alone.

    A text without a name, such as a reference or a telephone number, leaves nothing.
    """
    _note(text, (), at=at)


def note_typed(names: Sequence[str], *, at: datetime) -> None:
    """The same of the names in a form, of which records are looked for while somebody types.

    What they had typed before of the same names counts with it: a name that grows letter by letter is one search.
    """
    texts = [name[:_LONGEST].strip() for name in names if name.strip()][:_MOST_NAMES]
    begun = product(*([name[:length] for length in range(len(name) + 1)] for name in texts))
    _note(" ".join(texts), [" ".join(parts) for parts in begun], at=at)


def _note(text: str, begun: Iterable[str], *, at: datetime) -> None:
    sounds = blocking.sounds_of([text], known.variants())
    if not sounds:
        return
    day = at.astimezone(pack().zone).date()
    secret = keys.keeper().derive(f"linkage: searches of {day.isoformat()}")

    def keyed(form: str) -> UUID:
        return UUID(bytes=hmac.digest(secret, form.encode(), hashlib.sha256)[:16])

    words = [f"words {' '.join(rules.words(each))}" for each in (text, *begun)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.note_probe(%s, %s::uuid[], %s, %s::uuid[])",
            [keyed(words[0]), [keyed(f"sound {each}") for each in sounds], day, [*map(keyed, {*words[1:]})]],
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
