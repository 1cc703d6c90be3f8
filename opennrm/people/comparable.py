"""The children in sight with whom a child is compared: opened in memory, and recorded by whoever shows any of them.

As for a search (`finding`), the children of an agency are found by tokens for whoever supervises it. Those of all other
cases that somebody sees are few.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor

from . import finding, known, search_index
from .corrections import known_of
from .known import Known
from .models import Contact, Person

_COMPARED = (
    "case_id", "recorded_at", "given_names", "family_name", "other_names", "former_names", "birth_date",
    "document_number", "school", "guardian", "nationality",
)  # fmt: skip


@dataclass(frozen=True)
class InSight:
    """A child whom the actor sees, with the case and what is known of them."""

    person_id: UUID
    case: Case
    known: Known


def in_sight(actor: Actor, wanted: Known) -> tuple[list[InSight], bool]:
    """The children whom the actor sees and who may be the one of whom so much is known; and whether there may be more.

    Nothing is compared yet. Of those whom the actor supervises only children who share a key with `wanted` are opened.
    """
    supervises = finding.is_supervisor(actor)
    visible = Person.objects.visible_to(actor).only(*_COMPARED)
    others = list(
        finding.other_cases(actor, supervises=supervises).values_list("pk", flat=True)[
            : finding.MOST_OPENED + 1
        ]
    )
    people = list(visible.filter(case__id__any_of=others[: finding.MOST_OPENED]))
    is_cut = len(others) > finding.MOST_OPENED
    if supervises:
        candidates = search_index.candidates_to_compare(actor, known.keys_to_find(wanted))
        people += visible.filter(pk__any_of=candidates.person_ids)
        is_cut = is_cut or candidates.is_cut
    return _opened(actor, people), is_cut


def _opened(actor: Actor, people: list[Person]) -> list[InSight]:
    case_ids = {person.case_id for person in people}
    seals = cases.seals(actor, case_ids)
    seen = {case.pk: case for case in cases.visible_to(actor).filter(pk__any_of=case_ids)}
    people = [person for person in people if person.case_id in seals and person.case_id in seen]
    telephones: dict[UUID, list[str]] = defaultdict(list)
    contacts = Contact.objects.visible_to(actor).filter(person__id__any_of=[person.pk for person in people])
    for contact in contacts.only("case_id", "person_id", "telephone"):
        if text := seals[contact.case_id].open_field(contact, "telephone"):
            telephones[contact.person_id].append(text)
    return [
        InSight(
            person.pk,
            seen[person.case_id],
            known_of(seen[person.case_id], person, seals[person.case_id], telephones[person.pk]),
        )
        for person in people
    ]
