"""What is known of a recording: its pieces, holds, findings, copies and ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotThere

from . import access, keeping, viewing
from .models import Copy, Finding, HandOver, LedgerEvent, Piece, Recording, RecordingHold
from .permissions import COPY_ORDER, CUSTODY_KEEP
from .rules import Seconds
from .viewing import Looked


@dataclass(frozen=True, kw_only=True)
class OpenedCopy:
    """A copy as the custodian, and whoever ordered it, read of it. `authority` is opened."""

    copy: Copy
    authority: str
    given: HandOver | None
    lookings: list[Looked]
    is_open: bool

    @property
    def seen(self) -> list[Seconds]:
        """What anybody has seen of it, where they overlap once."""
        return viewing.seen_of(self.lookings)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A recording with all that is known of it, for those who may know of it; `case` if they see it."""

    recording: Recording
    case: Case | None
    pieces: int
    holds: Sequence[RecordingHold]
    findings: Sequence[tuple[Finding, str]]
    copies: Sequence[OpenedCopy]
    ledger: Sequence[LedgerEvent]
    keeps: Sequence[str]
    is_custodian: bool
    is_offered: bool
    may_order: bool
    may_destroy: bool


def open_recording(
    actor: Actor, recording_id: UUID, *, at: datetime, event: str = "recording.opened"
) -> Opened:
    """Read what is known of a recording, and record who looked: what is sealed of it is opened with it.

    :raises NotThere: there is none that this actor may know of.
    """
    recording = access.recording_to_read(actor, recording_id, event=event)
    is_custodian = recording.custodian_id == actor.membership_id and actor.may(CUSTODY_KEEP)
    return Opened(
        recording=recording,
        case=case_access.visible_to(actor).filter(pk=recording.case_id).first(),
        pieces=Piece.objects.visible_to(actor).filter(recording=recording).count(),
        holds=list(_holds(actor, recording)),
        findings=_findings(actor, recording),
        copies=copies_of(actor, recording, at=at),
        ledger=list(access.ledger_of(actor, recording.pk)),
        keeps=keeping.what_keeps(actor, recording, at=at) if is_custodian else (),
        is_custodian=is_custodian,
        is_offered=recording.offered_to_id == actor.membership_id and actor.may(CUSTODY_KEEP),
        may_order=actor.may(COPY_ORDER),
        may_destroy=_may_destroy(actor, recording),
    )


def _may_destroy(actor: Actor, recording: Recording) -> bool:
    asked = recording.destroying_asked_by_id
    is_other = asked is not None and asked != actor.membership_id and recording.destroyed_at is None
    return is_other and actor.may(CUSTODY_KEEP) and recording.custodian.agency_id == actor.agency_id


def _holds(actor: Actor, recording: Recording):
    holds = RecordingHold.objects.visible_to(actor).filter(recording=recording).in_effect()
    return holds.select_related("set_by__account").order_by("set_at", "id")


def _findings(actor: Actor, recording: Recording) -> list[tuple[Finding, str]]:
    found = Finding.objects.visible_to(actor).filter(recording=recording).select_related("found_by__account")
    rows = list(found.order_by("found_at", "id"))
    if not rows or not may_read_words(actor):
        return [(row, "") for row in rows]
    seal = case_access.seal(actor, recording.case_id)
    return [(row, seal.open_field(row, "words")) for row in rows]


def may_read_words(actor: Actor) -> bool:
    """Whether the actor reads what custodian and prosecution have written about a recording."""
    return actor.may(CUSTODY_KEEP) or actor.may(COPY_ORDER)


def copies_of(actor: Actor, recording: Recording, *, at: datetime) -> list[OpenedCopy]:
    """The copies of a recording that the actor may know of, the newest first, with who looked at each."""
    if not may_read_words(actor):
        return []
    found = Copy.objects.visible_to(actor).filter(recording=recording).newest_first()
    rows = list(found.select_related("recipient", "ordered_by__account"))
    if not rows:
        return []
    looked, seal = viewing.lookings_at(actor, rows), case_access.seal(actor, recording.case_id)
    handed = HandOver.objects.visible_to(actor).filter(copy__in=rows).order_by("given_at", "id")
    given = {each.copy_id: each for each in handed.select_related("accepted_by__account")}
    return [
        OpenedCopy(
            copy=row,
            authority=seal.open_field(row, "authority"),
            given=given.get(row.pk),
            lookings=looked[row.pk],
            is_open=row.is_open(at),
        )
        for row in rows
    ]


def opened_copy(actor: Actor, copy_id: UUID, *, at: datetime) -> tuple[Opened, OpenedCopy]:
    """A copy with its recording, to somebody who may do something with it as custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    """
    recording, copy = access.copy_to_keep(actor, copy_id, lock=False)
    opened = open_recording(actor, recording.pk, at=at)
    found = next((each for each in opened.copies if each.copy.pk == copy.pk), None)
    if found is None:
        raise NotThere
    return opened, found


@dataclass(frozen=True, kw_only=True)
class Received:
    """A copy as whoever it was made for sees it: whether they have to confirm it, and whether they can look at it."""

    copy: Copy
    waits: bool
    is_confirmed: bool
    is_open: bool
    own: list[Looked]


def received_copy(actor: Actor, copy_id: UUID, *, at: datetime) -> Received:
    """Return a copy to somebody of the agency it was made for, and record who looked.

    :raises NotThere: there is none that was made for the actor's agency.
    :raises NotAllowed: the actor's role looks at no copies.
    """
    copy = access.copy_to_look_at(actor, copy_id)
    access.record_opened(copy)
    handed = list(HandOver.objects.visible_to(actor).filter(copy=copy))
    looked = viewing.lookings_at(actor, [copy])[copy.pk]
    return Received(
        copy=copy,
        waits=any(each.accepted_at is None for each in handed),
        is_confirmed=viewing.needs_no_hand_over(copy) or any(each.accepted_at for each in handed),
        is_open=copy.is_open(at),
        own=looked,
    )
