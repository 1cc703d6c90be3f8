"""Transcripts: documents that somebody made from a recording. Each is kept as a copy, under the same ledger."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import CleanFile
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.refusals import Refused

from . import access, copies, ledger, making, store
from .chunks import new_key, wrap
from .models import Copy, Recording
from .states import CopyState, Purpose


def add(
    recording_id: UUID, *, document: CleanFile, sent_digest: str, basis: str, authority: str, page: UUID, by: Actor,
    at: datetime,
) -> Copy:  # fmt: skip
    """Keep the transcript of a recording, by its custodian. Copies of the transcript are made of the newest one.

    :param document: a harmless copy of what was sent: this is kept. `sent_digest` is the SHA-256 of what was sent.
    :param authority: the number of the order or request by which it was made, or the rule of law; sealed.
    :param page: the showing of the page that sent it; sent twice it adds one transcript.
    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian.
    :raises Blocked: the recording is not sealed, or differs from its ledger.
    :raises Refused: an answer has to be corrected.
    """
    recording = access.recording_to_keep(by, recording_id)
    access.refuse_blocked(recording)
    if document.media_type != PDF:
        raise Refused(_("Add the transcript as a PDF document."), field="file")
    copies.refuse_unless_based(basis, authority)
    copy_id = _id_of_page(recording_id, page, by=by)
    if earlier := Copy.objects.visible_to(by).filter(pk=copy_id).first():
        return earlier
    copy = Copy(
        case_id=recording.case_id, readers=copies.readers_of(recording, None, by=by),
        writers=copies.writers_of(recording, by=by), id=copy_id, recording=recording, title=recording.reference,
        purpose=Purpose.TRANSCRIPT, recipient_id=by.agency_id, basis=basis, may_view=True, may_download=True,
        starts_at=at, until=copies.usual_end(Purpose.TRANSCRIPT, at=at), ordered_at=at, ordered_by_id=by.membership_id,
        made_at=at, media_type=document.media_type, state=CopyState.READY,
    )  # fmt: skip
    return _keep(copy, recording, document, sent_digest, authority, by=by, at=at)


def _keep(
    copy: Copy, recording: Recording, document: CleanFile, sent_digest: str, authority: str, *, by: Actor,
    at: datetime,
) -> Copy:  # fmt: skip
    case_access.seal(by, recording.case_id).close_field(copy, "authority", authority.strip())
    copy.wrapped = wrap(copy.pk, key := new_key())
    copy.bytes, copy.digest = store.write_all(copy.pk, key, [document.content])
    copy.save(from_action=True, force_insert=True)
    copy.refresh_from_db(fields=["number"])
    if recording.transcribed_at is None:
        recording.transcribed_at = at
        recording.save(from_action=True, update_fields=["transcribed_at"])
    made = {"digest": copy.digest, "bytes": copy.bytes, "parent": recording.digest, "sent": sent_digest}
    ledger.add(recording, "copied", copy=copy, by=by, at=at, detail=making.facts_of(copy) | made)
    return copy


def _id_of_page(recording_id: UUID, page: UUID, *, by: Actor) -> UUID:
    said = f"{recording_id}|{by.membership_id}|{page}"
    return sealing.id_of("transcript of a recording", said)
