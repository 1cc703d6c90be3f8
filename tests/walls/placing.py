"""Where the child of the cast stays: one placement that goes on after a child was missing, and one that is planned."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.placements import actions, correcting, ending, visits
from opennrm.placements.actions import Place
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def place(world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID) -> dict[str, UUID]:
    """Make both with words that give the child away in all that is sealed; returns ids for addresses."""
    word, now = canaries.placement, timezone.now()
    moved, ran = now - timedelta(minutes=40), now - timedelta(minutes=20)
    first = {name: next(iter(pack().codes(f"placement_{name}"))) for name in ("kinds", "bases", "ends")}
    there = Place(
        kind=first["kinds"], basis=first["bases"], provider=f"House of {word}", address=f"Lane of {word}",
        contact=f"Matron {word}", order_reference=f"Order {word}", view=f"I know {word}.",
    )  # fmt: skip
    with world.acting(people["lead_assigned"]) as actor:
        begun = actions.begin_at_once(case_id, place=there, since=moved, page=uuid4(), by=actor, at=now)
        told = {"visitor": f"Aunt {word}", "concerns": f"Afraid of {word}", "child_words": f"{word} shouts."}
        visits.record(
            begun.root, visited_at=moved, seen_alone="yes", **told, page=uuid4(), by=actor, at=now
        )  # fmt: skip
        correcting.correct(
            begun.root, place=there, since=moved - timedelta(minutes=1), until=None, reason=f"{word} said so.",
            seen=1, by=actor, at=now,
        )  # fmt: skip
        missing = ending.ran_away(begun.root, since=ran, words=f"With {word}.", by=actor, at=now)
        back = now - timedelta(minutes=10)
        again = ending.came_back(missing.root, until=back, to_same_place=True, by=actor, at=now)
        planned = actions.plan(
            case_id, place=there, planned_from=timezone.localdate(), page=uuid4(), by=actor, at=now
        )
    return {
        "placement_id": again.root,
        "missing_placement_id": missing.root,
        "planned_placement_id": planned.root,
    }
