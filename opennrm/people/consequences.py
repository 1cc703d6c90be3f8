"""What follows for the persons of a case from its events: the agency that leads the case finds them, and no other."""

from opennrm.cases import access as cases
from opennrm.cases.consequences import Happened
from opennrm.cases.events import HANDED_OVER

from . import search_index
from .corrections import keys_of_child, mark_changed
from .models import Person


def found_by_the_new_lead(happened: Happened) -> None:
    """When a case changes hands, let the agency that leads it now find its persons, and the one before no longer."""
    if happened.event.kind != HANDED_OVER.kind:
        return
    case = cases.visible_to(happened.by).get(pk=happened.case_id)
    seal = cases.seal(happened.by, case.pk)
    search_index.release_all(case)
    for child in Person.objects.visible_to(happened.by).of_case(case.pk):
        mark_changed(child, at=happened.at)
        search_index.add(child, case, keys_of_child(case, child, seal, happened.by))


CONSEQUENCES = (found_by_the_new_lead,)
