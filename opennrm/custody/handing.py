"""Handing over copies: whoever gives one and whoever receives it both confirm it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, ledger
from .chunks import ChunkBroken
from .models import Copy, HandOver, Recording
from .receiving import mark
from .states import CopyState, Medium, Purpose
from .store import Missing


class NotConfirmed(Refused):
    """An earlier hand-over of the recording was not confirmed in time: first somebody has to find out why."""


def hand_over(
    copy_id: UUID, *, medium: str, seal_number: str = "", by: Actor, at: datetime
) -> HandOver | None:
    """Give a copy to whoever it was made for. It is compared with its digest first; None if it differs.

    What differs is marked in the same transaction, so the caller lets it stand.

    :param seal_number: of a physical medium.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises Blocked: the recording differs from its ledger.
    :raises NotConfirmed: an earlier hand-over was not confirmed in time.
    :raises TransitionRefused: the copy is not ready, has ended, or waits to be confirmed.
    :raises Refused: an answer has to be corrected.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    access.refuse_blocked(recording)
    _refuse_unless_possible(copy, medium, seal_number, at=at)
    _refuse_while_unconfirmed(recording, copy, by=by, at=at)
    if not verify_copy(recording, copy, by=by, at=at):
        return None
    given = HandOver(
        case_id=copy.case_id, readers=copy.readers, writers=copy.writers, copy=copy, medium=medium,
        seal_number=seal_number.strip(), given_at=at, given_by_id=by.membership_id,
    )  # fmt: skip
    given.save(from_action=True, force_insert=True)
    recipients = access.viewers_at(copy.recipient) if copy.recipient else []
    detail = {
        "copy": copy.number,
        "medium": medium,
        "hand_over": str(given.pk),
        "seal_number": given.seal_number,
    }
    ledger.add(recording, "handed_over", copy=copy, by=by, at=at, detail=detail, recipients=recipients)
    if copy.purpose == Purpose.DEFENCE:
        ledger.add(
            recording, "disclosed", copy=copy, by=by, at=at, detail={"copy": copy.number, "basis": copy.basis}
        )
    return given


def _refuse_unless_possible(copy: Copy, medium: str, seal_number: str, *, at: datetime) -> None:
    if copy.state != CopyState.READY or copy.until <= at:
        raise TransitionRefused(_("This copy is not ready, or has ended."))
    if medium not in Medium.values or (medium == Medium.ONLINE and copy.recipient_id is None):
        raise Refused(_("Choose how this copy reaches whoever receives it."), field="medium")
    if medium != Medium.ONLINE and not seal_number.strip():
        raise Refused(_("Enter the number of the seal on the disc or stick."), field="seal_number")


def _refuse_while_unconfirmed(recording: Recording, copy: Copy, *, by: Actor, at: datetime) -> None:
    waiting = HandOver.objects.visible_to(by).filter(copy__recording=recording, accepted_at=None)
    if waiting.filter(copy=copy).exists():
        raise TransitionRefused(_("This copy was handed over, and waits to be confirmed."))
    if waiting.filter(given_at__lte=at - _time_to_confirm()).exists():
        raise NotConfirmed(
            _(
                "Another copy of this recording was handed over, and nobody has confirmed it. Find out why first."
            )
        )


def _time_to_confirm() -> timedelta:
    return timedelta(hours=pack().custody.hand_over_hours)


def verify_copy(recording: Recording, copy: Copy, *, by: Actor, at: datetime) -> bool:
    """Compare a copy with its digest, and write the result into the ledger; what differs is marked."""
    try:
        found = access.stored_copy(copy).digest()
    except (ChunkBroken, Missing):
        found = ""
    is_equal = found == copy.digest
    detail = {"copy": copy.number, "digest": found, "equal": is_equal}
    ledger.add(recording, "verified", copy=copy, by=by, at=at, detail=detail)
    if not is_equal:
        mark(recording, f"copy {copy.number}", by=by, at=at)
    return is_equal


def accept(copy_id: UUID, *, by: Actor, at: datetime) -> None:
    """Confirm that a copy has arrived, and give the undertaking, for whoever it was made for; again, nothing changes.

    :raises NotThere: there is none that was made for the actor's agency.
    :raises NotAllowed: the actor's role looks at no copies.
    :raises TransitionRefused: nobody has handed it over.
    :raises Refused: the actor handed it over themselves.
    """
    copy = access.copy_to_look_at(by, copy_id)
    given = HandOver.objects.visible_to(by).filter(copy=copy).order_by("-given_at").first()
    if given is None:
        raise TransitionRefused(_("Nobody has handed over this copy to your office."))
    if given.accepted_at is not None:
        return
    if given.given_by_id == by.membership_id:
        raise Refused(_("Whoever hands over a copy does not confirm it. Ask whoever receives it."))
    ledger.accept(copy, given.pk)


def record_receipt(copy_id: UUID, *, signed_by: str, by: Actor, at: datetime) -> HandOver:
    """Record who signed for a copy at an office that does not work with OpenNRM, by the custodian.

    :param signed_by: the office or function of whoever signed, as it stands on the receipt.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises TransitionRefused: there is nothing to be confirmed.
    :raises Refused: nobody is named, or the agency confirms by itself.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    given = access.hand_over_to_take(by, copy)
    if given is None:
        raise TransitionRefused(_("There is nothing to be confirmed."))
    if copy.recipient_id is not None:
        raise Refused(_("This agency confirms by itself that the copy has arrived."))
    if not signed_by.strip():
        raise Refused(_("Enter who signed the receipt."), field="signed_by")
    given.accepted_at, given.accepted_by_id, given.signed_by = at, by.membership_id, signed_by.strip()
    given.save(from_action=True, update_fields=["accepted_at", "accepted_by", "signed_by"])
    detail = {"copy": copy.number, "hand_over": str(given.pk), "receipt": "paper"}
    ledger.add(recording, "accepted", copy=copy, by=by, at=at, detail=detail)
    return given


def unconfirmed(actor: Actor, at: datetime) -> list[UUID]:
    """The hand-overs that were not confirmed in time and of which nobody was told, for the job."""
    late = HandOver.objects.visible_to(actor).filter(
        accepted_at=None, alerted_at=None, given_at__lte=at - _time_to_confirm()
    )
    return list(late.order_by("given_at", "id").values_list("pk", flat=True))


def alert(hand_over_id: UUID, *, by: Actor, at: datetime) -> None:
    """Tell the custodian that nobody has confirmed a hand-over, once, for the job."""
    late = HandOver.objects.visible_to(by).filter(pk=hand_over_id, accepted_at=None, alerted_at=None)
    given = late.select_for_update(of=("self",), skip_locked=True).first()
    if given is None:
        return
    given.alerted_at = at
    given.save(from_action=True, update_fields=["alerted_at"])
    copy = Copy.objects.visible_to(by).get(pk=given.copy_id)
    recording = access.visible_to(by).get(pk=copy.recording_id)
    detail = {"copy": copy.number, "hand_over": str(given.pk)}
    ledger.add(recording, "not_accepted", copy=copy, by=by, at=at, detail=detail)
