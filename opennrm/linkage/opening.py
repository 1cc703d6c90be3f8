"""The records that the matcher compares: it alone opens those of every agency, in memory, and shows them to nobody."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from opennrm.cases.models import Case, CaseKey
from opennrm.foundation import keys
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal, seal_of
from opennrm.people import known
from opennrm.people.comparable import InSight
from opennrm.people.models import Contact, Person
from opennrm.people.tokens import Key

from .duplicates import model, record_of, without_names
from .records import Features, Record, features_of

_HALF = 16
"""Bytes of a digest of what is compared, and of one of the keys."""
_TEXTS = (
    "given_names", "family_name", "other_names", "former_names", "birth_date", "document_number", "school", "guardian",
)  # fmt: skip
_READ = ("case_id", "recorded_at", "changed_at", "nationality", *_TEXTS)


@dataclass(frozen=True)
class Sealed:
    """A person as the database has them. `key` is None if it was destroyed: nobody can read them any more."""

    person: Person
    case: Case
    contacts: tuple[Contact, ...]
    key: bytes | None

    @property
    def digest(self) -> bytes:
        """Changes whenever anything that is compared is written, or somebody else leads the case. It opens nothing."""
        case = self.case
        parts = [
            model().version, str(self.key is not None), str(case.lead_agency_id), case.area, case.sex, str(case.age),
        ]  # fmt: skip
        written = [
            *(getattr(self.person, name) for name in _TEXTS),
            *(each.telephone for each in self.contacts),
        ]
        parts += [bytes(each).hex() if each else "" for each in written]
        return _keyed("what is compared", [str(self.person.pk), *parts])


@dataclass(frozen=True)
class Opened:
    """A record that is compared. Of its texts no more is opened than the comparison asks for."""

    child: InSight

    @property
    def person_id(self) -> UUID:
        """The id of the child."""
        return self.child.person_id

    @property
    def case(self) -> Case:
        """The case of the child."""
        return self.child.case

    @cached_property
    def without_names(self) -> Features:
        """What is compared without opening a name."""
        return without_names(self.child)

    @cached_property
    def record(self) -> Record:
        """Everything that is compared, as it was written."""
        return record_of(self.child.known)

    @cached_property
    def features(self) -> Features:
        """Everything that is compared, in the forms in which it is."""
        return features_of(self.record, model().variants)

    @cached_property
    def keys(self) -> Collection[Key]:
        """By which others meet the record."""
        return known.keys_to_meet(self.child.known)

    @cached_property
    def keys_to_find(self) -> Collection[Key]:
        """By which to look for others."""
        return known.keys_to_find(self.child.known)

    @cached_property
    def digest_of_keys(self) -> bytes:
        """Changes whenever the record is met by other keys."""
        return _keyed("keys", sorted(f"{kind} {form}" for kind, form in self.keys))


def sealed(actor: Actor, person_ids: Collection[UUID]) -> list[Sealed]:
    """These persons, as far as the matcher sees them."""
    people = list(Person.objects.visible_to(actor).only(*_READ).filter(pk__any_of=person_ids))
    case_ids = {person.case_id for person in people}
    cases = Case.objects.visible_to(actor).defer("readers", "writers").in_bulk(case_ids)
    wrapped = {
        key.pk: bytes(key.wrapped)
        for key in CaseKey.objects.visible_to(actor).filter(pk__any_of=case_ids).only("wrapped")
        if key.wrapped is not None
    }
    contacts: dict[UUID, list[Contact]] = defaultdict(list)
    theirs = Contact.objects.visible_to(actor).filter(person__id__any_of=person_ids).order_by("pk")
    for contact in theirs.only("case_id", "person_id", "telephone"):
        contacts[contact.person_id].append(contact)
    return [
        Sealed(person, cases[person.case_id], tuple(contacts[person.pk]), wrapped.get(person.case_id))
        for person in people
        if person.case_id in cases
    ]


def opened(rows: Iterable[Sealed]) -> dict[UUID, Opened]:
    """Those of these records that can be opened, by their persons."""
    return {row.person.pk: _opened(row, seal_of(row.case.pk, row.key)) for row in rows if row.key is not None}


def _opened(row: Sealed, seal: Seal) -> Opened:
    telephones = [text for each in row.contacts if (text := seal.open_field(each, "telephone"))]
    return Opened(InSight(row.case, tuple(telephones), row.person, seal))


def _keyed(purpose: str, parts: Iterable[str]) -> bytes:
    secret = keys.keeper().derive(f"linkage: {purpose}")
    return hmac.digest(secret, "\0".join(parts).encode(), hashlib.sha256)[:_HALF]
