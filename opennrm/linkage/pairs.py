"""The pairs of records that the matcher found: for the desk, or for the one agency that leads both cases."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from opennrm.cases import participation
from opennrm.country.pack import pack
from opennrm.foundation import keys
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.state_table import move

from . import judged, sheets
from .components import Ends
from .model import Model
from .models import DESK, Pair, PairQuerySet
from .opened import Opened, model
from .rules import Comparison, Word
from .states import PAIR_STEPS, PairState

OPEN = (PairState.WAITING, PairState.SECOND)
"""The states in which nobody has decided, or not enough people."""
WITH_THE_DESK = (PairState.SAME, PairState.ASKED, PairState.AGREED, PairState.BY_LAW, PairState.REFUSED)
LOWER_SHARE = 0.05
"""Of the pairs just below "possible" so many are decided too, taken by chance: what is learned from decisions would
otherwise only ever confirm the model."""
LOWER_BITS = 3.0
"""How far below "possible" these reach."""


@dataclass(frozen=True)
class Found:
    """Two records that were compared."""

    low: Opened
    high: Opened
    comparison: Comparison

    @property
    def ends(self) -> Ends:
        """The two persons, the one with the lesser id first."""
        return self.low.person_id, self.high.person_id

    @property
    def above_chance(self) -> float:
        """How many bits the sum is above what it takes to find one among the persons of the model."""
        return self.comparison.sum - model().by_chance

    @property
    def is_worth_a_look(self) -> bool:
        """Whether they are possibly the same child, or taken by chance from those just below."""
        if self.comparison.word is not Word.NONE:
            return True
        lowest = model().thresholds.possible - LOWER_BITS
        return self.above_chance >= lowest and self._chance("taken") < LOWER_SHARE

    @cached_property
    def levels(self) -> list[int]:
        """The levels of the fields, as pairs and verdicts keep them."""
        return self.comparison.places

    @property
    def priority(self) -> float:
        """How soon to look at them: how likely they are the same child, times what a look is worth.

        Those that were taken by chance stand anywhere among the others, so that somebody gets to them.
        """
        if self.comparison.word is Word.NONE:
            return self._chance("place")
        worth, both = pack().linkage.desk.worth, (self.low.facts, self.high.facts)
        found = 1 / (1 + 2.0**-self.above_chance)
        if any(case.is_urgent for case in both):
            found *= worth.urgent
        if any(case.age is not None and case.age < worth.young_below for case in both):
            found *= worth.young
        if any(case.assigned_to_id is None and case.closed_at is None for case in both):
            found *= worth.unassigned
        return found

    @property
    def needs_two(self) -> bool:
        """Whether two people have to say the same of them, as the country pack says."""
        rule, compared = pack().linkage.desk.two_people, self.comparison
        return (
            (rule.of_one_household and compared.is_household)
            or (
                rule.other_sex
                and any(each.field == "sex" and each.level == "other" for each in compared.findings)
            )
            or (rule.urgent and (self.low.facts.is_urgent or self.high.facts.is_urgent))
        )

    def _chance(self, of: str) -> float:
        """A number from 0 to 1 that is always the same for these two, and that nobody can foretell."""
        secret = keys.keeper().derive("linkage: chance")
        made = hmac.digest(secret, f"{of} {self.ends[0]} {self.ends[1]}".encode(), hashlib.sha256)
        return int.from_bytes(made[:6]) / 2**48


def lowest_model() -> Model:
    """The model, with whatever may be taken by chance counted as "possible"."""
    of, weights = model(), model().weights
    words = replace(weights.thresholds, possible=weights.thresholds.possible - LOWER_BITS)
    return replace(of, weights=replace(weights, thresholds=words))


def is_within_agency(low: Opened, high: Opened) -> bool:
    """Whether one agency leads both cases."""
    return low.facts.lead_agency_id == high.facts.lead_agency_id


def of_persons(actor: Actor, person_ids: Collection[UUID]) -> PairQuerySet:
    """The pairs in which one of these persons is."""
    wanted = list(person_ids)
    return Pair.objects.visible_to(actor).filter(Q(low__id__any_of=wanted) | Q(high__id__any_of=wanted))


def write(
    actor: Actor,
    found: Iterable[Found],
    *,
    examined: Collection[UUID],
    unreadable: Collection[UUID],
    at: datetime,
) -> None:
    """Keep what was found of the persons who were compared, and let go of what is no longer alike.

    :param unreadable: those of them whom nobody can read any more: no sheet of theirs is kept.
    """
    before = {(pair.low_id, pair.high_id): pair for pair in of_persons(actor, examined).select_for_update()}
    made = {each.ends: each for each in found}
    stands = judged.not_to_ask(actor, examined)
    for ends, each in made.items():
        if ends in before:
            _renew(before[ends], each, may_ask=ends not in stands, by=actor, at=at)
        elif ends not in stands:
            _add(each, by=actor, at=at)
    for ends, pair in before.items():
        if ends not in made:
            _let_go(pair, is_unreadable=not set(unreadable).isdisjoint(ends), at=at)


def _add(found: Found, *, by: Actor, at: datetime) -> None:
    low_id, high_id = found.ends
    pair = Pair(low_id=low_id, high_id=high_id, found_at=at, due_at=_due(at))
    _describe(pair, found, by=by)
    pair.save(from_action=True, force_insert=True)


def _renew(pair: Pair, found: Found, *, may_ask: bool, by: Actor, at: datetime) -> None:
    """Bring a pair up to date. What was decided of other names or another birth date is asked again."""
    is_other = pair.levels != found.levels
    if (pair.state == PairState.GONE and may_ask) or (is_other and may_ask and pair.state in _ASKED_AGAIN):
        move(pair, PairState.WAITING, transitions=PAIR_STEPS)
        pair.due_at, pair.settled_at = _due(at), None
    if pair.state in (*OPEN, *WITH_THE_DESK):
        _describe(pair, found, by=by)
    elif pair.is_within_agency and not is_within_agency(found.low, found.high):
        _set_readers(pair, found, by=by)
    pair.save(from_action=True, update_fields=_COLUMNS)


_ASKED_AGAIN = (PairState.DIFFERENT, PairState.CANNOT_TELL, PairState.SECOND)
_COLUMNS = (
    "readers", "writers", "state", "weight", "levels", "model", "priority", "needs_two", "wrapped", "sheet", "due_at",
    "settled_at", "taken_by", "taken_until", "is_within_agency",
)  # fmt: skip


def _let_go(pair: Pair, *, is_unreadable: bool, at: datetime) -> None:
    if pair.state in OPEN:
        move(pair, PairState.GONE, transitions=PAIR_STEPS)
        pair.settled_at, pair.taken_by, pair.taken_until = at, None, None
        sheets.destroy(pair)
    elif is_unreadable:
        sheets.destroy(pair)
    pair.save(from_action=True, update_fields=_COLUMNS)


def _describe(pair: Pair, found: Found, *, by: Actor) -> None:
    pair.weight, pair.levels = found.comparison.sum, found.levels
    pair.model, pair.priority = found.comparison.version, found.priority
    if pair.state in OPEN:
        pair.needs_two = found.needs_two
        _set_readers(pair, found, by=by)
    if pair.is_within_agency:
        # Whoever decides sees both records.
        sheets.destroy(pair)
    else:
        sheets.put(pair, sheets.made_of(found.low.record, found.high.record, found.comparison))


def _set_readers(pair: Pair, found: Found, *, by: Actor) -> None:
    pair.is_within_agency = is_within_agency(found.low, found.high)
    if pair.is_within_agency:
        pair.readers = sorted({*by.principals, participation.supervision_of(found.low.facts.case_id)})
        pair.writers = sorted(by.principals)
    else:
        pair.readers = pair.writers = sorted({*by.principals, system_principal(DESK)})


def _due(at: datetime) -> datetime:
    return at + timedelta(days=pack().linkage.desk.decide_within_days)
