"""Recording a child: everything that names or finds them is sealed, and tokens find them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from opennrm.cases.models import Case
from opennrm.foundation.sealing import Seal

from .models import Contact, Person
from .rules import UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Child:
    """What somebody told about a child.

    `safe_to_contact` is one of `rules.SAFETY`. `texts` have the names of the sealed fields of `Person` and `Contact`;
    one that was not given is missing or empty.
    """

    age_is_estimated: bool
    sex: str
    languages: list[str]
    citizenships: list[str]
    safe_to_contact: str
    telephones: list[str]
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        """One of the texts, which are sealed wherever they go."""
        return self.texts.get(name, "")


def record_child(case: Case, child: Child, seal: Seal, *, at: datetime) -> Person:
    """Record the child of a case even if nothing is known yet: what is learned later needs a place.

    The child is found only once `search_index.add` has been called for them.
    """
    person = Person.make(
        case,
        at,
        age_is_estimated=child.age_is_estimated,
        sex=child.sex,
        languages=child.languages,
        citizenships=child.citizenships,
        recorded_at=at,
        changed_at=at,
    )
    for name in Person.SEALED:
        seal.close_field(person, name, child.text(name))
    person.save(from_action=True, force_insert=True)
    first, *others = child.telephones or [""]
    # That it is not safe to write there matters also where nobody gave an address.
    if child.safe_to_contact != UNKNOWN or child.text("address") or first:
        _record_contact(person, case, child, seal, at=at, address=child.text("address"), telephone=first)
    for place, other in enumerate(others, start=1):
        # A moment later each, so that they are shown in the order in which they were written.
        later = at + timedelta(microseconds=place)
        _record_contact(person, case, child, seal, at=later, telephone=other)
    return person


def _record_contact(
    person: Person, case: Case, child: Child, seal: Seal, *, at: datetime, **texts: str
) -> None:
    contact = Contact.make(
        case,
        at,
        person=person,
        safe_to_contact=child.safe_to_contact,
        recorded_at=at,
    )
    for name in Contact.SEALED:
        seal.close_field(contact, name, texts.get(name, ""))
    contact.save(from_action=True, force_insert=True)


def forget_child(case: Case) -> None:
    """Empty what is kept unsealed of the child of a case whose key is destroyed. For whoever leads it."""
    Person.objects.filter(case_id=case.pk).update(
        sex="", languages=[], citizenships=[], age_is_estimated=True, from_action=True
    )
