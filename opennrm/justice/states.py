"""The states of counts, hearings, special measures and orders of restitution, as tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CountState(TextChoices):
    """How a count stands. The first verdict of a court is kept apart, and no later state changes it."""

    LAID = "laid", _("Charged")
    PLEADED_GUILTY = "pleaded_guilty", _("Pleaded guilty")
    FOR_TRIAL = "for_trial", _("For trial")
    GUILTY = "guilty", _("Guilty")
    NOT_GUILTY = "not_guilty", _("Not guilty")
    NO_VERDICT = "no_verdict", _("No verdict")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    STAYED = "stayed", _("Stayed")
    DISMISSED = "dismissed", _("Dismissed")
    LESSER = "guilty_of_lesser", _("Guilty of a lesser offence")
    REPLACED = "replaced", _("Replaced by another count")
    SENTENCED = "sentenced", _("Sentenced")
    UNDER_APPEAL = "under_appeal", _("Under appeal")
    FINAL = "final", _("Final")
    QUASHED = "quashed", _("Quashed on appeal")


VERDICTS = (CountState.GUILTY, CountState.NOT_GUILTY, CountState.NO_VERDICT, CountState.LESSER)
"""What a court can find at a trial."""
ENDED_WITHOUT = (CountState.WITHDRAWN, CountState.STAYED, CountState.DISMISSED)
"""How a count can end before a verdict."""
CONVICTED = (CountState.PLEADED_GUILTY, CountState.GUILTY)
"""What is a conviction at first instance."""

COUNT_STEPS: dict[str, set[str]] = {
    CountState.LAID: {
        CountState.PLEADED_GUILTY,
        CountState.FOR_TRIAL,
        CountState.REPLACED,
        *ENDED_WITHOUT,
    },
    CountState.FOR_TRIAL: {
        CountState.PLEADED_GUILTY,
        CountState.REPLACED,
        *VERDICTS,
        *ENDED_WITHOUT,
    },
    CountState.PLEADED_GUILTY: {CountState.SENTENCED},
    CountState.GUILTY: {CountState.SENTENCED, CountState.UNDER_APPEAL},
    CountState.SENTENCED: {CountState.UNDER_APPEAL, CountState.FINAL},
    CountState.NOT_GUILTY: {CountState.UNDER_APPEAL},
    CountState.UNDER_APPEAL: {CountState.FINAL, CountState.QUASHED, CountState.FOR_TRIAL},
    CountState.NO_VERDICT: {CountState.FOR_TRIAL, *ENDED_WITHOUT},
    **{
        state: set()
        for state in (
            *ENDED_WITHOUT,
            CountState.LESSER,
            CountState.REPLACED,
            CountState.FINAL,
            CountState.QUASHED,
        )
    },
}
"""A retrial leads back to the trial: the first verdict stays what it was."""

OVER = (
    *ENDED_WITHOUT,
    CountState.NOT_GUILTY,
    CountState.LESSER,
    CountState.REPLACED,
    CountState.SENTENCED,
    CountState.FINAL,
    CountState.QUASHED,
)
"""States in which the first court has nothing more to decide."""


class Turn(TextChoices):
    """Who is to do the next thing."""

    PROSECUTION = "prosecution", _("The prosecution")
    COURT = "court", _("The court")
    OFFICE = "office", _("The prosecutor or the clerk")
    NOBODY = "nobody", _("Nobody")


COUNT_TURNS: dict[str, Turn] = {
    state: Turn.NOBODY if not steps else Turn.COURT for state, steps in COUNT_STEPS.items()
} | {CountState.NO_VERDICT: Turn.PROSECUTION}


class HearingState(TextChoices):
    """How a hearing stands. One that is listed and over waits for its result."""

    LISTED = "listed", _("Listed")
    HELD = "held", _("Held")
    ADJOURNED = "adjourned", _("Adjourned")
    VACATED = "vacated", _("Taken off the list")


HEARING_STEPS: dict[str, set[str]] = {
    HearingState.LISTED: {HearingState.HELD, HearingState.ADJOURNED, HearingState.VACATED},
    HearingState.HELD: set(),
    HearingState.ADJOURNED: set(),
    HearingState.VACATED: set(),
}
HEARING_TURNS: dict[str, Turn] = {
    state: Turn.OFFICE if steps else Turn.NOBODY for state, steps in HEARING_STEPS.items()
}


class MeasureState(TextChoices):
    """How far an application for a special measure is."""

    CONSIDERED = "considered", _("Considered")
    NOT_WANTED = "not_wanted_by_child", _("The child does not want it")
    FILED = "filed", _("Filed")
    GRANTED = "granted", _("Granted")
    IN_PART = "granted_in_part", _("Granted in part")
    REFUSED = "refused", _("Refused")
    ARRANGED = "arranged", _("Arranged")
    USED = "used", _("Used")
    FAILED_EQUIPMENT = "failed_equipment", _("Failed: the equipment did not work")
    FAILED_ABSENCE = "failed_absence", _("Failed: somebody did not come")


MEASURE_STEPS: dict[str, set[str]] = {
    MeasureState.CONSIDERED: {MeasureState.FILED, MeasureState.NOT_WANTED},
    MeasureState.NOT_WANTED: {MeasureState.CONSIDERED},
    MeasureState.FILED: {MeasureState.GRANTED, MeasureState.IN_PART, MeasureState.REFUSED},
    MeasureState.GRANTED: {MeasureState.ARRANGED},
    MeasureState.IN_PART: {MeasureState.ARRANGED},
    MeasureState.ARRANGED: {MeasureState.USED, MeasureState.FAILED_EQUIPMENT, MeasureState.FAILED_ABSENCE},
    MeasureState.FAILED_EQUIPMENT: {MeasureState.ARRANGED},
    MeasureState.FAILED_ABSENCE: {MeasureState.ARRANGED},
    MeasureState.REFUSED: set(),
    MeasureState.USED: set(),
}
MEASURE_TURNS: dict[str, Turn] = {
    state: Turn.NOBODY if not steps else Turn.PROSECUTION for state, steps in MEASURE_STEPS.items()
} | {MeasureState.FILED: Turn.COURT}
DECIDED = tuple(state for state in MeasureState if state not in (MeasureState.CONSIDERED, MeasureState.FILED))
"""What no longer waits for anybody's decision."""


class OrderState(TextChoices):
    """How an order of restitution stands: reckoned from what was paid and when it was due, and never stored."""

    ORDERED = "ordered", _("Ordered")
    PART_PAID = "part_paid", _("Paid in part")
    PAID = "paid", _("Paid in full")
    OVERDUE = "overdue", _("Overdue")
    ENFORCEMENT = "enforcement", _("To be enforced")
    SET_ASIDE = "set_aside", _("Set aside")


ORDER_STEPS: dict[str, set[str]] = {
    OrderState.ORDERED: {OrderState.PART_PAID, OrderState.PAID, OrderState.OVERDUE, OrderState.SET_ASIDE},
    OrderState.PART_PAID: {OrderState.PAID, OrderState.OVERDUE, OrderState.SET_ASIDE},
    OrderState.OVERDUE: {OrderState.ENFORCEMENT, OrderState.PAID, OrderState.SET_ASIDE},
    OrderState.ENFORCEMENT: {OrderState.PAID, OrderState.SET_ASIDE},
    OrderState.PAID: {OrderState.SET_ASIDE},
    OrderState.SET_ASIDE: set(),
}
ORDER_TURNS: dict[str, Turn] = {
    OrderState.ORDERED: Turn.COURT,
    OrderState.PART_PAID: Turn.COURT,
    OrderState.OVERDUE: Turn.PROSECUTION,
    OrderState.ENFORCEMENT: Turn.PROSECUTION,
    OrderState.PAID: Turn.NOBODY,
    OrderState.SET_ASIDE: Turn.NOBODY,
}
