"""Who may write, read and correct the notes of a case. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case, Participation
from opennrm.cases.states import Part
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.sealing import Seal

from . import events
from .models import NEWEST, Note, NoteQuerySet, NoteVersion
from .permissions import NOTE_VIEW, NOTE_WRITE

SCOPE = Note.SCOPE
NOT_YOURS = gettext_lazy("Only its author, or the agency that leads the case, can correct a note.")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How somebody has to do with the notes of a case: they lead it, or have parts in it that cover notes."""

    case: Case
    leads: bool
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenedVersion:
    """What a note said from one moment on, in clear."""

    version: NoteVersion
    with_whom: str
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OpenedNote:
    """A note in clear, with the earlier versions that the reader may see, the newest of them first."""

    standing: Standing
    note: Note
    now: OpenedVersion
    earlier: tuple[OpenedVersion, ...]
    may_correct: bool


def standing_of(actor: Actor, case: Case) -> Standing | None:
    """How somebody who sees a case has to do with its notes; None if they have nothing to do with them."""
    if case_access.leads(actor, case):
        return Standing(case=case, leads=True)
    held = case_access.own_parts(actor, case.pk).filter(scopes__contains=[SCOPE], ended_at=None)
    parts = tuple(held.values_list("principal", flat=True))
    return Standing(case=case, leads=False, parts=parts) if parts else None


def case_with_notes(actor: Actor, case_id: UUID, *, event: str | None = None) -> Standing:
    """Return a case to somebody who leads it, or has a part that covers its notes.

    :param event: how the audit calls this look; None where the caller records what it shows.
    :raises NotThere: there is no such case that this actor may see, or its notes are nothing of theirs.
    """
    case = case_access.case(actor, case_id, event=None)
    standing = standing_of(actor, case)
    if standing is None:
        raise NotThere
    if event is not None:
        audit.record(event, subject=case, right=case_access.right_of(actor, case))
    return standing


def case_to_write_in(actor: Actor, case_id: UUID, *, lock: bool = True) -> Standing:
    """The same for somebody who may write a note; with `lock` the case stays with whoever leads it meanwhile.

    :raises NotThere: there is no such case that this actor may see, or its notes are nothing of theirs.
    :raises NotAllowed: the actor's role writes no notes.
    """
    standing = case_with_notes(actor, case_id)
    if not actor.may(NOTE_WRITE):
        raise NotAllowed(_("Your role does not write notes."))
    if lock and standing.leads:
        case_access.case(actor, case_id, as_="lead", lock=True, even_closed=True, even_waiting=True)
    elif lock:
        participation.keep_lead(case_id)
    return standing


def sharing_with(actor: Actor, case_id: UUID, *, at: datetime) -> list[str]:
    """The agencies, by name, whose part covers the notes that are shared now, for whoever leads the case."""
    others = Participation.objects.visible_to(actor).covering(case_id, SCOPE, at=at).exclude(part=Part.LEAD)
    return sorted(set(others.values_list("agency__name", flat=True)))


def notes_of(actor: Actor, case_id: UUID) -> NoteQuerySet:
    """The notes of a case that the actor may read, newest first, with their authors."""
    notes = Note.objects.visible_to(actor).filter(case_id=case_id).newest_first()
    own = (field.name for field in Note._meta.concrete_fields)
    return notes.showing(*own, "written_by__account__name", "written_by__agency__name")


def readable(actor: Actor, note_ids: Collection[str]) -> set[str]:
    """Those of these notes that the actor may read, by their ids."""
    if not note_ids or not actor.may(NOTE_VIEW):
        return set()
    found = Note.objects.visible_to(actor).filter(pk__any_of=note_ids)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def open_texts(actor: Actor, standing: Standing, notes: Collection[Note]) -> dict[UUID, OpenedVersion]:
    """Open what these notes of a case say now, by the id of each, and record that."""
    if not notes:
        return {}
    case = standing.case
    ids = [note.pk for note in notes]
    audit.record(
        "notes.opened",
        subject=case,
        right=case_access.right_of(actor, case),
        detail={"notes": [str(pk) for pk in ids]},
    )
    seal = case_access.seal(actor, case.pk)
    versions = NoteVersion.objects.visible_to(actor).filter(NEWEST, note__pk__any_of=ids)
    return {version.note_id: _opened(seal, version) for version in versions}


def note_to_read(
    actor: Actor, case_id: UUID, note_id: UUID, *, at: datetime, to_correct: bool = False
) -> OpenedNote:
    """Open a note with its earlier versions, and record who read it. Nobody needs to be told of it any more then.

    :raises NotThere: there is no such case or note that this actor may see.
    :raises NotAllowed: it is `to_correct`, and the actor may only read it.
    """
    standing = case_with_notes(actor, case_id)
    note = fetch(notes_of(actor, case_id), pk=note_id)
    may_correct = _may_correct(actor, standing, note)
    if to_correct and not may_correct:
        raise NotAllowed(NOT_YOURS)
    audit.record("note.opened", subject=note, right=case_access.right_of(actor, standing.case))
    if standing.leads and note.author_parts:
        notices.settle(events.NEW.kind, note.pk, by=actor, at=at)
    seal = case_access.seal(actor, case_id)
    versions = NoteVersion.objects.visible_to(actor).filter(note_id=note.pk).order_by("-number")
    now, *earlier = (_opened(seal, version) for version in versions.select_related("written_by__account"))
    return OpenedNote(standing=standing, note=note, now=now, earlier=tuple(earlier), may_correct=may_correct)


def note_to_correct(actor: Actor, case_id: UUID, note_id: UUID) -> tuple[Standing, Note]:
    """Return a note, locked, to its author or whoever leads the case.

    :raises NotThere: there is no such case or note that this actor may see.
    :raises NotAllowed: the actor neither wrote it nor leads the case, or has a role that writes no notes.
    """
    standing = case_to_write_in(actor, case_id)
    visible = Note.objects.visible_to(actor).filter(case_id=case_id)
    note = fetch(visible.select_related("written_by"), pk=note_id)
    if not _may_correct(actor, standing, note):
        raise NotAllowed(NOT_YOURS)
    return standing, fetch(visible.select_for_update(of=("self",)), pk=note_id)


def _may_correct(actor: Actor, standing: Standing, note: Note) -> bool:
    author = note.written_by
    is_author = (author.account_id, author.agency_id) == (actor.account_id, actor.agency_id)
    return actor.may(NOTE_WRITE) and (standing.leads or is_author)


def _opened(seal: Seal, version: NoteVersion) -> OpenedVersion:
    with_whom, text, reason = (seal.open_field(version, field) for field in NoteVersion.SEALED)
    return OpenedVersion(version=version, with_whom=with_whom, text=text, reason=reason)
