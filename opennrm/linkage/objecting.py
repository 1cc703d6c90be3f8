"""The children of whom no pairs are made, because they object and a data officer decided that it stops for them."""

from uuid import UUID

from opennrm.consents.models import Objection
from opennrm.foundation.actor import Actor
from opennrm.people.models import Person

from .models import MatchToken

PURPOSE = "linkage"
"""What this context does, in the country's table of consent."""


def cases(actor: Actor) -> set[UUID]:
    """The cases whose children are not compared with others, for the matcher."""
    heeded = Objection.objects.visible_to(actor).filter(purpose=PURPOSE, heeded=True)
    return set(heeded.values_list("case_id", flat=True))


def persons(actor: Actor) -> set[UUID]:
    """These children and whoever else is recorded as a person of their cases, for the matcher."""
    stopped = cases(actor)
    if not stopped:
        return set()
    found = Person.objects.visible_to(actor).filter(case_id__in=stopped)
    return set(found.values_list("pk", flat=True))


def still_found(actor: Actor) -> list[UUID]:
    """Those of them who could still be found by what they have in common with others."""
    stopped = persons(actor)
    if not stopped:
        return []
    having = MatchToken.objects.visible_to(actor).filter(person__id__any_of=stopped)
    return sorted(set(having.values_list("person_id", flat=True)))
