"""Copies of recordings: ordering one, having it made, and letting it last longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.tasks.rules import end_of

from . import access, agreement, ledger, making, redaction
from .models import Copy, Recording
from .rules import Seconds, union
from .states import COPY_TRANSITIONS, NEEDS_ORDER, Authority, CopyState, Purpose


def order(
    recording_id: UUID, *, purpose: str, recipient: UUID | None, office: str, basis: str, authority: str,
    of_transcript: bool = False, left_out: Sequence[Seconds] = (), may_view: bool, may_download: bool,
    until: datetime | None, page: UUID, by: Actor, at: datetime,
) -> Copy:  # fmt: skip
    """Order a copy. The prosecution orders those for prosecution, defence and court, the custodian all others.

    :param recipient: the agency whose people will look at it here; without one, `office` says who receives a medium.
    :param authority: the number of the order or request, or the rule of law; sealed.
    :param of_transcript: it is a copy of the transcript, and not of the recording itself.
    :param left_out: the ranges of seconds that a redacted copy does not contain.
    :param until: its last moment; None for as long as the country lets a copy for this purpose last.
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
    allows, until = may_view or may_download, until or usual_end(purpose, at=at)
    agency = _refuse_unless_possible(recording, purpose, recipient, office, until, allows, by=by, at=at)
    refuse_unless_based(basis, authority)
    _refuse_unless_there(recording, of_transcript, left_out)
    until = agreement.last_moment(recording, purpose, agency, until, at=at)
    copy = Copy(
        case_id=recording.case_id, readers=readers_of(recording, agency, by=by), writers=writers_of(recording, by=by),
        id=copy_id, recording=recording, title=recording.reference, purpose=purpose, recipient=agency,
        office=office.strip(), basis=basis, of_transcript=of_transcript, left_out=union(left_out), gaps=recording.gaps,
        may_view=may_view, may_download=may_download, starts_at=at, until=until, ordered_at=at,
        ordered_by_id=by.membership_id,
    )  # fmt: skip
    return _keep(copy, recording, authority, by=by, at=at)


def usual_end(purpose: str, *, at: datetime) -> datetime:
    """The last moment of a copy for this purpose of which nobody says how long it lasts: the end of a day."""
    zone = pack().zone
    return end_of(at.astimezone(zone).date() + timedelta(days=pack().custody.copy_days[purpose]), zone)


def _keep(copy: Copy, recording: Recording, authority: str, *, by: Actor, at: datetime) -> Copy:
    """Save what was ordered. What the custodian orders is made at once."""
    case_access.seal(by, recording.case_id).close_field(copy, "authority", authority.strip())
    copy.save(from_action=True, force_insert=True)
    copy.refresh_from_db(fields=["number"])
    ledger.add(recording, "ordered", copy=copy, by=by, at=at, detail=making.facts_of(copy))
    if by.membership_id == recording.custodian_id:
        making.begin(recording, copy, by=by, at=at)
    return copy


def _recording_for(purpose: str, recording_id: UUID, *, by: Actor) -> Recording:
    if purpose not in Purpose.values or purpose == Purpose.TRANSCRIPT:
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


def refuse_unless_based(basis: str, authority: str) -> None:
    """Refuse a copy that is based on nothing.

    :raises Refused: the kind of basis, or its number, is missing.
    """
    if basis not in Authority.values:
        raise Refused(_("Choose one of the answers in the list."), field="basis")
    if not authority.strip():
        raise Refused(_("Enter the number of the order or request."), field="authority")


def _refuse_unless_there(recording: Recording, of_transcript: bool, left_out: Sequence[Seconds]) -> None:
    if of_transcript and recording.transcribed_at is None:
        raise Refused(_("There is no transcript of this recording yet."), field="content")
    if left_out and of_transcript:
        raise Refused(_("Parts are left out of the recording, not of its transcript."), field="left_out")
    if left_out and not redaction.is_possible():
        raise Refused(
            _("Parts can be left out only where FFmpeg is installed on the server. Ask whoever runs it."),
            field="left_out",
        )
    if any(not 0 <= begin < end for begin, end in left_out):
        raise Refused(_("Enter times such as 12:30 to 14:05, each after the one before."), field="left_out")


def readers_of(recording: Recording, agency: Agency | None, *, by: Actor) -> list[int]:
    """Who reads a new copy for an agency. Whoever orders it may not see the case itself."""
    recipients = access.viewers_at(agency) if agency else []
    return sorted({*writers_of(recording, by=by), *recipients, *access.orderers_at(by.agency_id)})


def writers_of(recording: Recording, *, by: Actor) -> list[int]:
    """Who changes a new copy."""
    own = [by.own_principal] if by.own_principal else []
    return sorted({LEAD, *access.keepers_at(recording.custodian.agency), system_principal(access.JOB), *own})


def have_made(copy_id: UUID, *, by: Actor, at: datetime) -> Copy:
    """Let a copy be made that was ordered, by the custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    :raises Blocked: the recording differs from its ledger.
    :raises TransitionRefused: it is being made already, or is not to be made.
    """
    recording, copy = access.copy_to_keep(by, copy_id)
    making.begin(recording, copy, by=by, at=at)
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


def _save(copy: Copy, *fields: str) -> None:
    copy.save(from_action=True, update_fields=fields)


def _id_of_page(recording_id: UUID, page: UUID, *, by: Actor) -> UUID:
    said = f"{recording_id}|{by.membership_id}|{page or uuid4()}"
    return sealing.id_of("copy of a recording", said)
