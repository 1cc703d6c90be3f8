"""The feed of a calendar: a secret address at which a calendar program reads without signing in when something is due.

It says nothing else. The address is for one membership, is shown once, ends after some months or when its owner ends
it, and gives nothing while the membership gives nothing. docs/decisions/0014-calendar-feeds.md says how it enters.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import due_in_feed, enter_feed
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.second_door import second_door
from opennrm.foundation.working_time import ends_a_day

from . import access
from .models import CalendarFeed

TOKEN_BYTES = 32
_SHAPE = re.compile(r"[\w-]{43}", re.ASCII)
"""What a secret looks like. Whatever else is asked for is not sent to the database."""
VALID_FOR = timedelta(days=90)
SHOWN_DAYS = 60
"""A feed shows what is due from today on for so many days."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that is due: on a day, or at a moment. `uid` is the same whenever this feed is read, and random.

    `moves` counts how often it was moved, the last time on `moved_on`.
    """

    kind: str
    uid: str
    on: date
    at: datetime | None
    moves: int
    moved_on: date | None = None


def digest(token: str) -> str:
    """What the table knows of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@second_door()
def renew(*, by: Actor, at: datetime) -> str:
    """Make a new secret address for the actor's membership, and end the one before. Returns the secret, once."""
    access.own_feed(by).update(ended_at=at, from_action=True)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(
        membership_id=by.membership_id, token_digest=digest(token), made_at=at, expires_at=at + VALID_FOR
    )
    feed.save(from_action=True, force_insert=True)
    audit.record("calendar_feed.made", subject=feed)
    return token


@second_door()
def end(*, by: Actor, at: datetime) -> None:
    """End the actor's feed: from now on its address gives nothing."""
    for feed in access.own_feed(by):
        feed.ended_at = at
        feed.save(from_action=True, update_fields=["ended_at"])
        audit.record("calendar_feed.ended", subject=feed)


def read(token: str, *, origin: str, at: datetime) -> list[Due]:
    """What is due to the membership whose feed has this secret, in the order of its days; reading it is recorded.

    The rest of the transaction belongs to that membership, and sees no row of a case.

    :raises NotThere: there is no such feed, or it has ended, or whoever it is for may no longer act.
    """
    if not _SHAPE.fullmatch(token) or enter_feed(token, origin=origin) is None:
        raise NotThere
    first = at.astimezone(pack().zone).date()
    rows = due_in_feed(first, first + timedelta(days=SHOWN_DAYS), zone=pack().time_zone)
    audit.record("calendar_feed.read")
    found = [_due(token, *row) for row in rows]
    return sorted(found, key=lambda due: (due.on, due.uid))


def _due(
    token: str,
    kind: str,
    row_id: UUID,
    on: date | None,
    at: datetime | None,
    moves: int,
    moved_on: date | None,
) -> Due:
    uid = hashlib.sha256(f"{token}|{kind}|{row_id}".encode()).hexdigest()[:32]
    if at is None:
        assert on is not None, "Something is due on a day or at a moment."
        return Due(kind=kind, uid=uid, on=on, at=None, moves=moves, moved_on=moved_on)
    local = at.astimezone(pack().zone)
    moment = None if ends_a_day(local) else local
    return Due(kind=kind, uid=uid, on=local.date(), at=moment, moves=moves, moved_on=moved_on)
