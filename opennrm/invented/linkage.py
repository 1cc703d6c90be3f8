"""Cases of which somebody has said whether they are about the same child."""

from opennrm.linkage import actions, duplicates
from opennrm.linkage.states import Says
from opennrm.people import comparable

from . import same_children
from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Trait, lately
from .people import Child

SAY = {Says.SAME: actions.same, Says.DIFFERENT: actions.different}


def judged(says: Says, *, called: str, note: str = "") -> Trait:
    """The supervisor has said whether the child is the one of another case who is called so."""

    def step(course: Course) -> None:
        with course.acting(course.supervisor) as supervisor:
            known = comparable.of_case(supervisor, course.case_id)
            found = duplicates.find(supervisor, known, without=course.case_id).children
            others = [each.case.pk for each in found if each.name == called]
            if not others:
                raise EndsHere("The supervisor sees no such case.")
            SAY[says](course.case_id, others[0], note=note, by=supervisor, at=course.next())

    return step


_FIRST = Child(
    given_names="Marisol", family_name="Penhaligon", birth_date="2012-04-09", telephone="876 555 0173",
    sex="female", age=14,
)  # fmt: skip

STORIES = (
    *same_children.STORIES,
    Story(
        by="nurse",
        hours_ago=400,
        child=_FIRST,
        kind="made_to_work",
        area=4,
        occurred="For some months",
        account="She sells sweets at the bus park until late at night and gives the money to a woman she calls aunt.",
        way=(*(assigned(to="caseworker"), lately(60)),),
    ),
    Story(
        by="constable",
        hours_ago=240,
        child=Child(
            given_names="Marisole",
            family_name="Penhaligon",
            birth_date="2012-09-04",
            telephone="876 555 0173",
            sex="female",
            age=14,
        ),
        kind="made_to_work",
        area=4,
        occurred="Since last year",
        account="She slept at the bus park at two in the morning beside a tray of sweets. She did not want to go home.",
        way=(
            *(assigned(to="colleague"), lately(40)),
            judged(
                Says.SAME,
                called="Marisol Penhaligon",
                note="The telephone is the same, and the day and month were swapped. The nurse knows her.",
            ),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=150,
        child=Child(
            given_names="Mary",
            family_name="Penhaligon",
            birth_date="2012-04-09",
            telephone="876 555 0173",
            sex="female",
            age=14,
        ),
        kind="made_to_work",
        area=4,
        occurred="Nobody knows",
        account="A girl with a tray of sweets came to the clinic with a cut hand and left before she was treated.",
        way=(
            *(assigned(to="caseworker"), lately(20)),
            judged(Says.DIFFERENT, called="Marisol Penhaligon", note="The first one was at school that day."),
            judged(Says.SAME, called="Marisole Penhaligon", note="The constable recognised her."),
        ),
    ),
)
