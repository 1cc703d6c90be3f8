"""A child as a record that is compared, of whom no more is opened than the comparison asks for."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from uuid import UUID

from django.conf import settings

from opennrm.country.pack import pack
from opennrm.people import known
from opennrm.people.comparable import TEXTS, Child, Facts
from opennrm.people.known import Known
from opennrm.people.tokens import Key

from .model import Model
from .reach import CALLED_TOO, FACTS, NUMBERS, OWN_NAMES, Reach
from .records import Born, Features, Name, Record, born_of, features_by, features_without_names, name_of

_BETWEEN_NAMES = re.compile(r"[,;/\n]")
_ALSO_NAMES = ("other_names", "former_names")

Named = Callable[[str], Name | None]
"""Brings a name into the forms in which it is compared."""


def named_once() -> Named:
    """What remembers the forms of each name for one look at many children: hundreds have the same few names."""
    return cache(partial(name_of, variants=model().variants))


class Opened:
    """A child who is compared. What was opened once is remembered as long as this lives."""

    def __init__(self, child: Child, named: Named) -> None:
        self.child, self._named = child, named

    @property
    def person_id(self) -> UUID:
        """The id of the child."""
        return self.child.person_id

    @property
    def facts(self) -> Facts:
        """What of the case is compared."""
        return self.child.facts

    def is_possible(self, reach: Reach) -> bool:
        """Whether the child can be "possible" beside another record.

        The birth date is opened first, then numbers, then the child's own names, each only if it can still decide.
        """
        closed, facts = _closed(self.child.has), self.child.facts
        if not reach.may_begin(self._born, facts.sex, facts.area, closed):
            return False
        closed = reach.of_weight(closed)
        if numbers := closed.intersection(NUMBERS):
            closed -= numbers
            if not reach.is_possible((*FACTS, *NUMBERS), self._with_numbers, closed):
                return False
        return reach.is_possible(
            (*FACTS, *NUMBERS, *OWN_NAMES), self._with_names, closed.difference(OWN_NAMES)
        )

    @cached_property
    def _with_numbers(self) -> Features:
        child = self.child
        return features_without_names(
            Record(
                born=child.born,
                sex=child.facts.sex,
                area=child.facts.area,
                telephones=child.telephones,
                document_number=child.text("document_number"),
            )
        )

    @cached_property
    def _with_names(self) -> Features:
        child = self.child
        names = Record(given_names=child.text("given_names"), family_name=child.text("family_name"))
        known, own = self._with_numbers, features_by(names, self._named)
        return replace(known, given=own.given, family=own.family, others=own.others)

    @cached_property
    def _born(self) -> Born | None:
        return born_of(self.child.born)

    @cached_property
    def record(self) -> Record:
        """Everything that is compared, as it was written."""
        return record_of(self.child.known)

    @cached_property
    def features(self) -> Features:
        """Everything that is compared, in the forms in which it is."""
        return features_by(self.record, self._named)

    @cached_property
    def keys(self) -> Collection[Key]:
        """By which others meet the record."""
        return known.keys_to_meet(self.child.known)

    @cached_property
    def keys_to_find(self) -> Collection[Key]:
        """By which to look for others."""
        return known.keys_to_find(self.child.known)


@lru_cache(maxsize=1 << (len(TEXTS) + 1))
def _closed(has: tuple[bool, ...]) -> frozenset[str]:
    """What has something in it to be opened, in the fields of a comparison."""
    *texts, has_telephone = has
    known = {name for name, is_there in zip(TEXTS, texts, strict=True) if is_there}
    found = known & {*OWN_NAMES, "document_number", "school", "guardian"}
    if not known.isdisjoint(_ALSO_NAMES):
        found.add(CALLED_TOO)
    return frozenset(found | {"telephone"} if has_telephone else found)


def record_of(known: Known) -> Record:
    """What is known of a child, in the fields that are compared."""
    called = _BETWEEN_NAMES.split(f"{known.text('other_names')}\n{known.text('former_names')}")
    return Record(
        given_names=known.text("given_names"),
        family_name=known.text("family_name"),
        aliases=tuple(filter(None, map(str.strip, called))),
        born=known.born,
        sex=known.sex,
        area=known.area,
        telephones=known.telephones,
        document_number=known.text("document_number"),
        school=known.text("school"),
        guardian=known.text("guardian"),
    )


def model() -> Model:
    """The version of the model that the country pack names, with its frozen frequencies."""
    return _model_of(settings.COUNTRY_PACK)


@lru_cache(maxsize=4)
def _model_of(_folder: Path | str) -> Model:
    return Model.of(pack().linkage)
