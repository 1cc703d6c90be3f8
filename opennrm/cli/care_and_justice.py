"""The drawn tables of states of care, of what happens in court, and of prevention."""

from opennrm.cli.state_table_documents import StateTable


def tables() -> list[StateTable]:
    """The tables of these contexts, in the order of the work."""
    return [_placement(), _best_interests(), *_care(), *_investigations(), *_justice(), *_prevention()]


def _placement() -> StateTable:
    from opennrm.placements import states as placements

    return StateTable(
        name="placement",
        title="A placement",
        about="Where a child stays. A child who runs away ends it, and is missing in the same step, which is one more.",
        states=placements.State,
        initial=placements.State.PLANNED,
        transitions=placements.TRANSITIONS,
        turns=placements.TURNS,
    )


def _best_interests() -> StateTable:
    from opennrm.best_interests import states as best_interests

    return StateTable(
        name="best-interests",
        title="A best-interests procedure",
        about="A supervisor can take an interim decision in every state before the decision. It changes no state.",
        states=best_interests.State,
        initial=best_interests.State.OPENED,
        transitions=best_interests.TRANSITIONS,
        turns=best_interests.TURNS,
    )


def _care() -> list[StateTable]:
    from opennrm.care_plans import states

    return [
        StateTable(
            name="plan",
            title="A version of a care plan",
            about="A supervisor agrees to a plan that somebody else proposed, or sends it back. One is in force at a "
            "time. A new version replaces it once it is agreed to, and takes along what is still to be done. A plan "
            "that ended is begun again as a new version.",
            states=states.PlanState,
            initial=states.PlanState.DRAFT,
            transitions=states.PLAN_TRANSITIONS,
            turns=states.PLAN_TURNS,
        ),
        StateTable(
            name="plan_action",
            title="An action of a care plan",
            about="Only a person says what became of an action, once and with the day. Nothing else ever does.",
            states=states.ActionState,
            initial=states.ActionState.OPEN,
            transitions=states.ACTION_TRANSITIONS,
            turns=states.ACTION_TURNS,
        ),
        StateTable(
            name="follow_up",
            title="A follow-up of a closed case",
            about="Somebody asks how the child is. If nobody tried before its time is over, it was missed. If the "
            "case is reopened, it is not needed any more.",
            states=states.FollowUpState,
            initial=states.FollowUpState.DUE,
            transitions=states.FOLLOW_UP_TRANSITIONS,
            turns=states.FOLLOW_UP_TURNS,
        ),
    ]


def _investigations() -> list[StateTable]:
    from opennrm.investigations import states as investigations

    return [
        StateTable(
            name="investigation",
            title="An investigation",
            about="The police open it, and the prosecutor returns or charges it. One that has ended can be reopened.",
            states=investigations.State,
            initial=investigations.State.OPEN,
            transitions=investigations.TRANSITIONS,
            turns=investigations.TURNS,
        ),
        StateTable(
            name="non-punishment",
            title="A child who is not to be punished",
            about="The question is raised with the prosecutor, who decides. One that was not raised can be taken back.",
            states=investigations.Impunity,
            initial=investigations.Impunity.FLAGGED,
            transitions=investigations.IMPUNITY_TRANSITIONS,
            turns=investigations.IMPUNITY_TURNS,
        ),
    ]


def _justice() -> list[StateTable]:
    from opennrm.justice import states as justice

    return [
        StateTable(
            name="count",
            title="A count",
            about="What one accused is charged with. Its offence never changes: another count replaces it. A new trial "
            "leads back to the trial, and the first verdict stays.",
            states=justice.CountState,
            initial=justice.CountState.LAID,
            transitions=justice.COUNT_STEPS,
            turns=justice.COUNT_TURNS,
        ),
        StateTable(
            name="hearing",
            title="A hearing",
            about="A hearing on any day to come. Only one that is listed, and over, waits for its result.",
            states=justice.HearingState,
            initial=justice.HearingState.LISTED,
            transitions=justice.HEARING_STEPS,
            turns=justice.HEARING_TURNS,
        ),
        StateTable(
            name="special-measure",
            title="A special measure for a child in court",
            about="An application to a court, with a day for each step.",
            states=justice.MeasureState,
            initial=justice.MeasureState.CONSIDERED,
            transitions=justice.MEASURE_STEPS,
            turns=justice.MEASURE_TURNS,
        ),
        _restitution(),
    ]


def _restitution() -> StateTable:
    from opennrm.justice import states as justice

    return StateTable(
        name="restitution",
        title="An order of restitution",
        about="What was ordered and what was paid are two ledgers. How an order stands is reckoned from both, and "
        "never stored.",
        states=justice.OrderState,
        initial=justice.OrderState.ORDERED,
        transitions=justice.ORDER_STEPS,
        turns=justice.ORDER_TURNS,
    )


def _prevention() -> list[StateTable]:
    from opennrm.prevention import states as prevention

    return [
        StateTable(
            name="activity",
            title="A training, a campaign or a talk",
            about="The organiser reports it and somebody else confirms it. It is frozen when the figures of its "
            "quarter are published.",
            states=prevention.State,
            initial=prevention.State.PLANNED,
            transitions=prevention.TRANSITIONS,
            turns=prevention.TURNS,
        ),
        StateTable(
            name="inspection",
            title="An inspection",
            about="If signs of trafficking were found, it is signed off only with the receipt of a concern.",
            states=prevention.InspectionState,
            initial=prevention.InspectionState.PLANNED,
            transitions=prevention.INSPECTION_TRANSITIONS,
            turns=prevention.INSPECTION_TURNS,
        ),
    ]
