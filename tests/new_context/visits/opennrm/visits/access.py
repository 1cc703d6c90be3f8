"""Who may see visits. Nothing else in the product decides this."""

from opennrm.foundation.actor import Actor

from .models import Visit, VisitQuerySet


def visible_to(actor: Actor) -> VisitQuerySet:
    """The visits that the actor sees: of cases that they lead, or in which their part covers visits."""
    return Visit.objects.visible_to(actor)
