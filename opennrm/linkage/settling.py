"""What follows from decisions: those of the desk become verdicts, and whoever sees both records settles a pair.

The desk sees no record, so the matcher, which sees all, keeps for it what it has decided.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from opennrm.cases.models import CaseKey
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.state_table import move

from . import judged
from .models import DeskDecision, Pair, Verdict
from .pairs import OPEN, WITH_THE_DESK
from .states import PAIR_STEPS, Basis, PairState, Says


def follow(actor: Actor, *, at: datetime) -> None:
    """Do all of it, once a minute."""
    keep_decisions(actor, at=at)
    settle(actor, at=at)
    destroy_sheets(actor, at=at)


def keep_decisions(actor: Actor, *, at: datetime) -> list[Verdict]:
    """Make verdicts of what the desk has decided, and take back those whose decision was taken back; returns them."""
    pairs = Pair.objects.visible_to(actor).filter(is_within_agency=False)
    made: list[Verdict] = []
    for says, states in ((Says.SAME, WITH_THE_DESK), (Says.DIFFERENT, (PairState.DIFFERENT,))):
        for pair in pairs.filter(~Exists(_of_desk(says=says)), state__in=states):
            made += _keep(pair, says, by=actor, at=at)
    undecided = [*OPEN, PairState.CANNOT_TELL]
    for pair in pairs.filter(Exists(_of_desk()), state__in=undecided):
        # A pair that is asked again because a record was corrected keeps what was decided until somebody decides anew.
        said = {each.says for each in _decisions(pair, actor)}
        made += _take_back(pair, [each for each in _standing_of_desk(pair) if each.says not in said], at=at)
    return made


def settle(actor: Actor, *, at: datetime) -> None:
    """Take off the work list what somebody who sees both records has judged, and put back what they took back."""
    said = Verdict.objects.filter(low=OuterRef("low"), high=OuterRef("high"), basis=Basis.IN_SIGHT)
    pairs = Pair.objects.visible_to(actor)
    waiting = list(pairs.filter(Exists(said), state__in=OPEN).select_for_update())
    taken_back = said.filter(says=Says.TAKEN_BACK)
    settled = list(pairs.filter(Exists(taken_back), state=PairState.SETTLED).select_for_update())
    persons = {person for pair in [*waiting, *settled] for person in (pair.low_id, pair.high_id)}
    stands = judged.not_to_ask(actor, persons) if persons else {}
    for pair in waiting:
        if verdict := stands.get((pair.low_id, pair.high_id)):
            _move(pair, PairState.SETTLED, settled_at=verdict.judged_at)
    for pair in settled:
        if (pair.low_id, pair.high_id) not in stands:
            pair.due_at = at + timedelta(days=pack().linkage.desk.decide_within_days)
            _move(pair, PairState.WAITING, settled_at=None)


def destroy_sheets(actor: Actor, *, at: datetime) -> int:
    """Destroy the sheets of pairs that were decided long ago, or of which a case was erased; returns how many."""
    destroyed = CaseKey.objects.filter(wrapped=None)
    erased = Exists(destroyed.filter(pk=OuterRef("low__case_id"))) | Exists(
        destroyed.filter(pk=OuterRef("high__case_id"))
    )
    decided = Q(settled_at__lte=at - timedelta(days=pack().linkage.desk.sheet_kept_days)) & ~Q(state__in=OPEN)
    keyed = Pair.objects.writable_by(actor).exclude(wrapped=None).filter(decided | erased)
    return keyed.update(wrapped=None, sheet=None, from_action=True)


def _of_desk(**said: str) -> QuerySet[Verdict]:
    """The verdicts of the desk that stand on a pair."""
    taken_back = Verdict.objects.filter(takes_back=OuterRef("pk"))
    of_pair = Verdict.objects.filter(low=OuterRef("low"), high=OuterRef("high"), basis=Basis.DESK, **said)
    return of_pair.exclude(says=Says.TAKEN_BACK).filter(~Exists(taken_back))


def _standing_of_desk(pair: Pair) -> list[Verdict]:
    taken_back = Verdict.objects.filter(takes_back=OuterRef("pk"))
    said = Verdict.objects.filter(low_id=pair.low_id, high_id=pair.high_id, basis=Basis.DESK)
    return list(said.exclude(says=Says.TAKEN_BACK).filter(~Exists(taken_back)))


def _decisions(pair: Pair, actor: Actor) -> list[DeskDecision]:
    """What people at the desk said of a pair and did not take back, the oldest first."""
    said = DeskDecision.objects.visible_to(actor).filter(pair=pair, taken_back_at=None, is_second_look=False)
    return list(said.order_by("decided_at", "id"))


def _keep(pair: Pair, says: Says, *, by: Actor, at: datetime) -> list[Verdict]:
    judges = [each for each in _decisions(pair, by) if each.says == says]
    if not judges:
        return []
    made = _take_back(pair, _standing_of_desk(pair), at=at)
    first, last = judges[0], judges[-1]
    second = last.decided_by_id if last.decided_by_id != first.decided_by_id else None
    made.append(_add(pair, says, first.decided_by_id, confirmed_by_id=second, judged_at=last.decided_at))
    if pair.settled_at is None:
        pair.settled_at = last.decided_at
        pair.save(from_action=True, update_fields=["settled_at"])
    return made


def _take_back(pair: Pair, verdicts: list[Verdict], *, at: datetime) -> list[Verdict]:
    return [
        _add(pair, Says.TAKEN_BACK, each.judged_by_id, takes_back_id=each.pk, judged_at=at)
        for each in verdicts
    ]


def _add(pair: Pair, says: Says, judged_by_id: UUID, **columns: Any) -> Verdict:
    made = Verdict(
        low_id=pair.low_id,
        high_id=pair.high_id,
        says=says,
        basis=Basis.DESK,
        levels=pair.levels,
        weight=pair.weight,
        model=pair.model,
        judged_by_id=judged_by_id,
        **columns,
    )
    made.save(from_action=True, force_insert=True)
    return made


def _move(pair: Pair, to: PairState, *, settled_at: datetime | None) -> None:
    move(pair, to, transitions=PAIR_STEPS)
    pair.settled_at, pair.taken_by, pair.taken_until = settled_at, None, None
    pair.save(from_action=True, update_fields=["state", "settled_at", "due_at", "taken_by", "taken_until"])
