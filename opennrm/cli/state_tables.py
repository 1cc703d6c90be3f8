"""A state table as a document, and the tables of interviews, their bookings and their recordings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class StateTable:
    """One state table as a document: its file, title, and what it is about."""

    name: str
    title: str
    about: str
    states: Any
    initial: str
    transitions: Mapping[Any, set[Any]]
    turns: Mapping[Any, Any]


def of_interviews() -> list[StateTable]:
    """Everything about interviews that has states."""
    return [_interview(), _raid_plan(), _booking(), _recording(), _copy()]


def _interview() -> StateTable:
    from opennrm.interviews import states as interviews

    return StateTable(
        name="interview",
        title="An interview of a child",
        about="An interview, from the request to the end of the work on it. A first one begins at “ready”.",
        states=interviews.State,
        initial=interviews.State.AWAITING_APPROVAL,
        transitions=interviews.TRANSITIONS,
        turns=interviews.TURNS,
    )


def _raid_plan() -> StateTable:
    from opennrm.interviews import raid_states

    return StateTable(
        name="raid-plan",
        title="A plan for several interviews",
        about="What happens to one plan for the interviews of many children. The worker makes it.",
        states=raid_states.PlanState,
        initial=raid_states.PlanState.QUEUED,
        transitions=raid_states.PLAN_TRANSITIONS,
        turns=raid_states.PLAN_TURNS,
    )


def _booking() -> StateTable:
    from opennrm.spaces import states as spaces

    return StateTable(
        name="booking",
        title="A booking of a space or a person",
        about="What was held and not confirmed is released after the hours that the country gives.",
        states=spaces.State,
        initial=spaces.State.HOLD,
        transitions=spaces.TRANSITIONS,
        turns=spaces.TURNS,
    )


def _recording() -> StateTable:
    from opennrm.custody import states as custody

    return StateTable(
        name="recording",
        title="A recording",
        about="The master of a recording. What differs from its digest is marked, in whichever state it is.",
        states=custody.State,
        initial=custody.State.ARRIVING,
        transitions=custody.TRANSITIONS,
        turns=custody.TURNS,
    )


def _copy() -> StateTable:
    from opennrm.custody import states as custody

    return StateTable(
        name="copy",
        title="A copy of a recording",
        about="A copy ends by time, by its custodian, or when consent to it is withdrawn. Ending one ends no other.",
        states=custody.CopyState,
        initial=custody.CopyState.ORDERED,
        transitions=custody.COPY_TRANSITIONS,
        turns=custody.COPY_TURNS,
    )
