"""What there is to do next in a case, from where its parts stand. A suggestion to a person, never a decision."""

from enum import StrEnum, auto

from opennrm.country.identification import Meaning, State
from opennrm.referrals.states import State as ReferralState


class NextStep(StrEnum):
    """The next thing for whoever leads a case. What is to be decided, the country pack says for each state."""

    TAKE = auto()
    SCREEN = auto()
    DECIDE = auto()
    AWAIT_DECISION = auto()
    REFER = auto()
    AWAIT_ANSWER = auto()
    FOLLOW = auto()


def next_step(
    *,
    is_assigned: bool,
    has_screening: bool,
    identification: State,
    is_asked: bool,
    referral_states: list[str],
) -> NextStep:
    """Safety before papers: a presumed child is referred to a service before the decision is confirmed.

    :param is_asked: whether another agency was asked for the next decision.
    """
    if not is_assigned:
        return NextStep.TAKE
    decide = NextStep.AWAIT_DECISION if is_asked else NextStep.DECIDE
    if identification.next_step and identification.counts_as is Meaning.RECONSIDERED:
        return decide
    if identification.next_step and identification.counts_as is Meaning.POTENTIAL:
        return decide if has_screening or is_asked else NextStep.SCREEN
    if ReferralState.SENT in referral_states:
        return NextStep.AWAIT_ANSWER
    served = {ReferralState.ACCEPTED, ReferralState.COMPLETED} & set(referral_states)
    if identification.counts_as in (Meaning.PRESUMED, Meaning.CONFIRMED) and not served:
        return NextStep.REFER
    return decide if identification.next_step else NextStep.FOLLOW
