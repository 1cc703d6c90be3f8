"""What there is to do next in a case, from where its parts stand. A suggestion to a person, never a decision."""

from enum import StrEnum, auto

from opennrm.referrals.states import State as ReferralState
from opennrm.screening.states import State as IdentificationState


class NextStep(StrEnum):
    """The next thing for whoever leads a case."""

    TAKE = auto()
    SCREEN = auto()
    DECIDE_PRESUMPTION = auto()
    REFER = auto()
    AWAIT_ANSWER = auto()
    DECIDE_CONFIRMATION = auto()
    RECONSIDER = auto()
    FOLLOW = auto()


def next_step(
    *, is_assigned: bool, has_screening: bool, identification: str, referral_states: list[str]
) -> NextStep:
    """Safety before papers: a presumed child is referred to a service before the decision is confirmed."""
    if not is_assigned:
        return NextStep.TAKE
    if identification == IdentificationState.RECONSIDERED:
        return NextStep.RECONSIDER
    if identification == IdentificationState.POTENTIAL:
        return NextStep.DECIDE_PRESUMPTION if has_screening else NextStep.SCREEN
    if ReferralState.SENT in referral_states:
        return NextStep.AWAIT_ANSWER
    served = {ReferralState.ACCEPTED, ReferralState.COMPLETED} & set(referral_states)
    if identification in (IdentificationState.PRESUMED, IdentificationState.CONFIRMED) and not served:
        return NextStep.REFER
    if identification == IdentificationState.PRESUMED:
        return NextStep.DECIDE_CONFIRMATION
    return NextStep.FOLLOW
