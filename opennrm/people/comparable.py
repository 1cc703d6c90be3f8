"""The children in sight with whom a child is compared: opened in memory, and recorded by whoever shows any of them.

As for a search (`finding`), the children of an agency are found by tokens for whoever supervises it. Those of all other
cases that somebody sees are few. They are read as plain rows: hundreds are looked at, and most are put aside again
after one look at a date of birth.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from opennrm.cases import access as cases
from opennrm.cases.models import CaseKey, CaseQuerySet
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import seal_of
from opennrm.foundation.visibility import GuardedQuerySet

from . import access, finding, known, search_index
from .corrections import known_of
from .known import Known
from .models import Contact, Person

TEXTS = (
    "given_names", "family_name", "other_names", "former_names", "birth_date", "document_number", "school", "guardian",
)  # fmt: skip
"""The sealed fields of a person that are compared, or by which others meet them."""
_LABEL = {name: f"{Person._meta.label_lower}.{name}" for name in TEXTS}
_PLACE = {name: place for place, name in enumerate(TEXTS)}
_TELEPHONE = f"{Contact._meta.label_lower}.telephone"


class Facts(NamedTuple):
    """What of a case is compared, or says who looks at a child first. Nothing of it is sealed."""

    case_id: UUID
    reference: str
    lead_agency_id: UUID
    area: str
    sex: str
    age: int | None
    is_urgent: bool
    assigned_to_id: UUID | None
    closed_at: datetime | None


_FACTS = ("pk", *Facts._fields[1:])


@dataclass(frozen=True, slots=True)
class Kept:
    """A child as the database has them: what is compared, sealed. `wrapped` is None if the key was destroyed."""

    person_id: UUID
    facts: Facts
    recorded_at: datetime
    wrapped: bytes | None
    texts: tuple[bytes | None, ...]
    """In the order of `TEXTS`."""
    telephones: tuple[tuple[UUID, bytes], ...]
    """Each with the id of its row."""


class Child:
    """A child who is compared. Of what is sealed no more is opened than somebody asks for."""

    def __init__(self, kept: Kept, wrapped: bytes) -> None:
        self.facts, self.person_id = kept.facts, kept.person_id
        self._kept, self._seal = kept, seal_of(kept.facts.case_id, wrapped)

    @property
    def has(self) -> tuple[bool, ...]:
        """Which of the sealed texts something stands in, and then whether there is a telephone. It opens nothing."""
        return (*[text is not None for text in self._kept.texts], bool(self._kept.telephones))

    def text(self, name: str) -> str:
        """One of the sealed texts, opened."""
        sealed = self._kept.texts[_PLACE[name]]
        return self._seal.open_text(sealed, label=_LABEL[name], row_id=self.person_id) if sealed else ""

    @property
    def born(self) -> str:
        """The date of birth, or about the year, as `Known.born`."""
        return known.born_of(self.text("birth_date"), self.facts.age, self._kept.recorded_at.date())

    @cached_property
    def telephones(self) -> tuple[str, ...]:
        """The telephones, opened."""
        opened = (
            self._seal.open_text(sealed, label=_TELEPHONE, row_id=row_id)
            for row_id, sealed in self._kept.telephones
        )
        return tuple(filter(None, opened))

    @cached_property
    def known(self) -> Known:
        """Everything that is compared, opened."""
        return Known(
            texts={name: self.text(name) for name in TEXTS},
            telephones=self.telephones,
            sex=self.facts.sex,
            area=self.facts.area,
            age=self.facts.age,
            on=self._kept.recorded_at.date(),
        )


def in_sight(actor: Actor, wanted: Known) -> tuple[list[Child], bool]:
    """The children whom the actor sees and who may be the one of whom so much is known; and whether there may be more.

    Nothing is compared yet. Of those whom the actor supervises only children who share a key with `wanted` are read.
    """
    supervises = finding.is_supervisor(actor)
    others = facts_of(finding.other_cases(actor, supervises=supervises)[: finding.MOST_OPENED + 1])
    is_cut = len(others) > finding.MOST_OPENED
    facts = {each.case_id: each for each in others[: finding.MOST_OPENED]}
    visible, telephones = Person.objects.visible_to(actor), bool(wanted.telephones)
    mine = visible.filter(case__id__any_of=facts)
    found = kept(actor, mine, facts, telephones=telephones) if facts else []
    if supervises:
        candidates = search_index.candidates_to_compare(actor, known.keys_to_find(wanted))
        is_cut = is_cut or candidates.is_cut
        if candidates.person_ids:
            found += kept(actor, visible.filter(pk__any_of=candidates.person_ids), telephones=telephones)
    return [Child(each, each.wrapped) for each in found if each.wrapped is not None], is_cut


def facts_of(rows: CaseQuerySet) -> list[Facts]:
    """What of these cases is compared."""
    return [Facts(*row) for row in rows.values_list(*_FACTS)]


def kept(
    actor: Actor,
    people: GuardedQuerySet[Person],
    facts: dict[UUID, Facts] | None = None,
    *,
    telephones: bool = True,
) -> list[Kept]:
    """These persons with what is compared of them, as far as the actor sees it and their cases. It opens nothing.

    :param facts: those of their cases, if somebody has them at hand.
    :param telephones: whether their telephones are read too.
    """
    key = CaseKey.objects.visible_to(actor).filter(pk=OuterRef("case_id"))
    rows = list(
        people.annotate(wrapped=Subquery(key.values("wrapped"))).values_list(
            "pk", "case_id", "recorded_at", "wrapped", *TEXTS
        )
    )
    if facts is None:
        seen = cases.visible_to(actor).filter(pk__any_of={case_id for _, case_id, *_ in rows})
        facts = {each.case_id: each for each in facts_of(seen)}
    numbers = _telephones(actor, [row[0] for row in rows]) if telephones else {}
    return [
        Kept(
            person_id,
            facts[case_id],
            at,
            wrapped,
            tuple(texts),
            tuple(numbers.get(person_id, ())),
        )
        for person_id, case_id, at, wrapped, *texts in rows
        if case_id in facts
    ]


def _telephones(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, bytes]]]:
    found: dict[UUID, list[tuple[UUID, bytes]]] = defaultdict(list)
    theirs = Contact.objects.visible_to(actor).filter(person__id__any_of=person_ids, telephone__isnull=False)
    for person_id, row_id, sealed in theirs.order_by("pk").values_list("person_id", "pk", "telephone"):
        found[person_id].append((row_id, bytes(sealed)))
    return found


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
