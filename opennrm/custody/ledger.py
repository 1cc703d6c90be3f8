"""Adding to the ledger of a recording: the event, what follows from it, and the audit event that holds its digest."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.telling import Matter, tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal

from . import events
from .models import Copy, LedgerEvent, Recording
from .rules import canonical
from .vocabulary import RECORDINGS


def add(
    recording: Recording,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    copy: Copy | None = None,
    detail: Mapping[str, Any] | None = None,
    recipients: Collection[int] = (),
) -> LedgerEvent:
    """Add an event to the ledger of a recording, and tell it, in the caller's transaction.

    :param kind: one of `events.LEDGER`.
    :param copy: the copy that it is about, if not the master.
    :param detail: codes, numbers and ids: never a name or a text.
    :param recipients: the principals of those who receive the copy, as far as it is news to them.
    """
    event = LedgerEvent(
        case_id=recording.case_id,
        recording=recording,
        copy=copy,
        kind=kind,
        detail=canonical(detail or {}),
        readers=recording.readers,
        # Also whoever does it, who may only read the recording: nobody adds a row that they could not change.
        writers=sorted({*recording.writers, *([by.own_principal] if by.own_principal else ())}),
    )
    event.save(from_action=True, force_insert=True)
    event.refresh_from_db(fields=["sequence", "digest", "at"])
    _tell(recording, event, copy, by=by, at=at, recipients=recipients)
    return event


def _tell(
    recording: Recording,
    event: LedgerEvent,
    copy: Copy | None,
    *,
    by: Actor,
    at: datetime,
    recipients: Collection[int],
) -> None:
    custodian = membership_principal(recording.custodian_id)
    tell(
        events.LEDGER[event.kind],
        recording.case_id,
        subject=event,
        by=by,
        at=at,
        right=case_access.right_in(by, recording.case_id),
        detail=_of_audit(event, recording.pk),
        matter=Matter(
            id=copy.pk if copy and events.LEDGER[event.kind].about == "copy" else recording.pk,
            relations={
                events.CUSTODIAN: lambda: [custodian],
                events.OFFERED: lambda: _offered(recording),
                events.RECIPIENTS: lambda: recipients,
                events.AUDITORS: lambda: [events.auditors()],
            },
            settled_by=[custodian],
        ),
        seen_by=_story_readers(recording.case_id, by=by, at=at),
        to_others=True,
    )


def _story_readers(case_id: UUID, *, by: Actor, at: datetime) -> set[int]:
    """Whose parts cover both the story and recordings; and whoever does it, also a job, who could not add it else."""
    covering = case_access.covered_in_story(case_id, RECORDINGS, at=at)
    own = case_access.own_parts(by, case_id).filter(ended_at=None).values_list("principal", flat=True)
    return covering | set(own) | (set() if by.is_signed_in else set(by.principals))


def _offered(recording: Recording) -> list[int]:
    return [membership_principal(recording.offered_to_id)] if recording.offered_to_id else []


def _of_audit(event: LedgerEvent, recording_id: UUID) -> dict[str, str]:
    said = {
        "recording": str(recording_id),
        "sequence": str(event.sequence),
        "digest": bytes(event.digest).hex(),
    }
    return said | ({"copy": str(event.copy_id)} if event.copy_id else {})


def look(copy: Copy, kind: str, *, detail: Mapping[str, Any]) -> LedgerEvent:
    """Add an event about looking at a copy, for whoever it was made for: they need not take part in the case."""
    event_id = uuid4()
    with connection.cursor() as cursor:
        said = [str(event_id), str(copy.pk), kind, canonical(detail)]
        cursor.execute("SELECT sec.look_at_copy(%s, %s, %s, %s)", said)
    return _recorded(event_id, copy)


def accept(copy: Copy, hand_over_id: UUID) -> LedgerEvent:
    """Confirm that a copy has arrived, and add that to the ledger, for whoever it was made for."""
    event_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.take_hand_over(%s, %s)", [str(event_id), str(hand_over_id)])
    return _recorded(event_id, copy)


def end_in_time(copy: Copy) -> LedgerEvent | None:
    """End a copy whose time is over, and add that to the ledger; None if it had ended already."""
    event_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.end_copy_in_time(%s, %s)", [str(event_id), str(copy.pk)])
        has_ended = cursor.fetchone()[0]
    return _recorded(event_id, copy) if has_ended else None


def _recorded(event_id: UUID, copy: Copy) -> LedgerEvent:
    event = LedgerEvent.objects.get(pk=event_id)
    detail = _of_audit(event, copy.recording_id)
    audit.record(f"recording.{event.kind}", subject=event, right="copy", detail=detail)
    return event


def head(recording_id: UUID) -> tuple[int, bytes] | None:
    """The number and the digest of the newest event, as the database remembers them apart from the events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, digest FROM sec.head_of_ledger(%s)", [str(recording_id)])
        sequence, digest = cursor.fetchone()
    return (sequence, bytes(digest)) if sequence is not None else None
