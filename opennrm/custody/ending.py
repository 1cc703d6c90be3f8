"""Ending copies: by the custodian, in time, with what was agreed, and with the case."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move

from . import access, agreement, ledger, store
from .models import Copy, CopyQuerySet, Recording
from .states import BY_CONSENT, COPY_TRANSITIONS, OF_CUSTODIAN, CopyState, Ending, Purpose

LIVE = (CopyState.ORDERED, CopyState.MAKING, CopyState.READY)


def end(copy_id: UUID, *, ending: str, by: Actor, at: datetime) -> Copy:
    """End a copy, by the custodian: from now on nobody can look at it, and its key is destroyed.

    :param ending: why, a code of `Ending` that a person may give.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises TransitionRefused: it has ended, or was not made.
    :raises Refused: there is no such reason.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    if ending not in (Ending.CUSTODIAN, Ending.ORDER, Ending.RETURNED, Ending.DESTROYED):
        raise Refused(_("Choose one of the answers in the list."), field="ending")
    if ending in (Ending.RETURNED, Ending.DESTROYED):
        kind = "returned" if ending == Ending.RETURNED else "destroyed_copy"
        ledger.add(recording, kind, copy=copy, by=by, at=at, detail={"copy": copy.number})
    _end(recording, copy, ending, by=by, at=at)
    return copy


def end_copies(case_id: UUID, *, by: Actor, at: datetime) -> int:
    """End the copies of a case for therapy, training and research that nothing allows any more; returns how many.

    For whoever leads the case, in the transaction of a withdrawal. No other copy is touched, and never a master.
    """
    over = [copy for copy in _by_consent(case_id, by=by) if not agreement.still_stands(copy, by=by, at=at)]
    for copy in over:
        _end(copy.recording, copy, Ending.WITHDRAWAL, by=by, at=at)
    return len(over)


def end_with_case(case_id: UUID, *, by: Actor, at: datetime) -> int:
    """End the copies for therapy, training and research of a case that is closed now; returns how many.

    For whoever closes it. Copies for prosecution, defence and court last: proceedings go on without us.
    """
    over = list(_by_consent(case_id, by=by))
    for copy in over:
        _end(copy.recording, copy, Ending.CLOSED, by=by, at=at)
    return len(over)


def _by_consent(case_id: UUID, *, by: Actor) -> CopyQuerySet:
    live = Copy.objects.visible_to(by).writable_by(by).of_case(case_id)
    found = live.filter(purpose__in=BY_CONSENT, state__in=LIVE)
    return found.select_related("recording__custodian", "recipient").select_for_update(of=("self",))


def leave_former_custodian(recording: Recording, agency_id: UUID, *, by: Actor, at: datetime) -> None:
    """End the working copies of an agency that has given a recording to another one, and keep its transcripts here."""
    theirs = Copy.objects.visible_to(by).filter(recording=recording, recipient_id=agency_id, state__in=LIVE)
    for copy in theirs.filter(purpose__in=OF_CUSTODIAN).select_for_update(of=("self",)):
        if copy.purpose == Purpose.WORKING:
            _end(recording, copy, Ending.TRANSFERRED, by=by, at=at)
        else:
            copy.recipient_id = by.agency_id
            copy.save(from_action=True, update_fields=["recipient"])


def over(actor: Actor, at: datetime) -> list[UUID]:
    """The copies whose time is over and that have not ended, for the job."""
    found = Copy.objects.visible_to(actor).filter(state=CopyState.READY, until__lte=at)
    return list(found.order_by("until", "id").values_list("pk", flat=True))


def end_over(copy_id: UUID, *, by: Actor, at: datetime) -> None:
    """End a copy whose time is over, for the job."""
    found = Copy.objects.visible_to(by).filter(pk=copy_id, state=CopyState.READY, until__lte=at)
    copy = found.select_for_update(of=("self",), skip_locked=True).first()
    if copy is not None:
        _end(access.visible_to(by).get(pk=copy.recording_id), copy, Ending.TIME, by=by, at=at)


def _end(recording: Recording, copy: Copy, ending: str, *, by: Actor, at: datetime) -> None:
    move(copy, CopyState.ENDED, transitions=COPY_TRANSITIONS)
    copy.wrapped, copy.ended_at, copy.ending = None, at, ending
    copy.save(from_action=True, update_fields=["state", "wrapped", "ended_at", "ending"])
    recipients = access.viewers_at(copy.recipient) if copy.recipient else []
    detail = {"copy": copy.number, "why": ending}
    ledger.add(recording, "access_ended", copy=copy, by=by, at=at, detail=detail, recipients=recipients)
    transaction.on_commit(partial(store.remove, copy.pk))
