"""What somebody has begun to write in the case of the cast, and not sent."""

from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.people import drafts
from opennrm.people.rules import Corrected
from tests.world import Person, World


def correction(world: World, member: Person, case_id: UUID, *, word: str) -> UUID:
    """A correction of what everybody reads of the child; returns the id of its draft."""
    typed = [("reason", f"{word} said so."), ("version", "1")]
    given = {"typed": typed, "page": uuid4(), "at": timezone.now()}
    with world.acting(member) as actor:
        return drafts.keep(case_id, Corrected.FACTS, case_id, **given, by=actor).pk
