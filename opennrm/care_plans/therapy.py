"""Notes of therapy: written and read by the service of a referral, and by nobody else. It shares a summary instead."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.states import Part
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.referrals.models import Referral

from . import access
from .after_care import TherapyNote
from .permissions import THERAPY_WRITE
from .telling import CareIncomplete


@dataclass(frozen=True, kw_only=True)
class OpenedTherapyNote:
    """A note of therapy, in clear."""

    note: TherapyNote
    text: str


def open_notes(actor: Actor, referral_id: UUID) -> tuple[Referral, list[OpenedTherapyNote]]:
    """Open the notes of therapy of one's own referral, the newest first, and record who read them.

    :raises NotThere: there is none that this actor may see, or they do not serve by it.
    :raises NotAllowed: the role of the actor does not allow this.
    """
    referral = access.referral_of_own(actor, referral_id, may=THERAPY_WRITE)
    audit.record("therapy_notes.opened", subject=referral, case_id=referral.case_id, right=Part.SERVING)
    found = (
        TherapyNote.objects.visible_to(actor).filter(referral=referral).select_related("recorded_by__account")
    )
    return referral, [
        OpenedTherapyNote(note=note, text=access.opened_fields(actor, note, "text")[0])
        for note in found.order_by("-held_on", "-recorded_at", "id")
    ]


def write(referral_id: UUID, *, held_on: date, text: str, page: UUID, by: Actor, at: datetime) -> TherapyNote:
    """Write a note of therapy. The same page sent twice makes one.

    :raises NotThere: there is no such referral that `by` may see, or they do not serve by it.
    :raises NotAllowed: the role of `by` does not allow this.
    :raises CareIncomplete: nothing is written, or the day lies in the future.
    """
    referral = access.referral_of_own(by, referral_id, may=THERAPY_WRITE, lock=True)
    made = access.id_of_page("therapy", referral_id, page, by=by)
    if written := TherapyNote.objects.visible_to(by).filter(pk=made).first():
        return written
    if not text.strip():
        raise CareIncomplete(_("Write the note."), field="text")
    if held_on > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter the day. It cannot be in the future."), field="held_on")
    own = _team(referral)
    note = TherapyNote(
        id=made,
        case_id=referral.case_id,
        readers=own,
        writers=own,
        referral=referral,
        held_on=held_on,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    case_access.seal(by, referral.case_id).close_field(note, "text", text.strip())
    note.save(from_action=True, force_insert=True)
    audit.record("therapy_note.written", subject=note, right=Part.SERVING)
    return note


def _team(referral: Referral) -> list[int]:
    """Those at the service who may read it: its teams, and no part, because a part may be given anew."""
    kind = pack().agency_kinds[referral.receiver.kind]
    roles = {*pack().roles_that_may(THERAPY_WRITE)} & {*kind.roles}
    return sorted(team_principal(referral.receiver_id, role) for role in roles)
