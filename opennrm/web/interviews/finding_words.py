"""What the answer of a search for times says to people: names of conditions, whom to ask, and what speaks for a time.

No sentence names a person or a private reason.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opennrm.interviews.rules import parts_of
from opennrm.interviews.scheduling.conditions import Owner
from opennrm.interviews.scheduling.criteria import Measures
from opennrm.interviews.states import Capacity

DEMANDS = {
    "certificate": gettext_lazy("the interviewer has a certificate that is valid on the day"),
    "conflict_of_interest": gettext_lazy("nobody takes part who is not available for this case"),
    "no_overlap": gettext_lazy("the space, the interviewer and the child are not booked already"),
    "absence": gettext_lazy("the interviewer is not absent"),
    "space_fit": gettext_lazy("the space is open, and has what the child needs"),
    "turnaround": gettext_lazy("some time lies between two children in one space"),
    "interpreter": gettext_lazy("the interviewer or an interpreter speaks the language of the child"),
    "wished_sex": gettext_lazy("the interviewer is who the child wishes to talk to"),
    "same_interviewer": gettext_lazy("the interviewer is the same as before"),
    "shield": gettext_lazy("the interviewer does not work on this case"),
    "child_time": gettext_lazy("the child has nothing else then"),
    "medical_before": gettext_lazy("the medical examination is first"),
    "not_together": gettext_lazy("children who must not meet are not in the waiting room together"),
    "window": gettext_lazy("it is within the days that the request allows"),
    "daily_limit": gettext_lazy("the interviewer does not lead too many interviews on one day"),
    "member_travel": gettext_lazy("the interviewer does not travel for longer than they said"),
    "child_travel": gettext_lazy("the child does not travel for too long"),
}
HELP = {
    "absence": gettext_lazy("The interviewer comes although they are marked as absent"),
    "space_fit": gettext_lazy("The space is opened at another hour, or gets what the child needs"),
    "turnaround": gettext_lazy("There is less time between two children in the space"),
    "interpreter": gettext_lazy("An interpreter takes part by video"),
    "wished_sex": gettext_lazy("The child agrees to talk to somebody else"),
    "same_interviewer": gettext_lazy("Another interviewer leads it than before"),
    "shield": gettext_lazy("Somebody leads it who works on this case"),
    "child_time": gettext_lazy("The child can miss what else they have then"),
    "medical_before": gettext_lazy("The interview is before the medical examination"),
    "not_together": gettext_lazy("Children who should not meet are there at the same time"),
    "window": gettext_lazy("It is earlier or later than the request allows"),
    "daily_limit": gettext_lazy("The interviewer leads one more interview on that day, or a longer one"),
    "member_travel": gettext_lazy("The interviewer travels further than they said"),
    "child_travel": gettext_lazy("The child travels further"),
}
ASK = {
    Owner.NOBODY: gettext_lazy("Nobody can allow this"),
    Owner.SPACE_MANAGER: gettext_lazy("Ask whoever keeps the space"),
    Owner.FACILITATOR: gettext_lazy("Whoever arranges interviews can decide this"),
    Owner.SUPERVISOR_OF_DISCIPLINE: gettext_lazy("Ask a supervisor of that agency"),
    Owner.CHILD: gettext_lazy("Ask the child. Only the child can change this"),
    Owner.PROSECUTOR: gettext_lazy("Ask the prosecution"),
    Owner.CASEWORKER_WITH_CHILD: gettext_lazy("Ask the caseworker, who asks the child"),
    Owner.MEDICAL_LEAD: gettext_lazy("Ask whoever is responsible for the examination"),
    Owner.CASEWORKER: gettext_lazy("Ask the caseworker"),
    Owner.REQUESTER: gettext_lazy("Ask whoever asked for the interview"),
    Owner.SUPERVISOR_OF_LEAD: gettext_lazy("Ask a supervisor of the interviewer"),
    Owner.MEMBER: gettext_lazy("Ask the interviewer"),
}
MISSING = {
    "starts": gettext_lazy("No day is left on which we look."),
    "spaces": gettext_lazy("There is no space."),
    "leads": gettext_lazy("Nobody in the team leads interviews."),
}


def demand(condition: str) -> str:
    """What a condition asks for."""
    name, discipline = _parts(condition)
    if discipline:
        return _("somebody of this discipline can watch: {discipline}").format(discipline=discipline)
    return str(DEMANDS[name])


def help_of(condition: str) -> str:
    """What it means to set a condition aside."""
    name, discipline = _parts(condition)
    if discipline:
        return _("This discipline does not watch: {discipline}").format(discipline=discipline)
    return str(HELP[name])


def _parts(condition: str) -> tuple[str, str]:
    name, discipline = parts_of(condition)
    return name, str(Capacity(discipline).label) if discipline else ""


def reasons(measures: Measures) -> Iterator[str]:
    """What a time says to the criteria, in the order in which they decide."""
    late = measures.days_late
    yield (
        ngettext(
            "{number} day later than it was asked for", "{number} days later than it was asked for", late
        )
        if late
        else _("Within the time that was asked for")
    ).format(number=late)
    if measures.child_travel:
        yield _("The child travels for {minutes} minutes").format(minutes=measures.child_travel)
    if not measures.unsuitable_hour:
        yield _("The hour suits the child")
    if measures.lessons_missed:
        yield _("The child misses {minutes} minutes of something else").format(
            minutes=measures.lessons_missed
        )
    if measures.team_travel:
        yield _("Everybody who comes travels for {minutes} minutes in all").format(
            minutes=measures.team_travel
        )
    if measures.load:
        yield ngettext(
            "The interviewer leads {number} other interview in these days",
            "The interviewer leads {number} other interviews in these days",
            measures.load,
        ).format(number=measures.load)
