"""What several agencies do together in the case of the cast: conferences, tellings, consents, spaces and interviews."""

from typing import TYPE_CHECKING
from uuid import UUID

from tests.walls import booking, conferring, consenting, interviewing, telling
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def do(world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID) -> dict[str, UUID]:
    """Let all of it happen; returns ids for addresses."""
    ids = booking.book(world, people)
    for make in (conferring.confer, telling.tell, interviewing.interview):
        ids |= make(world, people, canaries, case_id)
    return ids | consenting.agree(world, people, case_id, word=canaries.consent)
