"""What writes and corrects a note. Each is one step of the caller's transaction."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused

from . import access, drafts, events
from .access import Standing
from .models import Note, NoteVersion


class NoteIncomplete(Refused):
    """A note lacks something; the message says what to do, and `field` is the answer to correct."""


class CorrectedMeanwhile(Refused):
    """Somebody else has corrected the note since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a note says. Without a known time, `happened_at` is the beginning of the day."""

    kind: str
    happened_at: datetime
    is_time_known: bool
    with_whom: str
    text: str


def write(
    case_id: UUID,
    *,
    content: Content,
    is_shared: bool | None,
    page: UUID,
    opened: drafts.Opened | None = None,
    by: Actor,
    at: datetime,
) -> Note:
    """Write a note, for whoever leads the case or has a part that covers its notes. Its draft ends.

    :param is_shared: whether the agencies whose part covers notes read it too. Only the lead shares a note; what
        somebody else writes is read by the lead and by their own part. None: it is not.
    :param page: of each showing of the page another one: sent twice with the same content, it makes one note.
    :param opened: the draft that the page was opened with.
    :raises NotThere: there is no such case that `by` may see, or its notes are nothing of theirs.
    :raises NotAllowed: the role of `by` writes no notes.
    :raises NoteIncomplete: something is missing, or lies in the future.
    """
    standing = access.case_to_write_in(by, case_id)
    _refuse_incomplete(content, at=at)
    drafts.finish(case_id, page=page, opened=opened, by=by)
    note_id = _id_for(case_id, content, page, by=by)
    if written := Note.objects.visible_to(by).filter(pk=note_id).first():
        return written
    note = _drawn_up(standing, content, is_shared=bool(is_shared) and standing.leads, by=by, at=at)
    note.pk = note_id
    try:
        with transaction.atomic():
            note.save(from_action=True, force_insert=True)
    except IntegrityError:
        # The same page was sent twice at once: whoever comes second has waited here, and gets the other's note.
        return Note.objects.visible_to(by).get(pk=note_id)
    _add_version(note, content, "", page, by=by, at=at)
    event = events.WRITTEN if standing.leads else events.WRITTEN_FOR_THE_LEAD
    _tell(event, standing, note, by=by, at=at)
    return note


def correct(
    case_id: UUID,
    note_id: UUID,
    *,
    content: Content,
    is_shared: bool | None,
    reason: str,
    seen: int,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Note:
    """Let a note say something else from now on, and keep what it said before.

    :param is_shared: as for `write`; None leaves it as it is. A note that is no longer shared is read by the others in
        none of its versions; one that is shared from now on, in this version alone.
    :param seen: the number of the version that `by` had before them.
    :raises NotThere: there is no such case or note that `by` may see.
    :raises NotAllowed: `by` neither wrote the note nor leads the case, or has a role that writes no notes.
    :raises NoteIncomplete: something is missing, or lies in the future.
    :raises CorrectedMeanwhile: the note has another version by now.
    """
    standing, note = access.note_to_correct(by, case_id, note_id)
    if NoteVersion.objects.visible_to(by).filter(note_id=note.pk, form_token=page).exists():
        return note
    if note.versions != seen:
        raise CorrectedMeanwhile(
            _("Somebody else has corrected this note in the meantime. Read it, and check what you wrote.")
        )
    _refuse_incomplete(content, at=at, kind_so_far=note.kind)
    if not reason.strip():
        raise NoteIncomplete(_("Say why you are correcting the note."), field="reason")
    if is_shared is None or not standing.leads:
        is_shared = note.is_shared
    _renew(note, standing, content, is_shared=is_shared, by=by, at=at)
    _add_version(note, content, reason.strip(), page, by=by, at=at)
    _tell(events.CORRECTED, standing, note, by=by, at=at)
    return note


def _drawn_up(standing: Standing, content: Content, *, is_shared: bool, by: Actor, at: datetime) -> Note:
    return Note(
        case=standing.case,
        kind=content.kind,
        happened_at=content.happened_at,
        is_time_known=content.is_time_known,
        is_shared=is_shared,
        author_parts=list(standing.parts),
        written_at=at,
        written_by_id=by.membership_id,
        readers=sorted({*_covered(standing.case, is_shared, at=at), *standing.parts}),
        writers=_writers(standing.parts),
    )


def _renew(
    note: Note, standing: Standing, content: Content, *, is_shared: bool, by: Actor, at: datetime
) -> None:
    """Let lists show the note as its next version says it, to whoever reads that."""
    if note.is_shared and not is_shared:
        _withdraw(note, by=by)
    # Whoever does not lead the case knows of no part but their own, but the note stays with those who read it.
    known = note.readers if note.is_shared and is_shared else note.author_parts
    note.readers = sorted({*_covered(standing.case, is_shared, at=at), *known})
    note.kind, note.happened_at, note.is_time_known = content.kind, content.happened_at, content.is_time_known
    note.is_shared, note.versions = is_shared, note.versions + 1
    changed = ["readers", "kind", "happened_at", "is_time_known", "is_shared", "versions"]
    note.save(from_action=True, update_fields=changed)


def _refuse_incomplete(content: Content, *, at: datetime, kind_so_far: str = "") -> None:
    if content.kind not in {*pack().codes("note_kinds"), kind_so_far} - {""}:
        raise NoteIncomplete(_("Choose what the note is about."), field="kind")
    if not content.text.strip():
        raise NoteIncomplete(_("Write the note."), field="text")
    if content.happened_at > at:
        days = (moment.astimezone(pack().zone).date() for moment in (content.happened_at, at))
        field = "time" if len(set(days)) == 1 else "happened_on"
        raise NoteIncomplete(_("Enter when it happened. It cannot be in the future."), field=field)


def _id_for(case_id: UUID, content: Content, page: UUID, *, by: Actor) -> UUID:
    """The id to which this content of this page leads. Made with a key, so that nobody can choose one."""
    said = [
        str(case_id),
        str(by.membership_id),
        str(page),
        content.kind,
        content.happened_at.isoformat(),
        str(content.is_time_known),
        content.with_whom,
        content.text,
    ]
    return sealing.id_of("note", json.dumps(said))


def _covered(case: Case, is_shared: bool, *, at: datetime) -> list[int]:
    return case_access.covered(case.pk, access.SCOPE, at=at) if is_shared else [LEAD]


def _writers(parts: Collection[int]) -> list[int]:
    return sorted({LEAD, *parts})


def _withdraw(note: Note, *, by: Actor) -> None:
    """Let nobody but the lead and the author's part read what the note said until now."""
    versions = NoteVersion.objects.visible_to(by).filter(note_id=note.pk)
    versions.update(readers=_writers(note.author_parts), is_shared=False, from_action=True)


def _add_version(
    note: Note, content: Content, reason: str, page: UUID, *, by: Actor, at: datetime
) -> NoteVersion:
    version = NoteVersion(
        case_id=note.case_id,
        note=note,
        number=note.versions,
        kind=content.kind,
        happened_at=content.happened_at,
        is_time_known=content.is_time_known,
        is_shared=note.is_shared,
        form_token=page,
        written_at=at,
        written_by_id=by.membership_id,
        readers=note.readers,
        writers=_writers(note.author_parts),
    )
    seal = case_access.seal(by, note.case_id)
    seal.close_field(version, "with_whom", content.with_whom.strip())
    seal.close_field(version, "text", content.text.strip())
    seal.close_field(version, "reason", reason)
    version.save(from_action=True, force_insert=True)
    return version


def _tell(event: Event, standing: Standing, note: Note, *, by: Actor, at: datetime) -> None:
    case = standing.case
    tell(
        event,
        case.pk,
        subject=note,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail={"note": str(note.pk), "kind": note.kind},
        matter=Matter(id=note.pk),
        seen_by=[reader for reader in note.readers if reader != LEAD],
    )
