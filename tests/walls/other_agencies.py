"""Other agencies in the case of the cast: those that are asked to lead it, and those that take part in it."""

from uuid import UUID

from opennrm.handovers.models import Handover
from opennrm.invented.course import Course
from opennrm.invented.handovers import handover_asked, handover_refused
from opennrm.invented.joint_work import joint_work_asked, left, takes_part
from opennrm.joint_work.models import JointWork
from tests.world import Person


def offer_to_others(people: dict[str, Person], course: Course, *, word: str) -> UUID:
    """One agency has refused to take the case over, and another was asked; returns the id of what waits."""
    summary = f"{word} looks after the child."
    course.go(
        handover_asked(of=people["other_agency_supervisor"], summary=summary),
        handover_refused(by=people["other_agency_supervisor"], words=summary),
        handover_asked(of=people["receiving"], summary=summary),
    )
    return Handover.objects.using("setup").waiting_for_answer().get(case_id=course.case_id).pk


def let_take_part(people: dict[str, Person], course: Course, *, word: str) -> dict[str, UUID]:
    """One agency was asked to take part, one takes part, and one no longer does."""
    # What a decision shows too: so whoever takes part finds the same pages as whoever was asked for one.
    scopes = ("case", "dangers", "screening", "decision", "timeline")
    summary = f"{word} lives next door."
    once, now, soon = people["once_taking_part"], people["taking_part"], people["invited"]
    course.go(
        *(
            joint_work_asked(of=once, scopes=scopes, summary=summary),
            takes_part(by=once),
            left(by=once, words=summary),
        ),
        *(joint_work_asked(of=now, scopes=scopes, summary=summary), takes_part(by=now)),
        joint_work_asked(of=soon, scopes=scopes, summary=summary),
    )
    work = JointWork.objects.using("setup").filter(case_id=course.case_id)
    asked = work.waiting_for_answer().get()
    return {
        "work_id": work.going_on().get().pk,
        "asked_work_id": asked.pk,
        "joint_agency_id": people["once_taking_part"].membership.agency_id,
    }
