"""What is best for invented children: a question that is weighed, a panel that is not complete, an interim decision."""

from uuid import UUID, uuid4

from opennrm.best_interests import actions, panel
from opennrm.best_interests.permissions import BEST_INTERESTS_DECIDE, BEST_INTERESTS_KEEP, PANEL_SIT
from opennrm.best_interests.states import Factor, Interest, Kind
from opennrm.country.pack import pack

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .joint_work import joint_work_asked, takes_part
from .people import Child
from .placements import FOSTER, stays
from .screening import presumed, screened


def _last(course: Course) -> UUID:
    assert course.procedure_id is not None, "First somebody asks what is best for the child."
    return course.procedure_id


def what_is_best_asked(*, facts: str, view: str, options: tuple[str, ...], kind: Kind) -> Trait:
    """Whoever works on the case asks what is best for the child, with these options, and weighs the first."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            if not worker.may(BEST_INTERESTS_KEEP):
                raise EndsHere(
                    "Nobody who works on this case asks what is best for the child in this country."
                )
            question = next(iter(pack().codes("best_interests_questions")))
            made = actions.begin(
                course.case_id, kind=kind, question=question, facts=facts, view=view, page=uuid4(),
                by=worker, at=course.next(),
            )  # fmt: skip
            course.procedure_id = made.pk
            for text in options:
                actions.add_choice(made.pk, text=text, page=uuid4(), by=worker, at=course.next())
            actions.weigh(
                made.pk, number=1, factor=Factor.VIEW, speaks_for="It is what she wants.",
                speaks_against="Nobody has seen the house yet.", page=uuid4(), by=worker, at=course.next(),
            )  # fmt: skip

    return step


def seat_taken(by: Somebody, *, is_chair: bool = False) -> Trait:
    """This person has taken a seat in the panel for their agency, without a conflict."""

    def step(course: Course) -> None:
        with course.acting(by) as member:
            if not member.may(PANEL_SIT):
                raise EndsHere("Nobody like this sits in panels in this country.")
            agency_id = member.agency_id
        disciplines = list(pack().codes("disciplines"))
        with course.acting(course.worker) as worker:
            seat = panel.name_seat(
                _last(course), agency=agency_id, discipline=disciplines[0 if is_chair else 1], is_chair=is_chair,
                page=uuid4(), by=worker, at=course.next(),
            )  # fmt: skip
        with course.acting(by) as member:
            panel.take_seat(seat.pk, undertakes=True, interest=Interest.NONE, by=member, at=course.next())

    return step


def decided_for_now(text: str) -> Trait:
    """A supervisor has taken an interim decision."""

    def step(course: Course) -> None:
        with course.acting(course.supervisor) as supervisor:
            if not supervisor.may(BEST_INTERESTS_DECIDE):
                raise EndsHere("This supervisor decides nothing in this country.")
            actions.decide_for_now(_last(course), text=text, page=uuid4(), by=supervisor, at=course.next())

    return step


STORIES = (
    Story(
        by="nurse",
        hours_ago=190,
        child=Child(given_names="Kerryann", family_name="Bogle", age=12, sex="female"),
        kind="made_to_work",
        area=3,
        occurred="Since her father left",
        account="She looks after two small children day and night. An aunt in the country has asked for her.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            stays(FOSTER),
            what_is_best_asked(
                facts="Her aunt has asked for her. The father does not know where she is.",
                view="I want to live with Auntie Pearl, because she sings.",
                options=("She lives with her aunt", "She stays with the foster family"),
                kind=Kind.DETERMINATION,
            ),
            seat_taken("supervisor", is_chair=True),
            joint_work_asked(of="inspector"),
            takes_part(by="inspector"),
            seat_taken("inspector"),
            decided_for_now("She stays with the foster family until somebody has seen the aunt's house."),
        ),
    ),
)
