"""Everything that whoever works at the linkage desk changes. Each is one step of a transaction that is entered.

Nothing here reads or writes anything of a case: what the desk decides is passed on by a job (`requests.pass_on`).
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import desk_access, desk_sheets
from .models import DESK, MATCHER, DeskDecision, Pair
from .questions import due_from
from .states import PAIR_STEPS, DeskSays, PairState

ONE_IN = 50
"""Of so many pairs one is looked at a second time, by another person: 2 %."""
MOST_ASKED = 2
"""So often is the lead of one case asked about one pair."""
REASONS = {
    DeskSays.SAME: "link_same_reasons",
    DeskSays.DIFFERENT: "link_different_reasons",
    DeskSays.CANNOT_TELL: "link_unsure_reasons",
}
"""In which list of the country pack the reasons of each answer stand."""


def take_next(*, by: Actor, at: datetime) -> Pair | None:
    """Take the pair that comes next, for 15 minutes; the one that the actor holds already, if they do.

    Nobody chooses a pair. One that somebody else takes at this moment is passed over.
    """
    if pair := desk_access.held(by, at).first():
        return pair
    # A second look comes before what is new: there are few, and they wait until somebody else than the first is there.
    free = desk_access.to_take(by, at).order_by("-is_for_second_look", "-priority", "found_at", "id")
    pair = free.select_for_update(of=("self",), skip_locked=True).first()
    if pair is None:
        return None
    pair.taken_by_id, pair.taken_until = by.membership_id, at + desk_access.CLAIM
    pair.save(from_action=True, update_fields=["taken_by", "taken_until"])
    return pair


def open_sheet(pair_id: UUID, *, by: Actor, at: datetime) -> tuple[Pair, desk_sheets.Opened]:
    """Open the sheet of the pair that the actor holds. It is recorded, with no case.

    :raises NotThere: they hold no such pair, or no longer.
    """
    pair = desk_access.pair_in_hand(by, pair_id, at=at)
    audit.record("pair.opened", subject=pair)
    return pair, desk_sheets.opened(pair)


def decide(pair_id: UUID, *, says: str, reason: str, by: Actor, at: datetime) -> DeskDecision:
    """Say of the pair in hand whether it is the same child.

    Where two persons are needed, the first answer waits for the second. If they differ, it cannot be told.

    :param says: one of `DeskSays`. `reason` is a code of the list that belongs to it.
    :raises NotThere: the actor holds no such pair, or no longer.
    :raises Refused: there is no such answer, or no such reason for it.
    """
    if not desk_access.held(by, at).filter(pk=pair_id).exists() and (
        sent := _said_already(pair_id, says, reason, by=by)
    ):
        return sent
    pair = desk_access.pair_in_hand(by, pair_id, at=at, lock=True)
    if says not in DeskSays.values:
        raise Refused(_("Choose one of the answers."), field="says")
    if reason not in pack().codes(REASONS[DeskSays(says)]):
        raise Refused(_("Choose a reason that belongs to your answer."), field="reason")
    is_second_look = pair.state not in (PairState.WAITING, PairState.SECOND)
    word = desk_sheets.opened(pair).word
    decision = _decision(pair, says, reason, word=word, is_second_look=is_second_look, by=by, at=at)
    if is_second_look:
        pair.is_for_second_look = False
    else:
        move(pair, _state_after(pair, says, by=by), transitions=PAIR_STEPS)
        pair.is_for_second_look = pair.state in desk_access.DECIDED and pair.pk.int % ONE_IN == 0
        pair.settled_at = at if pair.state in desk_access.DECIDED else None
    pair.taken_by, pair.taken_until = None, None
    pair.save(
        from_action=True,
        update_fields=["state", "is_for_second_look", "settled_at", "taken_by", "taken_until"],
    )
    audit.record("pair.decided", subject=pair, detail={"says": says, "reason": reason})
    return decision


def _said_already(pair_id: UUID, says: str, reason: str, *, by: Actor) -> DeskDecision | None:
    """The same answer of the same person, sent twice by a double click."""
    mine = DeskDecision.objects.visible_to(by).filter(
        pair_id=pair_id, decided_by_id=by.membership_id, says=says, reason=reason, taken_back_at=None
    )
    return mine.first()


def _decision(
    pair: Pair, says: str, reason: str, *, word: str, is_second_look: bool, by: Actor, at: datetime
) -> DeskDecision:
    both = sorted([system_principal(DESK), system_principal(MATCHER)])
    decision = DeskDecision(
        pair=pair,
        says=says,
        reason=reason,
        word=word,
        decided_at=at,
        decided_by_id=by.membership_id,
        is_second_look=is_second_look,
        readers=both,
        writers=both,
    )
    decision.save(from_action=True, force_insert=True)
    return decision


def _state_after(pair: Pair, says: str, *, by: Actor) -> PairState:
    if pair.state == PairState.SECOND:
        first = _standing(pair, by=by).exclude(decided_by__account_id=by.account_id).latest("decided_at")
        return PairState(says) if first.says == says else PairState.CANNOT_TELL
    if pair.needs_two and says != DeskSays.CANNOT_TELL:
        return PairState.SECOND
    return PairState(says)


def _standing(pair: Pair, *, by: Actor) -> QuerySet[DeskDecision]:
    return DeskDecision.objects.visible_to(by).filter(pair=pair, taken_back_at=None, is_second_look=False)


def last_decision(actor: Actor) -> DeskDecision | None:
    """What the actor decided last, if they can still take it back."""
    mine = DeskDecision.objects.visible_to(actor).filter(decided_by_id=actor.membership_id)
    last = mine.select_related("pair").order_by("-decided_at", "-id").first()
    if last is None or last.taken_back_at is not None:
        return None
    undoable = last.is_second_look or last.pair.state in (*desk_access.DECIDED, PairState.SECOND)
    return last if undoable and last.pair.sheet is not None else None


def undo(decision_id: UUID, *, by: Actor, at: datetime) -> Pair:
    """Take back what the actor decided last, until the lead is asked; they hold the pair again.

    :raises TransitionRefused: it cannot be taken back any more, because the work on the pair has gone on.
    """
    last = last_decision(by)
    if last is None or last.pk != decision_id:
        raise TransitionRefused(
            _("You can take back only your last answer, and only until the lead agency is asked.")
        )
    pair = desk_access.at_desk(by).select_for_update(of=("self",)).get(pk=last.pair_id)
    if not last.is_second_look:
        if pair.state not in (*desk_access.DECIDED, PairState.SECOND):
            raise TransitionRefused(
                _("The lead agency has been asked. You can no longer take back your answer.")
            )
        others = pair.needs_two and _standing(pair, by=by).exclude(pk=last.pk).exists()
        if others and pair.state == PairState.SECOND:
            raise TransitionRefused(_("Somebody else has decided since."))
        move(pair, PairState.SECOND if others else PairState.WAITING, transitions=PAIR_STEPS)
    pair.is_for_second_look = last.is_second_look
    pair.low_agency, pair.high_agency, pair.low_since, pair.high_since = None, None, None, None
    pair.settled_at, pair.taken_by_id, pair.taken_until = None, by.membership_id, at + desk_access.CLAIM
    pair.save(
        from_action=True,
        update_fields=[
            "state", "is_for_second_look", "settled_at", "taken_by", "taken_until", "low_agency",
            "high_agency", "low_since", "high_since",
        ],
    )  # fmt: skip
    last.taken_back_at = at
    last.save(from_action=True, update_fields=["taken_back_at"])
    audit.record("pair.undone", subject=pair)
    return pair


def usually_asks_low(pair: Pair) -> bool | None:
    """Whether it is the lead of the lower record that has had the child longer, and is asked; None: neither can be."""
    if pair.low_since is None and pair.high_since is None:
        return None
    if pair.low_since is None or pair.high_since is None:
        return pair.low_since is not None
    return pair.low_since <= pair.high_since


def ask(pair_id: UUID, *, asks_low: bool, reason: str = "", by: Actor, at: datetime) -> Pair:
    """Let the lead of one of the two cases be asked, within a minute; once more, if it has refused.

    :param reason: why it is the other lead than usual; a code of the pack.
    :raises NotThere: there is no such pair.
    :raises NotAllowed: the lead has refused, and the actor does not oversee the desk.
    :raises Refused: this lead cannot be asked; the message says why.
    """
    pair = desk_access.pair_to_ask(by, pair_id, lock=True)
    asked, other = (pair.low_agency, pair.high_agency) if asks_low else (pair.high_agency, pair.low_agency)
    if (pair.low_since if asks_low else pair.high_since) is None:
        raise Refused(_("This agency has closed its case. Only the lead of an open case can be asked."))
    if not (asked and other and pack().sharing_if_linked(asked.kind, other.kind).scopes):
        raise Refused(
            _(
                "The rules of your country do not let this agency share a case with the other one. You cannot ask it."
            )
        )
    if due_from(at) is None:
        raise Refused(
            _("No rule says how soon a lead agency has to answer. Ask your administrator to add one.")
        )
    if asks_low != usually_asks_low(pair) and reason not in pack().codes("link_asking_reasons"):
        raise Refused(_("Choose why you ask the other agency."), field="reason")
    if pair.state == PairState.REFUSED:
        _refuse_a_third_time(pair, asks_low)
    move(pair, PairState.ASKED, transitions=PAIR_STEPS)
    pair.asks_low, pair.asking_reason, pair.asked_by_id = asks_low, reason, by.membership_id
    pair.times_asked += 1
    pair.save(
        from_action=True, update_fields=["state", "asks_low", "asking_reason", "asked_by", "times_asked"]
    )
    audit.record("pair.asked", subject=pair, detail={"reason": reason})
    return pair


def _refuse_a_third_time(pair: Pair, asks_low: bool) -> None:
    if pair.asks_low != asks_low:
        raise Refused(_("You can ask only the lead agency that has refused."))
    if pair.times_asked >= MOST_ASKED:
        raise Refused(_("The lead agency has refused twice, so you cannot ask it again."))
