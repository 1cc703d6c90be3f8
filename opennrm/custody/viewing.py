"""Looking at a copy: that is written down before the first byte leaves, and what was really played afterwards."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.looking import Sheet, sheet_of
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, ledger
from .models import Copy, HandOver, LedgerEvent
from .rules import ByteRange, Seconds, byte_range, possible_ranges, seconds_in, union
from .states import OF_CUSTODIAN, Looking

LASTS = timedelta(hours=12)
"""How long one looking lasts; then the page has to be opened again."""
OPENINGS = ("view_opened", "downloaded")
UNKNOWN_LENGTH = 24 * 60 * 60.0
"""Seconds that a copy may have whose length nobody knows."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One looking at a copy: by whom, since when, and which parts were really played."""

    event: LedgerEvent
    ranges: tuple[Seconds, ...]
    is_download: bool

    @property
    def seconds(self) -> float:
        """How long they are together, where they overlap once."""
        return seconds_in(self.ranges)


def open_copy(copy_id: UUID, *, purpose: str, by: Actor, at: datetime) -> LedgerEvent | None:
    """Write down that somebody begins to look at a copy; None if it has ended, which is written down as well.

    The event is what the pages and bytes of the copy are asked with, in later requests: nothing leaves before it.

    :raises NotThere: there is none that was made for the actor's agency.
    :raises NotAllowed: the actor's role looks at no copies.
    :raises TransitionRefused: it was not handed over, or nobody has confirmed that it arrived.
    :raises Refused: there is no such purpose, or it may only be downloaded.
    """
    copy = access.copy_to_look_at(by, copy_id)
    if purpose not in Looking.values:
        raise Refused(_("Choose one of the answers in the list."), field="purpose")
    if not _is_still_open(copy, at=at):
        return None
    if not copy.may_view:
        raise Refused(_("This copy may not be looked at here."))
    _refuse_until_confirmed(by, copy)
    return ledger.look(copy, "view_opened", detail={"copy": copy.number, "purpose": purpose})


def download(copy_id: UUID, *, by: Actor, at: datetime) -> LedgerEvent | None:
    """Write down that somebody takes a copy with them; None if it has ended.

    :raises NotThere: there is none that was made for the actor's agency.
    :raises NotAllowed: the actor's role looks at no copies.
    :raises TransitionRefused: it was not handed over, or nobody has confirmed that it arrived.
    :raises Refused: it may not be downloaded.
    """
    copy = access.copy_to_look_at(by, copy_id)
    if not _is_still_open(copy, at=at):
        return None
    if not copy.may_download:
        raise Refused(_("This copy may not be downloaded."))
    _refuse_until_confirmed(by, copy)
    detail = {"copy": copy.number, "bytes": copy.bytes, "digest": copy.digest}
    return ledger.look(copy, "downloaded", detail=detail)


def _is_still_open(copy: Copy, *, at: datetime) -> bool:
    if copy.is_open(at):
        return True
    ledger.end_in_time(copy)
    ledger.look(copy, "view_refused", detail={"copy": copy.number})
    return False


def needs_no_hand_over(copy: Copy) -> bool:
    """Whether a copy stays with the custodian, so that nobody hands it over."""
    return copy.purpose in OF_CUSTODIAN


def _refuse_until_confirmed(by: Actor, copy: Copy) -> None:
    given = HandOver.objects.visible_to(by).filter(copy=copy, accepted_at__isnull=False)
    if not needs_no_hand_over(copy) and not given.exists():
        raise TransitionRefused(_("First confirm that this copy was handed over to your office."))


def looking(actor: Actor, copy_id: UUID, event_id: UUID, *, at: datetime) -> tuple[Copy, LedgerEvent]:
    """Return a copy to somebody who has said that they look at it, while that lasts.

    :raises NotThere: nobody has said so, somebody else did, that is too long ago, or the copy has ended meanwhile.
    """
    copy = access.copy_to_look_at(actor, copy_id)
    own = LedgerEvent.objects.visible_to(actor).filter(
        copy=copy, kind__in=OPENINGS, membership_id=actor.membership_id, at__gt=at - LASTS
    )
    event = fetch(own, pk=event_id)
    if not copy.is_open(at):
        raise NotThere
    return copy, event


def part(copy: Copy, header: str) -> tuple[ByteRange, bytes]:
    """The part of a copy that a browser asks for, opened, and which one it is.

    :raises RangeRefused: it asks for something that cannot be sent.
    """
    wanted = byte_range(header, copy.bytes)
    return wanted, b"".join(access.stored_copy(copy).read(wanted))


def sheet(copy: Copy, page: int) -> Sheet:
    """One page of a transcript as a picture, to be looked at without a download."""
    return sheet_of(b"".join(access.stored_copy(copy).pieces()), copy.media_type, page=page)


def played(
    copy_id: UUID, event_id: UUID, *, ranges: Iterable[Any], is_closed: bool = False, by: Actor, at: datetime
) -> list[Seconds]:
    """Write down which ranges of seconds were really played, as the player reports them; returns what can be true.

    :raises NotThere: nobody has said that they look at it, somebody else did, or that is too long ago.
    """
    copy, event = _own_looking(by, copy_id, event_id, at=at)
    found = possible_ranges(ranges, longest=copy.seconds * 2 if copy.seconds else UNKNOWN_LENGTH)
    if found:
        detail = {"viewing": str(event.pk), "ranges": [list(each) for each in found]}
        ledger.look(copy, "view_range", detail=detail)
    if is_closed:
        ledger.look(copy, "view_closed", detail={"viewing": str(event.pk)})
    return found


def _own_looking(by: Actor, copy_id: UUID, event_id: UUID, *, at: datetime) -> tuple[Copy, LedgerEvent]:
    # Also of a copy that has ended meanwhile: what was played before is written down all the same.
    copy = access.copy_to_look_at(by, copy_id)
    own = LedgerEvent.objects.visible_to(by).filter(
        copy=copy, kind="view_opened", membership_id=by.membership_id, at__gt=at - LASTS
    )
    return copy, fetch(own, pk=event_id)


def lookings_at(actor: Actor, copies: Collection[Copy]) -> dict[UUID, list[Looked]]:
    """Who looked at these copies, and which parts they really played, the oldest first, by the id of each copy."""
    events = LedgerEvent.objects.visible_to(actor).filter(copy__in=copies, kind__in=(*OPENINGS, "view_range"))
    events = events.select_related("membership__account", "membership__agency")
    found: dict[UUID, list[Looked]] = {copy.pk: [] for copy in copies}
    ranges: dict[str, list[Seconds]] = {}
    opened = []
    for event in events.order_by("recording", "sequence"):
        if event.kind == "view_range":
            said = json.loads(event.detail)
            ranges.setdefault(said["viewing"], []).extend((begin, end) for begin, end in said["ranges"])
        else:
            opened.append(event)
    for event in opened:
        assert event.copy_id is not None
        its = tuple(ranges.get(str(event.pk), ()))
        found[event.copy_id].append(Looked(event=event, ranges=its, is_download=event.kind == "downloaded"))
    return found


def seen_of(lookings: Iterable[Looked]) -> list[Seconds]:
    """What was seen of a copy by anybody, where they overlap once."""
    return union(each for looked in lookings for each in looked.ranges)
