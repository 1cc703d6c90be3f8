"""Which children a search finds, and how well each fits.

Whoever supervises an agency finds its children by tokens (`search_index`), however many they are. The children of all
other cases that somebody sees are few, and are opened in memory. Both ways end in the same comparison.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from opennrm.agencies.models import Membership
from opennrm.cases import access as cases
from opennrm.cases.models import Case, CaseQuerySet
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.sealing import Seal

from . import rules, search_index, telephones, tokens
from .models import Contact, Person, RelatedPerson
from .tokens import Key

MOST_SHOWN = 50
"""As many children are shown, those who fit best: nobody reads more names, and each that is shown is recorded."""
MOST_OPENED = 2000
"""As many cases outside of what the actor supervises are opened for a search, the newest first (measured in bench/)."""


@dataclass(frozen=True)
class Match:
    """A child who fits a search, from 60 to 100, with the names that are kept.

    `through` is the role of somebody around the child who fits better than the child does; empty without.
    """

    person_id: UUID
    case: Case
    score: int
    names: dict[str, str]
    through: str


@dataclass(frozen=True)
class Fit:
    """How well a child fits, from 0 to 100, with their names if these were opened; and through whom."""

    score: int = 0
    names: dict[str, str] = field(default_factory=dict)
    through: str = ""


@dataclass(frozen=True)
class Around:
    """Somebody around a child, as far as a search compares them."""

    role: str
    names: dict[str, str]
    telephone: str


@dataclass(frozen=True)
class Search:
    """What was typed, in the forms in which it is compared."""

    words: list[str]
    keys: set[Key]
    numbers: set[Key]
    starts: tuple[str, ...]
    sounds: set[str]
    ends: set[str]

    @classmethod
    def of(cls, text: str) -> "Search":
        keys = tokens.keys_of_search(text)
        forms: dict[str, set[str]] = defaultdict(set)
        for kind, form in keys:
            forms[kind].add(form)
        return cls(
            words=rules.words(text),
            keys=keys,
            numbers={key for key in keys if key[0] in tokens.NUMBERS},
            starts=(*forms[tokens.NAME], *forms[tokens.BEGINNING]),
            sounds=forms[tokens.SOUND],
            ends={form[-telephones.SHORTEST_END :] for form in forms[tokens.TELEPHONE]},
        )

    @property
    def is_for_names(self) -> bool:
        """Whether a name can fit: nobody's name is a number."""
        return not all(word.isdecimal() for word in self.words)

    def fits_names(self, names: dict[str, str]) -> int:
        """How well the names of a person fit, from 0 to 100."""
        forms = rules.forms_of(**names)
        # Cheap for the hundreds that do not fit; what is left is compared key by key.
        near = [form for form in forms if form.startswith(self.starts) or rules.sound(form) in self.sounds]
        return 0 if self.keys.isdisjoint(tokens.keys_of_words(near)) else rules.score(self.words, forms)

    def fits_numbers(self, document: str, telephone_texts: Collection[str]) -> bool:
        """Whether the paper or a telephone of a person is one that was typed."""
        # Reading a telephone takes long; most do not even hold the last digits.
        near = [
            text for text in telephone_texts if any(end in telephones.digits_of(text) for end in self.ends)
        ]
        if not document and not near:
            return False
        return not self.numbers.isdisjoint(tokens.keys_of_numbers(document, near))

    def fits_other(self, other: Around) -> int:
        """How well somebody around a child fits, from 0 to 100."""
        if self.numbers and other.telephone and self.fits_numbers("", [other.telephone]):
            return 100
        return self.fits_names(other.names) if self.is_for_names else 0


def find(actor: Actor, text: str) -> tuple[list[Match], bool]:
    """The children of a name or number like this who fit best; and whether there may be more."""
    search = Search.of(text)
    people, is_cut = _people_to_open(actor, search.keys)
    seals = cases.seals(actor, {person.case_id for person in people})
    people = [person for person in people if person.case_id in seals]
    telephone_texts = _telephones(actor, people, seals) if search.numbers else {}
    others = _around(actor, people, seals)
    fits = {
        person: _fit(
            search,
            person,
            seals[person.case_id],
            telephone_texts.get(person.pk, []),
            others.get(person.case_id, []),
        )
        for person in people
    }
    found = [person for person, fit in fits.items() if fit.score >= rules.GOOD_ENOUGH]
    found.sort(key=lambda person: (-fits[person].score, *fits[person].names.values(), person.pk))
    best = found[:MOST_SHOWN]
    in_sight = cases.visible_to(actor).in_bulk([person.case_id for person in best])
    matches = [
        Match(person.pk, in_sight[person.case_id], fit.score, fit.names, fit.through)
        for person in best
        if person.case_id in in_sight and (fit := fits[person])
    ]
    return matches, is_cut or len(found) > MOST_SHOWN


def _fit(
    search: Search,
    person: Person,
    seal: Seal,
    telephone_texts: Collection[str],
    others: Collection[Around],
) -> Fit:
    has_number = bool(search.numbers) and search.fits_numbers(
        seal.open_field(person, "document_number"), telephone_texts
    )
    around, through = max(((search.fits_other(other), other.role) for other in others), default=(0, ""))
    if not has_number and not around and not search.is_for_names:
        return Fit()
    names = {
        name: plain(seal.open_field(person, name), lines=name == "former_names") for name in tokens.ALL_NAMES
    }
    own = 100 if has_number else search.fits_names(names) if search.is_for_names else 0
    return Fit(around, names, through) if around > own else Fit(own, names)


def _people_to_open(actor: Actor, keys: set[Key]) -> tuple[list[Person], bool]:
    visible = Person.objects.visible_to(actor).only("case_id", "document_number", *tokens.ALL_NAMES)
    supervises = is_supervisor(actor)
    others = list(other_cases(actor, supervises=supervises).values_list("pk", flat=True)[: MOST_OPENED + 1])
    people = list(visible.filter(case__id__any_of=others[:MOST_OPENED]))
    is_cut = len(others) > MOST_OPENED
    if supervises:
        candidates = search_index.candidates(actor, keys)
        people += visible.filter(pk__any_of=candidates.person_ids)
        is_cut = is_cut or candidates.is_cut
    return people, is_cut


def is_supervisor(actor: Actor) -> bool:
    """Whether the actor sees all cases that their agency leads, and so finds them by tokens."""
    return Membership.objects.filter(pk=actor.membership_id, supervises=True).exists()


def other_cases(actor: Actor, *, supervises: bool) -> CaseQuerySet:
    """The cases that the actor sees, without those of the agency that they supervise; newest first."""
    visible = cases.visible_to(actor).order_by("-opened_at", "-id")
    if not supervises:
        return visible
    # By name, so that the many that they supervise are not read.
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.own_parts()")
        parts = cursor.fetchone()[0]
    if not parts:
        return visible.none()
    return visible.filter(pk__any_of=parts).exclude(lead_agency_id=actor.agency_id)


def _telephones(actor: Actor, people: list[Person], seals: dict[UUID, Seal]) -> dict[UUID, list[str]]:
    kept: dict[UUID, list[str]] = defaultdict(list)
    contacts = Contact.objects.visible_to(actor).filter(person__id__any_of=[person.pk for person in people])
    for contact in contacts.only("case_id", "person_id", "telephone"):
        kept[contact.person_id].append(seals[contact.case_id].open_field(contact, "telephone"))
    return kept


def _around(actor: Actor, people: list[Person], seals: dict[UUID, Seal]) -> dict[UUID, list[Around]]:
    """The people around these children, by the case: never somebody who is said to be involved."""
    found: dict[UUID, list[Around]] = defaultdict(list)
    rows = RelatedPerson.objects.visible_to(actor).filter(
        case__id__any_of=[person.case_id for person in people]
    )
    for row in rows.only("case_id", "role", "name", "other_names", "telephone"):
        name, other_names, telephone = (
            plain(seals[row.case_id].open_field(row, field), lines=False)
            for field in ("name", "other_names", "telephone")
        )
        names = {"given_names": name, "family_name": "", "other_names": other_names}
        found[row.case_id].append(Around(row.role, names, telephone))
    return found
