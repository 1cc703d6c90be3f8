"""The documents of the case of the cast."""

from uuid import UUID

from django.utils import timezone

from opennrm.cases import document_changes
from opennrm.country.pack import pack
from opennrm.invented.papers import paper
from tests.walls.canary_words import Canaries
from tests.world import Person, World


def add_two(world: World, member: Person, canaries: Canaries, case_id: UUID) -> dict[str, UUID]:
    """A document that was added to the case, and one that was added by mistake."""
    given = {"kind": next(iter(pack().codes("document_kinds"))), "at": timezone.now()}
    with world.acting(member) as actor:
        kept, mistaken = (
            document_changes.add(
                case_id,
                title=f"{canaries.document_title} {colour}",
                file=paper(f"{canaries.document_content} {colour}", name=f"{canaries.file_name}.pdf"),
                by=actor,
                **given,
            ).pk
            for colour in ("navy", "maroon")
        )
        reason = f"{canaries.removal_reason} is another child."
        document_changes.remove(case_id, mistaken, reason=reason, by=actor, at=timezone.now())
    return {"document_id": kept, "removed_document_id": mistaken}
