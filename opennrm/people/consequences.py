"""What follows for the persons of a case from its events: the agency that leads the case finds them, and no other."""

from opennrm.cases import access as cases
from opennrm.cases.consequences import Happened
from opennrm.cases.events import HANDED_OVER

from . import search_index, tokens
from .models import Contact, Person


def found_by_the_new_lead(happened: Happened) -> None:
    """When a case changes hands, let the agency that leads it now find its persons, and the one before no longer."""
    if happened.event.kind != HANDED_OVER.kind:
        return
    case = cases.visible_to(happened.by).get(pk=happened.case_id)
    seal = cases.seal(happened.by, case.pk)
    search_index.release_all(case)
    for person in Person.objects.visible_to(happened.by).of_case(case.pk):
        contacts = Contact.objects.visible_to(happened.by).filter(person=person).only("case_id", "telephone")
        texts = {name: seal.open_field(person, name) for name in Person.SEALED}
        numbers = [seal.open_field(contact, "telephone") for contact in contacts]
        search_index.add(person, case, tokens.keys_of_person(texts, numbers))


CONSEQUENCES = (found_by_the_new_lead,)
