"""Which rows of an old list look like a recorded child: in a case in sight, or further up in the list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model as Row

from opennrm.audit import actions as audit
from opennrm.concerns.answers import TELEPHONES
from opennrm.foundation.actor import Actor
from opennrm.linkage.columns import block_keys
from opennrm.linkage.opened import Opened, model, named_once, record_of
from opennrm.linkage.reach import Reach
from opennrm.linkage.records import Features, features_of
from opennrm.linkage.rules import Word, compare_features
from opennrm.people import blocking, comparable, tokens
from opennrm.people.known import Known

MOST_SHOWN = 3
"""Of the children whom one row looks like, those who are most alike."""
TEXTS = (*tokens.NAMES, "birth_date", "document_number", "school", "guardian")


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A child whom a row looks like: in a case, or in an earlier row of the list."""

    word: Word
    sum: float
    case_id: UUID | None = None
    row: int | None = None


def known_of(answers: Mapping[str, Any], *, on: date) -> Known:
    """What a row says of a child, as it is compared. `on` is today: ages are taken as they are now."""
    return Known(
        texts={name: str(answers[name]) for name in TEXTS if name in answers},
        telephones=tuple(answers[name] for name in TELEPHONES if name in answers),
        sex=answers.get("sex", ""),
        area=answers.get("area", ""),
        age=answers.get("age"),
        on=on,
    )


@dataclass
class Finder:
    """Compares the rows of one list, in their order. Kept in memory while the list is checked."""

    on: date
    _rows: list[tuple[int, Features]] = field(default_factory=list)
    _by_key: dict[blocking.Key, list[int]] = field(default_factory=lambda: defaultdict(list))

    def alike(self, actor: Actor, row: int, answers: Mapping[str, Any]) -> list[Alike]:
        """Whom a row looks like among the children in sight of the actor and the rows before it, most alike first."""
        known = known_of(answers, on=self.on)
        features = _features(known)
        in_sight, _is_cut = comparable.in_sight(actor, known)
        reach, named = Reach(features, model()), named_once()
        possible = [each for child in in_sight if (each := Opened(child, named)).is_possible(reach)]
        compared: list[tuple[Features, UUID | None, int | None]] = [
            *((each.features, each.facts.case_id, None) for each in possible),
            *((earlier, None, number) for number, earlier in self._near(row, features)),
        ]
        found = []
        for other, case_id, number in compared:
            comparison = compare_features(features, other, model())
            if comparison.word != Word.NONE:
                found.append(Alike(word=comparison.word, sum=comparison.sum, case_id=case_id, row=number))
        return sorted(found, key=lambda each: -each.sum)[:MOST_SHOWN]

    def _near(self, row: int, features: Features) -> list[tuple[int, Features]]:
        """The earlier rows that share a key with a row; from now on it is one of them."""
        keys = block_keys(features)
        near = sorted({place for key in keys for place in self._by_key[key]})
        for key in keys:
            self._by_key[key].append(len(self._rows))
        self._rows.append((row, features))
        return [self._rows[place] for place in near]


def _features(known: Known) -> Features:
    return features_of(record_of(known), model().variants)


def record_search(subject: Row, found: Iterable[Alike]) -> None:
    """Record that somebody looked for the children of a list, and in which cases some were found."""
    cases = sorted({str(each.case_id) for each in found if each.case_id})
    audit.record("import.searched", subject=subject, detail={"cases": cases})
