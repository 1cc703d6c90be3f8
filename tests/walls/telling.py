"""What the child of the cast was told."""

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.invented.tellings import Words
from opennrm.tellings import actions
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def tell(world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID) -> dict[str, UUID]:
    """Write down one telling with words that give the case away in all that is sealed; returns ids for addresses."""
    with world.acting(people["lead_assigned"]) as actor:
        now = timezone.now()
        said = Words(
            told_by=f"The aunt of {canaries.telling}", questions=f"She asked for {canaries.telling}."
        )
        telling = actions.write(case_id, content=said.at(now), page=uuid4(), by=actor, at=now)
    return {"telling_id": telling.pk}
