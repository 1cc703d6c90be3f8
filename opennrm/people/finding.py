"""Which children a search finds, and how well each fits.

Whoever supervises an agency finds its children by tokens (`search_index`), however many they are. The children of all
other cases that somebody sees are few, and are opened in memory. Both ways end in the same comparison.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from opennrm.cases import access as cases
from opennrm.cases.models import Case, CaseQuerySet
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.sealing import Seal

from . import rules, search_index, telephones, tokens
from .models import Contact, Person
from .tokens import Key

MOST_OPENED = 2000
"""As many cases outside of what the actor supervises are opened for a search, the newest first (measured in bench/)."""


@dataclass(frozen=True)
class Match:
    """A child who fits a search, from 60 to 100, with the names that are kept."""

    person_id: UUID
    case: Case
    score: int
    names: dict[str, str]


@dataclass(frozen=True)
class Search:
    """What was typed, in the forms in which it is compared."""

    words: list[str]
    keys: set[Key]

    @classmethod
    def of(cls, text: str) -> "Search":
        return cls(rules.words(text), tokens.keys_of_search(text))

    @property
    def numbers(self) -> set[Key]:
        return {key for key in self.keys if key[0] in tokens.NUMBERS}

    def fits_names(self, names: dict[str, str]) -> int:
        """How well the names of a person fit, from 0 to 100."""
        forms = rules.forms_of(**names)
        return 0 if self.keys.isdisjoint(tokens.keys_of_words(forms)) else rules.score(self.words, forms)

    def fits_numbers(self, document: str, telephone_texts: Collection[str]) -> bool:
        """Whether the paper or a telephone of a person is one that was typed."""
        ends = {form[-telephones.SHORTEST_END :] for kind, form in self.keys if kind == tokens.TELEPHONE}
        # Reading a telephone takes long; most do not even hold the last digits.
        near = [text for text in telephone_texts if any(end in telephones.digits_of(text) for end in ends)]
        return not self.numbers.isdisjoint(tokens.keys_of_numbers(document, near))


def find(actor: Actor, text: str) -> tuple[list[Match], bool]:
    """The children of a name or number like this; and whether there may be more than were looked at."""
    search = Search.of(text)
    people, is_cut = _people_to_open(actor, search.keys)
    seals = cases.seals(actor, {person.case_id for person in people})
    people = [person for person in people if person.case_id in seals]
    telephone_texts = _telephones(actor, people, seals) if search.numbers else {}
    found: dict[Person, tuple[int, dict[str, str]]] = {}
    for person in people:
        seal = seals[person.case_id]
        names = {name: plain(seal.open_field(person, name), lines=False) for name in tokens.NAMES}
        fits = search.fits_names(names)
        if search.numbers and search.fits_numbers(
            seal.open_field(person, "document_number"), telephone_texts[person.pk]
        ):
            fits = 100
        if fits >= rules.GOOD_ENOUGH:
            found[person] = fits, names
    in_sight = cases.visible_to(actor).in_bulk([person.case_id for person in found])
    matches = [
        Match(person.pk, in_sight[person.case_id], *fitting)
        for person, fitting in found.items()
        if person.case_id in in_sight
    ]
    return matches, is_cut


def _people_to_open(actor: Actor, keys: set[Key]) -> tuple[list[Person], bool]:
    visible = Person.objects.visible_to(actor).only("case_id", "document_number", *tokens.NAMES)
    supervision = search_index.supervision_of(actor)
    others = list(_other_cases(actor, supervision).values_list("pk", flat=True)[: MOST_OPENED + 1])
    people = list(visible.filter(case_id__in=others[:MOST_OPENED]))
    is_cut = len(others) > MOST_OPENED
    if supervision is not None:
        candidates = search_index.candidates(actor, keys)
        people += visible.filter(pk__in=candidates.person_ids)
        is_cut = is_cut or candidates.is_cut
    return people, is_cut


def _other_cases(actor: Actor, supervision: int | None) -> CaseQuerySet:
    """The cases that the actor sees, without those of the agency that they supervise; newest first."""
    visible = cases.visible_to(actor).order_by("-opened_at", "-id")
    if supervision is None:
        return visible
    # By what else they hold, so that the many that they supervise are not read.
    held = [principal for principal in actor.principals if principal != supervision]
    return visible.filter(readers__overlap=held).exclude(lead_agency_id=actor.agency_id)


def _telephones(actor: Actor, people: list[Person], seals: dict[UUID, Seal]) -> dict[UUID, list[str]]:
    kept: dict[UUID, list[str]] = defaultdict(list)
    contacts = Contact.objects.visible_to(actor).filter(person_id__in=[person.pk for person in people])
    for contact in contacts.only("case_id", "person_id", "telephone"):
        kept[contact.person_id].append(seals[contact.case_id].open_field(contact, "telephone"))
    return kept
