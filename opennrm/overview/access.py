"""Who reads the figures of an agency: those of it who see all of its cases."""

from datetime import datetime, timedelta
from uuid import UUID

from opennrm.foundation.actor import Actor

from .models import KeptFigures

WATCHED = timedelta(hours=10)
"""For so long after somebody looked, the figures are counted again and again."""


def kept(actor: Actor) -> KeptFigures | None:
    """What was counted for the actor's role at their agency; None if nobody has looked yet."""
    own = KeptFigures.objects.visible_to(actor).filter(agency_id=actor.agency_id, role=actor.role)
    # Two who look for the first time at once may make two. The same one is found from then on.
    return own.order_by("id").first()


def to_renew(job: Actor, *, at: datetime) -> list[tuple[UUID, UUID]]:
    """For the job: the figures that somebody may look at soon, and the errand by which each is counted."""
    watched = KeptFigures.objects.visible_to(job).filter(looked_at__gt=at - WATCHED, errand_until__gt=at)
    return list(watched.order_by("counted_at", "id").values_list("pk", "errand"))


def figures_to_renew(actor: Actor, figures_id: UUID) -> KeptFigures | None:
    """These figures, locked, if they are still those of the actor's role."""
    own = KeptFigures.objects.visible_to(actor).filter(agency_id=actor.agency_id, role=actor.role)
    return own.select_for_update(skip_locked=True).filter(pk=figures_id).first()
