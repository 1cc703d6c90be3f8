"""Writing and reading notes, as the tests do it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.foundation.refusals import NotThere
from opennrm.notes import access, actions, drafts
from opennrm.notes.actions import Content
from opennrm.notes.models import Note, NoteDraft
from opennrm.referrals.models import Referral
from tests.referrals.scene import Scene
from tests.world import Person

TEXT = "She called and said that she is well."


def content(**given: Any) -> Content:
    """What a note says: a call of an hour ago, unless it is given."""
    said = {
        "kind": "telephone_call",
        "happened_at": timezone.now() - timedelta(hours=1),
        "is_time_known": True,
        "with_whom": "Her aunt",
        "text": TEXT,
    }
    return Content(**(said | given))


@dataclass
class Desk:
    """A case in which notes are written, and the referral by which a shelter helps the child."""

    scene: Scene
    helping: Referral

    @property
    def case_id(self) -> UUID:
        return self.scene.case_id

    def write(
        self, by: Person | None = None, *, is_shared: bool = False, page: UUID | None = None, **given: Any
    ) -> Note:
        """Let somebody write a note, as a rule the caseworker."""
        now = given.pop("at", timezone.now())
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return actions.write(
                self.case_id, content=content(**given), is_shared=is_shared, page=page or uuid4(), by=actor, at=now
            )  # fmt: skip

    def correct(self, note: Note, by: Person | None = None, **given: Any) -> Note:
        """Let somebody correct a note, as a rule the caseworker."""
        own = {"is_shared": note.is_shared, "reason": "A slip.", "seen": note.versions, "page": uuid4()}
        own |= {name: given.pop(name) for name in list(given) if name in own}
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return actions.correct(
                self.case_id, note.pk, content=content(**given), by=actor, at=timezone.now(), **own
            )

    def read(self, note: Note, by: Person | None = None) -> access.OpenedNote:
        """Let somebody read a note, as a rule the caseworker."""
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return access.note_to_read(actor, self.case_id, note.pk, at=timezone.now())

    def sees(self, person: Person, note: Note) -> bool:
        """Whether a person can read a note: behind both walls, and in the database alone."""
        with self.scene.world.acting(person):
            in_database = Note.objects.filter(pk=note.pk).exists()
        try:
            self.read(note, person)
        except NotThere:
            return False
        assert in_database
        return True

    def keep(self, by: Person | None = None, *, at: datetime | None = None, **given: Any) -> NoteDraft | None:
        """Keep what somebody has typed, as a rule the caseworker."""
        typed = {"text": given.pop("text", TEXT)}
        given.setdefault("page", uuid4())
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return drafts.keep(self.case_id, typed=typed, by=actor, at=at or timezone.now(), **given)

    def unfinished(self, by: Person | None = None) -> list[str]:
        """The texts of the drafts that somebody finds, the last saved first."""
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            found = []
            for draft in drafts.drafts_of(actor):
                opened = drafts.open_own(actor, draft.case, draft.pk)
                assert opened is not None
                found.append(opened.typed["text"])
            return found
