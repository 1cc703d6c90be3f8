"""Copies of recordings: ordering one, having it made, letting it last longer, and ending it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, agreement, ledger, redaction, store
from .chunks import new_key, wrap
from .models import Copy, Recording
from .receiving import AT_ONCE
from .rules import Seconds, union
from .states import BY_CONSENT, COPY_TRANSITIONS, NEEDS_ORDER, Authority, CopyState, Ending, Purpose

MAKE = "custody.copy"
"""The job that makes a copy."""
LIVE = (CopyState.ORDERED, CopyState.MAKING, CopyState.READY)


def order(
    recording_id: UUID, *, purpose: str, recipient: UUID | None, office: str, basis: str, authority: str,
    left_out: Sequence[Seconds] = (), may_view: bool, may_download: bool, until: datetime, page: UUID, by: Actor,
    at: datetime,
) -> Copy:  # fmt: skip
    """Order a copy. The prosecution orders those for prosecution, defence and court, the custodian all others.

    :param recipient: the agency whose people will look at it here; without one, `office` says who receives a medium.
    :param authority: the number of the order or request, or the rule of law; sealed.
    :param left_out: the ranges of seconds that a redacted copy does not contain.
    :param page: the showing of the page that sent it; sent twice it orders one copy.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else orders copies for this purpose.
    :raises NotAgreed: it is for therapy, training or research, and nobody agreed to that.
    :raises Refused: an answer has to be corrected; or `Blocked`, because the recording differs from its ledger.
    """
    recording = _recording_for(purpose, recording_id, by=by)
    copy_id = _id_of_page(recording_id, page, by=by)
    if earlier := Copy.objects.visible_to(by).filter(pk=copy_id).first():
        return earlier
    allows = may_view or may_download
    agency = _refuse_unless_possible(recording, purpose, recipient, office, until, allows, by=by, at=at)
    _refuse_unless_based(basis, authority, left_out)
    until = agreement.last_moment(recording, purpose, agency, until, at=at)
    copy = Copy.make(
        recording.case, at, readers=_readers(recording, agency, by=by), writers=_writers(recording, by=by),
        id=copy_id, recording=recording, title=recording.reference, purpose=purpose, recipient=agency,
        office=office.strip(), basis=basis, left_out=union(left_out), may_view=may_view, may_download=may_download,
        starts_at=at, until=until, ordered_at=at, ordered_by_id=by.membership_id,
    )  # fmt: skip
    return _keep(copy, recording, authority, by=by, at=at)


def _keep(copy: Copy, recording: Recording, authority: str, *, by: Actor, at: datetime) -> Copy:
    """Save what was ordered. What the custodian orders is made at once."""
    case_access.seal(by, recording.case_id).close_field(copy, "authority", authority.strip())
    copy.save(from_action=True, force_insert=True)
    copy.refresh_from_db(fields=["number"])
    ledger.add(recording, "ordered", copy=copy, by=by, at=at, detail=_facts(copy))
    if by.membership_id == recording.custodian_id:
        _begin(recording, copy, by=by, at=at)
    return copy


def _recording_for(purpose: str, recording_id: UUID, *, by: Actor) -> Recording:
    if purpose not in Purpose.values:
        raise Refused(_("Choose one of the answers in the list."), field="purpose")
    fetch = access.recording_to_order if purpose in NEEDS_ORDER else access.recording_to_keep
    return fetch(by, recording_id)


def _recipient(purpose: str, recipient: UUID | None, office: str, *, by: Actor) -> Agency | None:
    if purpose == Purpose.WORKING:
        return Agency.objects.get(pk=by.agency_id)
    if recipient is None:
        if not office.strip():
            raise Refused(_("Choose an agency, or enter which office receives it."), field="recipient")
        return None
    found = {agency.pk: agency for agency in access.agencies_that_view()}
    if recipient not in found:
        raise Refused(_("Choose one of the agencies in the list."), field="recipient")
    return found[recipient]


def _refuse_unless_possible(
    recording: Recording,
    purpose: str,
    recipient: UUID | None,
    office: str,
    until: datetime,
    allows: bool,
    *,
    by: Actor,
    at: datetime,
) -> Agency | None:
    """Refuse what cannot be ordered; gives the agency that receives it, if it is one."""
    if purpose != Purpose.WORKING:
        access.refuse_blocked(recording)
    agency = _recipient(purpose, recipient, office, by=by)
    longest = at + timedelta(days=pack().custody.longest_copy_days + 1)
    if not at < until <= longest:
        words = _("Choose a day after today, and within %(days)s days.")
        raise Refused(words % {"days": pack().custody.longest_copy_days}, field="until")
    if not allows:
        raise Refused(_("Say whether it can be looked at or downloaded."), field="allowed")
    return agency


def _refuse_unless_based(basis: str, authority: str, left_out: Sequence[Seconds]) -> None:
    if basis not in Authority.values:
        raise Refused(_("Choose one of the answers in the list."), field="basis")
    if not authority.strip():
        raise Refused(_("Enter the number of the order or request."), field="authority")
    if left_out and not redaction.is_possible():
        raise Refused(
            _("Parts can be left out only where FFmpeg is installed on the server. Ask whoever runs it."),
            field="left_out",
        )
    if any(not 0 <= begin < end for begin, end in left_out):
        raise Refused(_("Enter times such as 12:30 to 14:05, each after the one before."), field="left_out")


def _readers(recording: Recording, agency: Agency | None, *, by: Actor) -> list[int]:
    recipients = access.viewers_at(agency) if agency else []
    return [*_writers(recording, by=by), *recipients, *access.orderers_at(by.agency_id)]


def _writers(recording: Recording, *, by: Actor) -> list[int]:
    own = [by.own_principal] if by.own_principal else []
    return [*access.keepers_at(recording.custodian.agency), system_principal(access.JOB), *own]


def _facts(copy: Copy) -> dict[str, object]:
    """What the ledger says of a copy: in codes and numbers, and by office instead of by name."""
    facts: dict[str, object] = {
        "copy": copy.number, "purpose": copy.purpose, "basis": copy.basis, "until": copy.until.isoformat(),
        "view": copy.may_view, "download": copy.may_download,
    }  # fmt: skip
    if copy.recipient_id:
        facts["agency"] = str(copy.recipient_id)
    return facts | ({"left_out": [list(each) for each in copy.left_out]} if copy.left_out else {})


def have_made(copy_id: UUID, *, by: Actor, at: datetime) -> Copy:
    """Let a copy be made that was ordered, by the custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises Blocked: the recording differs from its ledger.
    :raises TransitionRefused: it is being made already, or is not to be made.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    _begin(recording, copy, by=by, at=at)
    return copy


def refuse(copy_id: UUID, *, by: Actor, at: datetime) -> Copy:
    """Say that a copy is not made, by the custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises TransitionRefused: it was made, or refused.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    move(copy, CopyState.REFUSED, transitions=COPY_TRANSITIONS)
    _save(copy, "state")
    ledger.add(recording, "not_copied", copy=copy, by=by, at=at, detail={"copy": copy.number})
    return copy


def _begin(recording: Recording, copy: Copy, *, by: Actor, at: datetime) -> None:
    if copy.purpose != Purpose.WORKING:
        access.refuse_blocked(recording)
    move(copy, CopyState.MAKING, transitions=COPY_TRANSITIONS)
    _save(copy, "state")
    if recording.bytes <= AT_ONCE and not copy.left_out:
        make(copy, recording, by=by, at=at)
    else:
        app.configure_task(MAKE, lock=f"{MAKE} {copy.pk}").defer(copy_id=str(copy.pk))


def waiting(actor: Actor) -> list[UUID]:
    """The copies that are to be made, for the job."""
    found = Copy.objects.visible_to(actor).filter(state=CopyState.MAKING).order_by("ordered_at", "id")
    return list(found.values_list("pk", flat=True))


def make_waiting(copy_id: UUID, *, by: Actor, at: datetime) -> None:
    """Make a copy that is to be made, for the job; any other stays as it is."""
    found = Copy.objects.visible_to(by).filter(pk=copy_id, state=CopyState.MAKING)
    copy = found.select_for_update(of=("self",), skip_locked=True).first()
    if copy is not None:
        make(copy, access.visible_to(by).get(pk=copy.recording_id), by=by, at=at)


def make(copy: Copy, recording: Recording, *, by: Actor, at: datetime) -> None:
    """Make a copy under a key of its own, and write its digest and what it was made of into the ledger."""
    key = new_key()
    copy.bytes, copy.digest = store.write_all(copy.pk, key, _content(copy, recording))
    copy.wrapped, copy.made_at, copy.seconds = wrap(copy.pk, key), at, recording.seconds
    copy.media_type = redaction.MEDIA_TYPE if copy.left_out else recording.media_type
    move(copy, CopyState.READY, transitions=COPY_TRANSITIONS)
    copy.save(
        from_action=True,
        update_fields=["bytes", "digest", "wrapped", "made_at", "seconds", "media_type", "state"],
    )
    made = {"digest": copy.digest, "bytes": copy.bytes, "parent": recording.digest}
    ledger.add(recording, "copied", copy=copy, by=by, at=at, detail=_facts(copy) | made)


def _content(copy: Copy, recording: Recording) -> Iterator[bytes]:
    master = access.master_of(recording)
    if copy.left_out:
        return redaction.without(master, [(begin, end) for begin, end in copy.left_out])
    return master.pieces()


def extend(copy_id: UUID, *, until: datetime, by: Actor, at: datetime) -> Copy:
    """Let a copy last longer, by the custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises TransitionRefused: it has ended.
    :raises NotAgreed: it is for therapy, training or research, and nobody agrees to that any more.
    :raises Refused: the day is not later than before, too late, or after the end of what was agreed.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    if not copy.is_open(at):
        raise TransitionRefused(_("This copy has ended. Order another one."))
    longest = at + timedelta(days=pack().custody.longest_copy_days + 1)
    if not copy.until < until <= longest:
        raise Refused(_("Choose a later day, within the time that a copy can last."), field="until")
    if agreement.last_moment(recording, copy.purpose, copy.recipient, until, at=at) < until:
        raise Refused(
            _("It was not agreed for so long. Ask whoever leads the case to ask the child again."),
            field="until",
        )
    before, copy.until = copy.until, until
    _save(copy, "until")
    detail = {"copy": copy.number, "from": before.isoformat(), "until": until.isoformat()}
    ledger.add(recording, "access_extended", copy=copy, by=by, at=at, detail=detail)
    return copy


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
    live = Copy.objects.visible_to(by).writable_by(by).of_case(case_id)
    found = live.filter(purpose__in=BY_CONSENT, state__in=LIVE).select_related(
        "recording__custodian", "recipient"
    )
    over = [
        copy
        for copy in found.select_for_update(of=("self",))
        if not agreement.still_stands(copy, by=by, at=at)
    ]
    for copy in over:
        _end(copy.recording, copy, Ending.WITHDRAWAL, by=by, at=at)
    return len(over)


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
    _save(copy, "state", "wrapped", "ended_at", "ending")
    recipients = access.viewers_at(copy.recipient) if copy.recipient else []
    detail = {"copy": copy.number, "why": ending}
    ledger.add(recording, "access_ended", copy=copy, by=by, at=at, detail=detail, recipients=recipients)
    transaction.on_commit(partial(store.remove, copy.pk))


def _save(copy: Copy, *fields: str) -> None:
    copy.save(from_action=True, update_fields=fields)


def _id_of_page(recording_id: UUID, page: UUID, *, by: Actor) -> UUID:
    said = f"{recording_id}|{by.membership_id}|{page or uuid4()}"
    return UUID(bytes=sealing.token_maker()("copy of a recording", said)[:16], version=4)
