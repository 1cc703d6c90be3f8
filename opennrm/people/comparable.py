"""The children in sight with whom a child is compared: opened in memory, and recorded by whoever shows any of them.

As for a search (`finding`), the children of an agency are found by tokens for whoever supervises it. Those of all other
cases that somebody sees are few.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal

from . import access, finding, known, search_index
from .corrections import known_of
from .known import Known
from .models import Contact, Person

_COMPARED = (
    "case_id", "recorded_at", "given_names", "family_name", "other_names", "former_names", "birth_date",
    "document_number", "school", "guardian", "nationality",
)  # fmt: skip
_SHOWN = ("reference", "area", "sex", "age", "closed_at")


@dataclass(frozen=True)
class InSight:
    """A child whom the actor sees, with the case. Of the texts no more is opened than somebody asks for."""

    case: Case
    telephones: tuple[str, ...]
    _person: Person
    _seal: Seal

    @property
    def person_id(self) -> UUID:
        """The id of the child."""
        return self._person.pk

    def text(self, name: str) -> str:
        """One of the sealed texts, opened."""
        return self._seal.open_field(self._person, name)

    @property
    def born(self) -> str:
        """The date of birth, or about the year, as `Known.born`."""
        return known.born_of(self.text("birth_date"), self.case.age, self._person.recorded_at.date())

    @cached_property
    def known(self) -> Known:
        """Everything that is compared, opened."""
        return known_of(self.case, self._person, self._seal, self.telephones)


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


def of_case(actor: Actor, case_id: UUID) -> Known:
    """What is known of the child of a case, opened to be compared. Whoever shows anything of it records that.

    :raises NotThere: there is no such case for this actor, or nobody whom their part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    case = cases.case(actor, case_id, event=None)
    child = access.child_of(actor, case_id)
    access.require_opening(actor)
    seal = cases.seal(actor, case_id)
    contacts = Contact.objects.visible_to(actor).filter(person_id=child.pk).only("case_id", "telephone")
    return known_of(
        case, child, seal, filter(None, (seal.open_field(each, "telephone") for each in contacts))
    )


def _opened(actor: Actor, people: list[Person]) -> list[InSight]:
    case_ids = {person.case_id for person in people}
    seals = cases.seals(actor, case_ids)
    visible = cases.visible_to(actor).filter(pk__any_of=case_ids).only(*_SHOWN)
    seen = {case.pk: case for case in visible}
    people = [person for person in people if person.case_id in seals and person.case_id in seen]
    telephones: dict[UUID, list[str]] = defaultdict(list)
    contacts = Contact.objects.visible_to(actor).filter(person__id__any_of=[person.pk for person in people])
    for contact in contacts.only("case_id", "person_id", "telephone"):
        if text := seals[contact.case_id].open_field(contact, "telephone"):
            telephones[contact.person_id].append(text)
    return [
        InSight(seen[person.case_id], tuple(telephones[person.pk]), person, seals[person.case_id])
        for person in people
    ]
