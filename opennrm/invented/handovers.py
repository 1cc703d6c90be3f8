"""Cases that another agency is asked to take over, and those that it has taken over."""

from opennrm.country.pack import pack
from opennrm.foundation.refusals import Refused
from opennrm.handovers import actions
from opennrm.handovers.models import Handover

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait, lately
from .notes import Said, noted
from .people import Child
from .screening import presumed, screened

SUMMARY = "She has moved to her aunt, who looks after her well. The school knows. Somebody should visit within a week."


def handover_asked(of: Somebody, summary: str = SUMMARY) -> Trait:
    """The agency of this person has been asked to take the case over, and has not answered."""

    def step(course: Course) -> None:
        with course.acting(of) as receiver:
            agency_id = receiver.agency_id
        with course.acting(course.supervisor) as supervisor:
            reason = next(iter(pack().codes("handover_reasons")))
            try:
                actions.ask(
                    course.case_id,
                    agency_id=agency_id,
                    reason=reason,
                    summary=summary,
                    by=supervisor,
                    at=course.next(),
                )
            except Refused as refused:
                raise EndsHere(str(refused)) from refused

    return step


def taken_over(by: Somebody) -> Trait:
    """This person has accepted for their agency, and supervises the case from now on."""

    def step(course: Course) -> None:
        with course.acting(by) as supervisor:
            waiting = Handover.objects.visible_to(supervisor).of_case(course.case_id).waiting_for_answer()
            actions.accept(waiting.get().pk, by=supervisor, at=course.next())
        course.supervisor = by

    return step


def handover_refused(by: Somebody, words: str = "") -> Trait:
    """This person has refused for their agency, and the case stays where it was."""

    def step(course: Course) -> None:
        with course.acting(by) as supervisor:
            waiting = Handover.objects.visible_to(supervisor).of_case(course.case_id).waiting_for_answer()
            reason = next(iter(pack().codes("handover_refusals")))
            actions.refuse(waiting.get().pk, reason=reason, words=words, by=supervisor, at=course.next())

    return step


STORIES = (
    Story(
        by="nurse",
        hours_ago=210,
        child=Child(given_names="Annmarie", family_name="Treleaven", age=14, sex="female"),
        kind="made_to_work",
        area=6,
        occurred="Since the holidays",
        account="She cleaned two guest houses from morning to night and slept in a store room. A guest told us.",
        way=(
            *(assigned(to="caseworker"), screened, presumed),
            noted(Said(text="Her aunt in another parish came for her. She wants to stay there.")),
            *(lately(30), handover_asked(of="parish_supervisor"), taken_over(by="parish_supervisor")),
            assigned(to="parish_caseworker"),
        ),
    ),
    Story(
        by="constable",
        hours_ago=130,
        child=Child(given_names="Jermaine", family_name="Oakridge", age=13, sex="male"),
        kind="made_to_beg_or_sell",
        area=3,
        occurred="For about a month",
        account="He washes car windows at the crossing until midnight. A man on a motorcycle collects the money.",
        way=(
            *(assigned(to="colleague"), screened, lately(5)),
            handover_asked(
                of="parish_supervisor",
                summary="He is with his grandmother now and goes to school there. He has not been interviewed yet.",
            ),
        ),
    ),
)
