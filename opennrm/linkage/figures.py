"""What is counted of cases and of the children whom they are about."""

from datetime import datetime

from opennrm.cases import access as cases
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures
from opennrm.people.models import Person

from . import access, components


def _children(actor: Actor, at: datetime) -> dict[str, int]:
    """How many open cases the actor's agency leads, and about how many children, as far as the actor sees both."""
    led = cases.visible_to(actor).open().filter(lead_agency_id=actor.agency_id)
    number = led.count()
    together = components.components(components.standing(access.visible_to(actor)))
    tied = {person for component in together for person in component.persons}
    people = Person.objects.visible_to(actor).filter(pk__any_of=tied, case_id__in=led.values("pk"))
    of_agency = set(people.values_list("pk", flat=True)) if tied else set()
    counted_again = sum(max(len(component.persons & of_agency) - 1, 0) for component in together)
    return {"cases": number, "children": number - counted_again}


FIGURES = (Figures(name="children", count=_children),)
