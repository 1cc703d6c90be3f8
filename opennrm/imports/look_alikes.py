"""Which rows of an old list look like a child who is there already: in a case in sight, or further up in the list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.concerns.answers import TELEPHONES
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.linkage.columns import block_keys
from opennrm.linkage.model import Model
from opennrm.linkage.records import Features, Record, features_of
from opennrm.linkage.rules import Word, compare_features
from opennrm.people import blocking, search_index, tokens
from opennrm.people.models import Contact, Person

MOST_SHOWN = 3
"""Of the children whom one row looks like, those who are most alike."""
MOST_OPENED = 60
"""As many of the agency's children are compared with one row: those who share most with it."""
_ORDER = [Word.VERY_LIKELY, Word.LIKELY, Word.POSSIBLE]


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A child whom a row looks like: in a case, or in an earlier row of the list (counted from 0)."""

    word: Word
    case_id: UUID | None = None
    row: int | None = None


def record_of(answers: Mapping[str, Any]) -> Record:
    """What a row says of a child, as it is compared."""
    text = {name: str(answers.get(name, "")) for name in (*tokens.NAMES, "birth_date", "sex", "area")}
    return Record(
        given_names=text["given_names"],
        family_name=text["family_name"],
        aliases=tuple(
            part.strip() for part in text["other_names"].replace(";", ",").split(",") if part.strip()
        ),
        born=text["birth_date"],
        sex=text["sex"],
        area=text["area"],
        telephones=tuple(answers[name] for name in TELEPHONES if name in answers),
        document_number=str(answers.get("document_number", "")),
    )


@dataclass
class Finder:
    """Compares the rows of one list, in their order. Kept in memory while the list is checked."""

    model: Model = field(default_factory=lambda: Model.of(pack().linkage))
    _rows: list[tuple[int, Features]] = field(default_factory=list)
    _by_key: dict[blocking.Key, list[int]] = field(default_factory=lambda: defaultdict(list))

    def in_list(self, row: int, features: Features) -> list[Alike]:
        """The earlier rows that a row looks like; from now on it is one of them."""
        keys = block_keys(features)
        near = {place for key in keys for place in self._by_key[key]}
        for key in keys:
            self._by_key[key].append(len(self._rows))
        self._rows.append((row, features))
        found = (
            (self._word(features, other), number) for number, other in (self._rows[each] for each in near)
        )
        return [Alike(word=word, row=number) for word, number in found if word != Word.NONE]

    def in_sight(self, actor: Actor, answers: Mapping[str, Any], features: Features) -> list[Alike]:
        """The children whom a row looks like in the cases that the actor sees."""
        people = _near(actor, answers)
        found = [
            Alike(word=word, case_id=case_id)
            for case_id, other in _features(actor, people, self.model)
            if (word := self._word(features, other)) != Word.NONE
        ]
        return found

    def _word(self, one: Features, other: Features) -> Word:
        return compare_features(one, other, self.model).word

    def alike(self, actor: Actor, row: int, answers: Mapping[str, Any]) -> list[Alike]:
        """Whom a row looks like, most alike first."""
        features = features_of(record_of(answers), self.model.variants)
        found = [*self.in_sight(actor, answers, features), *self.in_list(row, features)]
        return sorted(found, key=lambda each: _ORDER.index(each.word))[:MOST_SHOWN]


def _near(actor: Actor, answers: Mapping[str, Any]) -> Sequence[Person]:
    """The persons in sight who share a name or a number with a row."""
    texts = {name: str(answers.get(name, "")) for name in (*tokens.NAMES, "document_number")}
    keys = tokens.keys_of_person(texts, [answers[name] for name in TELEPHONES if name in answers])
    # Of somebody with two names the pairs are enough: many share one name, and few two.
    telling = {key for key in keys if key[0] in tokens.OF_TWO | tokens.NUMBERS}
    found = search_index.candidates(actor, telling or keys)
    visible = Person.objects.visible_to(actor)
    return [*visible.filter(pk__any_of=found.person_ids[:MOST_OPENED])]


def _features(actor: Actor, people: Iterable[Person], model: Model) -> list[tuple[UUID, Features]]:
    """The persons of cases that the actor sees, in the forms in which they are compared."""
    people = list(people)
    if not people:
        return []
    in_sight = cases.visible_to(actor).in_bulk([person.case_id for person in people])
    seals = cases.seals(actor, in_sight)
    contacts: dict[UUID, list[str]] = defaultdict(list)
    for contact in Contact.objects.visible_to(actor).filter(person__id__any_of=[each.pk for each in people]):
        if contact.case_id in seals:
            contacts[contact.person_id].append(seals[contact.case_id].open_field(contact, "telephone"))
    found = []
    for person in people:
        if person.case_id not in seals:
            continue
        seal, case = seals[person.case_id], in_sight[person.case_id]
        told: dict[str, Any] = {
            name: seal.open_field(person, name) for name in (*tokens.NAMES, "birth_date", "document_number")
        }
        told |= {"sex": person.sex, "area": case.area}
        told |= dict(zip(TELEPHONES, contacts[person.pk], strict=False))
        found.append((person.case_id, features_of(record_of(told), model.variants)))
    return found


def record_search(actor: Actor, subject: Any, found: Iterable[Alike]) -> None:
    """Record that the actor looked for children, and in which cases some were opened."""
    shown = sorted({str(each.case_id) for each in found if each.case_id})
    audit.record("import.searched", subject=subject, detail={"cases": shown})
