"""Keeping a recording: who its custodian is, who wants it kept, what was found out about it, and destroying it."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, ending, lasting, ledger, store
from .models import Finding, MasterKey, Recording, RecordingHold
from .permissions import COPY_ORDER
from .states import TRANSITIONS, Finder, State


class Kept(Refused):
    """The recording has to be kept; the message says by what."""


def offer(recording_id: UUID, *, to: UUID, by: Actor, at: datetime) -> Recording:
    """Ask another custodian to take a recording, by its custodian, who keeps it until they have agreed.

    :param to: a custodian of the same agency, or of another one whose part in the case covers recordings.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises Refused: that person cannot become its custodian.
    """
    recording = access.recording_to_keep(by, recording_id)
    if not access.custodians_besides(by, recording).filter(pk=to).exists():
        raise Refused(_("Choose one of the people in the list."), field="to")
    recording.offered_to_id = to
    recording.save(from_action=True, update_fields=["offered_to"])
    ledger.add(recording, "custodian_offered", by=by, at=at, detail={"to": str(to)})
    return recording


def take(recording_id: UUID, *, by: Actor, at: datetime) -> Recording:
    """Become the custodian of a recording that one was asked to take.

    If it comes from another agency, its custodians no longer keep it from this moment: neither the master nor any copy
    opens for them, their working copies end, and so does their part in the case, unless they keep another recording of
    it. What was asked about destroying it is asked anew.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: the actor was not asked.
    """
    recording = access.recording_offered(by, recording_id)
    before, agency_id = recording.custodian_id, recording.custodian.agency_id
    recording.custodian_id, recording.offered_to = by.membership_id, None
    recording.destroying_asked_at, recording.destroying_asked_by = None, None
    changed = ["custodian", "offered_to", "destroying_asked_at", "destroying_asked_by"]
    recording.save(from_action=True, update_fields=changed)
    if agency_id != by.agency_id:
        ending.leave_former_custodian(recording, agency_id, by=by, at=at)
        access.show_to_all_parts(recording)
    detail = {"from": str(before), "to": str(by.membership_id)}
    ledger.add(recording, "transferred_custodian", by=by, at=at, detail=detail)
    lasting.follow_custodian(recording, by=by, at=at)
    return recording


def set_hold(recording_id: UUID, *, wanted_by: str, by: Actor, at: datetime) -> RecordingHold:
    """Record that a court or an agency wants a recording kept, by its custodian.

    :param wanted_by: which one, and its reference.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises Refused: nobody is named.
    """
    recording = access.recording_to_keep(by, recording_id)
    words = require_reason(wanted_by, says=_("Enter which court or agency wants it kept."), field="wanted_by")
    hold = RecordingHold(
        case_id=recording.case_id, readers=recording.readers, writers=recording.writers, recording=recording,
        wanted_by=words, set_at=at, set_by_id=by.membership_id,
    )  # fmt: skip
    hold.save(from_action=True, force_insert=True)
    ledger.add(recording, "hold_set", by=by, at=at, detail={"hold": str(hold.pk)})
    return hold


def lift_hold(recording_id: UUID, hold_id: UUID, *, by: Actor, at: datetime) -> None:
    """Record that a recording need not be kept any more for this court or agency, by its custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: it was lifted.
    """
    recording = access.recording_to_keep(by, recording_id)
    holds = RecordingHold.objects.visible_to(by).filter(recording=recording).in_effect()
    hold = holds.filter(pk=hold_id).select_for_update(of=("self",)).first()
    if hold is None:
        raise TransitionRefused(_("This was lifted already."))
    hold.lifted_at, hold.lifted_by_id = at, by.membership_id
    hold.save(from_action=True, update_fields=["lifted_at", "lifted_by"])
    ledger.add(recording, "hold_lifted", by=by, at=at, detail={"hold": str(hold.pk)})


def record_finding(recording_id: UUID, *, words: str, by: Actor, at: datetime) -> Finding:
    """Write down what one found out about a recording that differs: its custodian, or the prosecution.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: the actor is neither.
    :raises TransitionRefused: nothing differs.
    :raises Refused: nothing was written.
    """
    is_ordering = by.may(COPY_ORDER)
    fetch = access.recording_to_order if is_ordering else access.recording_to_keep
    recording = fetch(by, recording_id)
    if recording.mismatch_at is None:
        raise TransitionRefused(_("Nothing differs in this recording."))
    text = require_reason(words, says=_("Write what you found out."), field="words")
    finder = Finder.PROSECUTION if is_ordering else Finder.CUSTODIAN
    own = [by.own_principal] if by.own_principal else []
    finding = Finding(
        case_id=recording.case_id, readers=recording.readers, writers=[*recording.writers, *own],
        recording=recording, finder=finder, found_at=at, found_by_id=by.membership_id,
    )  # fmt: skip
    case_access.seal(by, recording.case_id).close_field(finding, "words", text)
    finding.save(from_action=True, force_insert=True)
    ledger.add(recording, "finding", by=by, at=at, detail={"finder": finder})
    return finding


def clear(recording_id: UUID, *, by: Actor, at: datetime) -> Recording:
    """Let a recording that differs be copied again, by its custodian, once both have written what they found out.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: nothing differs.
    :raises Refused: the custodian or the prosecution has written nothing since.
    """
    recording = access.recording_to_keep(by, recording_id)
    if recording.mismatch_at is None:
        raise TransitionRefused(_("Nothing differs in this recording."))
    findings = Finding.objects.visible_to(by).filter(recording=recording, found_at__gte=recording.mismatch_at)
    if set(findings.values_list("finder", flat=True)) < set(Finder.values):
        raise Refused(
            _("Both the custodian and the prosecution have to write down what they found out before this.")
        )
    recording.mismatch_at = None
    recording.save(from_action=True, update_fields=["mismatch_at"])
    ledger.add(recording, "cleared", by=by, at=at)
    return recording


def what_keeps(actor: Actor, recording: Recording, *, at: datetime) -> list[str]:
    """Why a recording cannot be destroyed now, in sentences."""
    holds = RecordingHold.objects.visible_to(actor).filter(recording=recording).in_effect()
    found = [
        _("It is kept for: %(who)s.") % {"who": hold.wanted_by} for hold in holds.order_by("set_at", "id")
    ]
    if participation.is_open(recording.case_id):
        found.append(_("The case is open."))
    if recording.sealed_at is None or at < _kept_until(recording.sealed_at):
        found.append(
            _("Its time is not over: it is kept for %(years)s years.") % {"years": pack().custody.kept_years}
        )
    return found


def _kept_until(sealed_at: datetime) -> datetime:
    year = sealed_at.year + pack().custody.kept_years
    # A day that the last year does not have is over with the month.
    return sealed_at.replace(year=year, day=min(sealed_at.day, 28))


def ask_to_destroy(recording_id: UUID, *, by: Actor, at: datetime) -> Recording:
    """Ask another custodian of the agency to destroy a recording, by its custodian: every proceeding is over.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises TransitionRefused: it is not sealed, or that was asked already.
    :raises Kept: it has to be kept.
    """
    recording = access.recording_to_keep(by, recording_id)
    if recording.state != State.SEALED or recording.destroying_asked_at is not None:
        raise TransitionRefused(_("This was asked already, or the recording is not sealed."))
    _refuse_if_kept(by, recording, at=at)
    recording.destroying_asked_at, recording.destroying_asked_by_id = at, by.membership_id
    recording.save(from_action=True, update_fields=["destroying_asked_at", "destroying_asked_by"])
    ledger.add(recording, "destruction_asked", by=by, at=at, detail={"proceedings": "final"})
    return recording


def destroy(recording_id: UUID, *, by: Actor, at: datetime) -> Recording:
    """Destroy the master of a recording, as the second person: its key first, and then what is on the disk.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: the actor asked for it, or is no custodian of the agency.
    :raises Kept: it has to be kept.
    """
    recording = access.recording_to_destroy(by, recording_id)
    _refuse_if_kept(by, recording, at=at)
    move(recording, State.DESTROYED, transitions=TRANSITIONS)
    recording.destroyed_at, recording.destroyed_by_id = at, by.membership_id
    recording.save(from_action=True, update_fields=["state", "destroyed_at", "destroyed_by"])
    _destroy_key(recording)
    detail = {
        "asked_by": str(recording.destroying_asked_by_id), "destroyed_by": str(by.membership_id),
        "kept_years": pack().custody.kept_years,
    }  # fmt: skip
    ledger.add(recording, "key_destroyed", by=by, at=at, detail=detail)
    lasting.follow_custodian(recording, by=by, at=at)
    transaction.on_commit(partial(store.remove, recording.pk))
    return recording


def _destroy_key(recording: Recording) -> None:
    try:
        with transaction.atomic():
            MasterKey.objects.filter(pk=recording.pk).update(wrapped=None, from_action=True)
    except DatabaseError as refused:
        # The database has the last word: it knows of legal holds on the case, which a custodian may not see.
        if isinstance(refused.__cause__, InsufficientPrivilege):
            raise Kept(_("The case is under a legal hold.")) from refused
        raise


def _refuse_if_kept(by: Actor, recording: Recording, *, at: datetime) -> None:
    if why := what_keeps(by, recording, at=at):
        raise Kept(_("This recording cannot be destroyed. %(why)s") % {"why": " ".join(why)})
