"""Telling a principal that something waits. Neither the page nor the mail carries a word of a case or a name."""

from datetime import datetime

from .actor import Actor
from .context import system_principal
from .models import Notice

MAILER = "notices.send"


def notify(recipient: int, kind: str, *, by: Actor | None, at: datetime) -> Notice:
    """Leave a notice for a principal (a membership's or a team's).

    `kind` is a code that a page turns into a sentence such as "A referral waits for an answer".
    """
    writers = {recipient, system_principal(MAILER)}
    if by is not None:
        writers |= {by.own_principal} if by.own_principal else set(by.principals)
    else:
        writers.add(system_principal("clocks.watch"))
    notice = Notice(
        kind=kind,
        recipient=recipient,
        made_at=at,
        readers=sorted({recipient, system_principal(MAILER)}),
        writers=sorted(writers),
    )
    notice.save(from_action=True, force_insert=True)
    return notice


def mark_read(*, by: Actor, at: datetime) -> int:
    """Mark all of the actor's notices as read; returns how many were new."""
    mine = Notice.objects.visible_to(by).unread().filter(recipient__in=by.principals)
    return mine.update(read_at=at, from_action=True)
