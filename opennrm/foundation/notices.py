"""Telling a principal that something waits. Neither the page nor the mail carries a word of a case or a name."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from . import second_door
from .actor import Actor
from .context import system_principal
from .models import Notice, NoticeQuerySet
from .pages import MOST_COUNTED
from .visibility import merged

MAILER = "notices.send"
KEPT = timedelta(days=90)


def notify(
    recipient: int,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    subject_id: UUID | None = None,
    case_id: UUID | None = None,
    settled_by: Collection[int] = (),
) -> Notice:
    """Leave a notice for a principal, such as a membership's or a team's.

    `kind` is a code that a page turns into a sentence such as "A referral waits for an answer", and `subject_id`
    says which page it leads to; `case_id` is the case to which that belongs. Besides the recipient, `settled_by` may
    say that nothing waits any more.
    """
    # What one may not read, one cannot change either.
    readers = {recipient, system_principal(MAILER), *settled_by}
    writers = set(readers)
    writers |= {by.own_principal} if by.own_principal else set(by.principals)
    notice = Notice(
        kind=kind,
        recipient=recipient,
        subject_id=subject_id,
        case_id=case_id,
        made_at=at,
        readers=sorted(readers),
        writers=sorted(writers),
    )
    notice.save(from_action=True, force_insert=True)
    return notice


def tell(recipient: int, kind: str, *, subject_id: UUID, at: datetime) -> None:
    """Leave a notice from beyond the second door, in the same transaction as the change that it is about."""
    with second_door.connection_in_use().cursor() as cursor:
        cursor.execute("SELECT sec.tell(%s, %s, %s, %s, %s)", [uuid4(), recipient, kind, subject_id, at])


def settle_told(kind: str, subject_id: UUID, *, at: datetime) -> None:
    """Say from beyond the second door that what was told there waits for nobody any more."""
    with second_door.connection_in_use().cursor() as cursor:
        cursor.execute("SELECT sec.settle(%s, %s, %s)", [kind, subject_id, at])


def unread_by(actor: Actor) -> NoticeQuerySet:
    """The notices to the actor, or to a team of theirs, that they have not read themselves."""
    return to(actor).unread_by(marks_of(actor))


def to(actor: Actor) -> NoticeQuerySet:
    """The notices to the actor, or to a team of theirs."""
    return Notice.objects.visible_to(actor).filter(recipient__in=actor.principals)


def marks_of(actor: Actor) -> list[int]:
    """What stands in `read_by` of a notice that the actor has read."""
    return [mark for mark in (actor.own_principal, actor.person_principal) if mark is not None]


def count_of_unread(actor: Actor) -> int:
    """How many notices the actor has not read; one more than `MOST_COUNTED` stands for any number above it."""
    return unread_by(actor)[: MOST_COUNTED + 1].count()


def mark_read(*, by: Actor, at: datetime) -> int:
    """Mark all of the actor's notices as read, for themselves; returns how many were new."""
    if by.own_principal is None:
        return 0
    to_team = unread_by(by).exclude(recipient__in=marks_of(by))
    read = to_team.update(read_by=merged("read_by", marks_of(by)), from_action=True)
    return read + unread_by(by).update(
        read_by=merged("read_by", marks_of(by)), settled_at=at, from_action=True
    )


def settle(kind: str, subject_id: UUID, *, by: Actor, at: datetime) -> None:
    """Say that this waits for nobody any more, because `by` has dealt with it."""
    waiting = Notice.objects.writable_by(by).filter(kind=kind, subject_id=subject_id, settled_at=None)
    waiting.update(settled_at=at, from_action=True)


def settle_all(recipient: int, case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Say that nothing about a case waits for this recipient any more, because `by` has given it to somebody else."""
    waiting = Notice.objects.writable_by(by).filter(recipient=recipient, case_id=case_id, settled_at=None)
    waiting.update(settled_at=at, from_action=True)


def expire(*, at: datetime) -> int:
    """Delete the notices that are older than anybody needs them; returns how many. For the job MAILER."""
    return Notice.objects.filter(made_at__lt=at - KEPT).delete(from_action=True)[0]


def take_unsent(*, limit: int, at: datetime) -> list[Notice]:
    """The oldest notices that nobody was written to about, marked as taken up. For the job MAILER.

    What its one recipient has read already is marked and left out.
    """
    unsent = Notice.objects.filter(mailed_at=None).order_by("made_at", "id")
    taken = list(unsent.select_for_update(skip_locked=True)[:limit])
    marked = Notice.objects.filter(pk__in=[notice.pk for notice in taken])
    marked.update(mailed_at=at, from_action=True)
    return [notice for notice in taken if notice.recipient not in notice.read_by]


def accounts_of(notice: Notice) -> list[UUID]:
    """The accounts of whom a notice is for. For the job MAILER, and refused to everybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM sec.accounts_of(%s)", [notice.recipient])
        return [account for (account,) in cursor.fetchall()]
