"""Letters wait in a table, in the transaction of what they tell of, and are sent afterwards, each by itself.

Nothing that a page does depends on the mail server. A letter that is not taken is tried again with growing gaps, and
does not keep the others back; an address that is refused shows on the pages of accounts.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db.models import Q

from opennrm.audit import actions as audit
from opennrm.foundation import keys

from .models import Invitation, Letter, Membership, Refusal

GAPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""Between one try and the next, where the mail server could not be used or asked to try later."""
GAPS_OF_REFUSED = tuple(timedelta(hours=hours) for hours in (1, 12, 24))
"""Where the mail server refuses the address: somebody may put the mailbox right."""
IN_FLIGHT = timedelta(minutes=10)
"""For how long nobody else takes up a letter that is being sent. Should the sender be killed, it is sent after that."""
KEPT = timedelta(days=30)
PURPOSE = "letters"


class Kind(StrEnum):
    """What a letter is about."""

    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105
    NO_ACCOUNT = "no_account"
    NOTICE = "notice"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_SET_UP = "second_factor_set_up"


USEFUL_FOR = {
    Kind.INVITATION: timedelta(hours=24),
    Kind.NEW_PASSWORD: timedelta(hours=1),
    Kind.NO_ACCOUNT: timedelta(hours=1),
}
"""As long as its link works; all others for a week."""


@dataclass(frozen=True)
class Envelope:
    """A letter that was taken up to be sent."""

    id: UUID
    address: str
    subject: str
    body: str


def post(
    kind: Kind,
    subject: str,
    body: str,
    *,
    account_id: UUID | None = None,
    invitation_id: UUID | None = None,
    address: str = "",
    at: datetime,
) -> Letter:
    """Let a letter be sent, once this transaction is done: to an account, to whoever is invited, or to an `address`."""
    letter = Letter(
        kind=kind,
        account_id=account_id,
        invitation_id=invitation_id,
        made_at=at,
        next_try_at=at,
        useful_until=at + USEFUL_FOR.get(kind, timedelta(days=7)),
    )
    letter.sealed = _seal(letter, {"subject": subject, "body": body, "address": address})
    letter.save(from_action=True, force_insert=True)
    audit.record("letter.posted", subject=letter, detail={"kind": kind})
    return letter


def post_notice(account_id: UUID, subject: str, body: str, *, at: datetime) -> Letter | None:
    """Let a letter say that something waits; None if one waits already that says so."""
    if Letter.objects.waiting().filter(kind=Kind.NOTICE, account_id=account_id).exists():
        return None
    return post(Kind.NOTICE, subject, body, account_id=account_id, at=at)


def is_any_due(at: datetime) -> bool:
    """Whether a letter is to be sent now."""
    return Letter.objects.waiting().filter(next_try_at__lte=at).exists()


def take_due(at: datetime) -> Envelope | None:
    """Take up the letter that is due longest, in a transaction of its own; None if there is none.

    It is marked as being sent, so that whoever is killed while sending it doubles this one letter at most. Letters that
    are of no use any more are dropped on the way.
    """
    due = Letter.objects.waiting().filter(next_try_at__lte=at).order_by("next_try_at", "id")
    for letter in due.select_for_update(skip_locked=True, of=("self",))[:100]:
        words = _open(letter)
        address = _address_of(letter, words, at=at)
        if not address:
            _drop(letter, at=at)
            continue
        letter.tries += 1
        letter.next_try_at = at + IN_FLIGHT
        letter.save(from_action=True, update_fields=["tries", "next_try_at"])
        return Envelope(letter.pk, address, words["subject"], words["body"])
    return None


def sent(letter_id: UUID, *, at: datetime) -> None:
    """Record that a letter has gone; its words are deleted."""
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    letter.sent_at, letter.sealed = at, None
    letter.save(from_action=True, update_fields=["sent_at", "sealed"])
    audit.record("letter.sent", subject=letter, detail={"kind": letter.kind})


def refused(letter_id: UUID, refusal: Refusal, *, at: datetime) -> Letter:
    """Record that a letter was not taken, and when it is tried again; after the last time it is dropped."""
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    gaps = GAPS_OF_REFUSED if refusal == Refusal.MAILBOX else GAPS
    letter.refusal, letter.refused_since = refusal, letter.refused_since or at
    if letter.tries <= len(gaps) and at + gaps[letter.tries - 1] < letter.useful_until:
        letter.next_try_at = at + gaps[letter.tries - 1]
    else:
        letter.dropped_at, letter.sealed = at, None
    letter.save(
        from_action=True, update_fields=["refusal", "refused_since", "next_try_at", "dropped_at", "sealed"]
    )
    audit.record("letter.refused", subject=letter, detail={"kind": letter.kind, "refusal": refusal})
    return letter


def clear(*, at: datetime) -> int:
    """Delete the letters that were sent or dropped a month ago; returns how many."""
    old = Letter.objects.filter(Q(sent_at__lt=at - KEPT) | Q(dropped_at__lt=at - KEPT))
    count = old.delete(from_action=True)[0]
    if count:
        audit.record("letters.cleared", detail={"letters": count})
    return count


def _drop(letter: Letter, *, at: datetime) -> None:
    letter.dropped_at, letter.sealed = at, None
    letter.save(from_action=True, update_fields=["dropped_at", "sealed"])
    audit.record("letter.dropped", subject=letter, detail={"kind": letter.kind})


def _address_of(letter: Letter, words: dict[str, str], *, at: datetime) -> str:
    """Where the letter goes now; empty when it is of no use any more, to nobody or too late."""
    if not words or letter.useful_until <= at:
        return ""
    if letter.invitation_id is not None:
        newer = Letter.objects.filter(invitation_id=letter.invitation_id, made_at__gt=letter.made_at)
        invitation = Invitation.objects.open(at).filter(pk=letter.invitation_id).first()
        return invitation.email if invitation is not None and not newer.exists() else ""
    if letter.account is None:
        return words["address"]
    works = Membership.objects.current().filter(account_id=letter.account_id)
    is_wanted = letter.account.is_active and (letter.kind != Kind.NOTICE or works.exists())
    return letter.account.email if is_wanted else ""


def _seal(letter: Letter, words: dict[str, str]) -> bytes:
    return keys.seal_for(PURPOSE, json.dumps(words).encode(), bound_to=_bound(letter))


def _open(letter: Letter) -> dict[str, str]:
    """The words of the letter; none if they were not sealed here, for this letter."""
    try:
        return json.loads(keys.open_for(PURPOSE, bytes(letter.sealed or b""), bound_to=_bound(letter)))
    except (ValueError, InvalidTag):
        return {}


def _bound(letter: Letter) -> bytes:
    """What a letter's words are bound to: put into another row, they cannot be opened."""
    return f"letter {letter.pk} {letter.kind} {letter.account_id} {letter.invitation_id}".encode()
