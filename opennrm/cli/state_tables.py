"""The state tables of the contexts, as `opennrm state-diagrams` draws them."""

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


def tables() -> list[StateTable]:
    """Every table of the code, in the order of the work."""
    from opennrm.cases import states as cases
    from opennrm.referrals import states as referrals

    return [
        _closing(),
        _retention(),
        _imported_list(),
        _estimate_run(),
        _decision_request(),
        _handover(),
        StateTable(
            name="receipt",
            title="A concern, as its reporter sees it",
            about="What the person who reported a concern is told. It goes forward until the case is closed, and says "
            "nothing about the child.",
            states=cases.ReceiptStatus,
            initial=cases.ReceiptStatus.RECEIVED,
            transitions=cases.TRANSITIONS,
            turns=cases.TURNS,
        ),
        _reporter_question(),
        StateTable(
            name="referral",
            title="A referral to a service",
            about="Each referral ends in exactly one of the final states.",
            states=referrals.State,
            initial=referrals.State.SENT,
            transitions=referrals.TRANSITIONS,
            turns=referrals.TURNS,
        ),
        _joint_work(),
        _interview(),
        _raid_plan(),
        _task(),
        _conference(),
        _booking(),
        *(_recording(), _copy(), *_linkage()),
    ]


def _linkage() -> list[StateTable]:
    from opennrm.linkage import states as linkage

    return [
        StateTable(
            name="linkage-pair",
            title="Two records at the linkage desk",
            about="Two records of different agencies were found to be alike. The desk decides, and asks the lead "
            "of one of the two cases.",
            states=linkage.PairState,
            initial=linkage.PairState.WAITING,
            transitions=linkage.PAIR_STEPS,
            turns=linkage.PAIR_TURNS,
        ),
        StateTable(
            name="linkage-question",
            title="A question from the linkage desk",
            about="The linkage desk asks the lead of a case whether another agency may know that both have the same "
            "child.",
            states=linkage.RequestState,
            initial=linkage.RequestState.ASKED,
            transitions=linkage.REQUEST_STEPS,
            turns=linkage.REQUEST_TURNS,
        ),
        StateTable(
            name="linkage-outside",
            title="A row of another office's list",
            about="By encodings without names, a child of the mechanism was found on the list of an office that does "
            "not use it. The desk asks the lead of the case before that office hears of it.",
            states=linkage.OutsideState,
            initial=linkage.OutsideState.WAITING,
            transitions=linkage.OUTSIDE_STEPS,
            turns=linkage.OUTSIDE_TURNS,
        ),
    ]


def _decision_request() -> StateTable:
    from opennrm.screening import states as screening

    return StateTable(
        name="decision-request",
        title="A request for a decision",
        about="The agency that leads a case asks another one for the next decision on the identification.",
        states=screening.RequestState,
        initial=screening.RequestState.WAITING,
        transitions=screening.TRANSITIONS,
        turns=screening.TURNS,
    )


def _retention() -> StateTable:
    from opennrm.retention import states as retention

    return StateTable(
        name="erasing",
        title="The erasing of a case",
        about="A supervisor asks to erase a case. Another person, in another role, decides. It is erased later.",
        states=retention.State,
        initial=retention.State.ASKED,
        transitions=retention.TRANSITIONS,
        turns=retention.TURNS,
    )


def _closing() -> StateTable:
    from opennrm.closing import states as closing

    return StateTable(
        name="closing",
        title="The closing of a case",
        about="Whoever leads a case asks to close it. Another person, who supervises it, decides.",
        states=closing.State,
        initial=closing.State.ASKED,
        transitions=closing.TRANSITIONS,
        turns=closing.TURNS,
    )


def _imported_list() -> StateTable:
    from opennrm.imports import states as imports

    return StateTable(
        name="imported-list",
        title="An old list",
        about="What happens to a list that an agency kept before, on its way to cases that wait to be released.",
        states=imports.State,
        initial=imports.State.COLUMNS,
        transitions=imports.TRANSITIONS,
        turns=imports.TURNS,
    )


def _estimate_run() -> StateTable:
    from opennrm.statistics import states as statistics

    return StateTable(
        name="estimate-run",
        title="An estimate run",
        about="What happens to an estimate of how many people nobody has found. The worker does the work.",
        states=statistics.State,
        initial=statistics.State.QUEUED,
        transitions=statistics.TRANSITIONS,
        turns=statistics.TURNS,
    )


def _handover() -> StateTable:
    from opennrm.handovers import states as handovers

    return StateTable(
        name="handover",
        title="A handover of a case",
        about="The agency that leads a case asks another one to lead it from now on.",
        states=handovers.State,
        initial=handovers.State.ASKED,
        transitions=handovers.TRANSITIONS,
        turns=handovers.TURNS,
    )


def _reporter_question() -> StateTable:
    from opennrm.concerns import states as concerns

    return StateTable(
        name="reporter-question",
        title="A question to the person who reported a concern",
        about="Whoever leads the case asks it. The person who reported the concern answers it, and never sees "
        "the case.",
        states=concerns.QuestionState,
        initial=concerns.QuestionState.OPEN,
        transitions=concerns.TRANSITIONS,
        turns=concerns.TURNS,
    )


def _joint_work() -> StateTable:
    from opennrm.joint_work import states as joint_work

    return StateTable(
        name="joint-work",
        title="An agency that takes part in a case",
        about="The agency that leads a case asks another one to take part, for a purpose and until a last day.",
        states=joint_work.State,
        initial=joint_work.State.ASKED,
        transitions=joint_work.TRANSITIONS,
        turns=joint_work.TURNS,
    )


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


def _task() -> StateTable:
    from opennrm.tasks import states as tasks

    return StateTable(
        name="task",
        title="A task of a case",
        about="Whoever ended a task can open it again within some minutes, to correct a slip.",
        states=tasks.State,
        initial=tasks.State.OPEN,
        transitions=tasks.TRANSITIONS,
        turns=tasks.TURNS,
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


def _conference() -> StateTable:
    from opennrm.conferences import states as conferences

    return StateTable(
        name="conference",
        title="A case conference",
        about="A conference that was moved is still planned. One that was cancelled stays cancelled.",
        states=conferences.State,
        initial=conferences.State.PLANNED,
        transitions=conferences.TRANSITIONS,
        turns=conferences.TURNS,
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
