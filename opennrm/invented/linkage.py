"""Cases of which somebody has said whether they are about the same child."""

from opennrm.linkage import actions, duplicates
from opennrm.linkage.states import Says
from opennrm.people import comparable

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

HERE, THERE = 1, 12
"""In one area a case comes to the first office, in the other to the regional one."""
OF_TWO_AGENCIES = (
    Story(
        by="nurse",
        hours_ago=620,
        child=Child(
            given_names="Shanique",
            family_name="Brathwaite",
            birth_date="2012-04-09",
            telephone="876 555 0181",
            sex="female",
            age=14,
        ),
        kind="made_to_work",
        area=HERE,
        occurred="For some months",
        account="She cleans rooms in a guest house before school and was not paid. She is afraid of the owner.",
        way=(assigned(to="caseworker"),),
    ),
    Story(
        by="constable",
        hours_ago=150,
        child=Child(
            given_names="Shaniqua",
            family_name="Braithwaite",
            birth_date="2012-09-04",
            telephone="876 555 0181",
            sex="female",
            age=14,
        ),
        kind="made_to_work",
        area=THERE,
        occurred="Since she left the guest house",
        account="She was found asleep in a kitchen where she washes dishes at night. She gave another date of birth.",
    ),
    Story(
        by="nurse",
        hours_ago=500,
        child=Child(
            given_names="Jean",
            family_name="Toussaint",
            birth_date="2011-03-02",
            sex="male",
            age=15,
        ),
        kind="made_to_commit_crime",
        area=HERE,
        occurred="In the summer",
        account="He carries parcels for people whose names he does not know. He came by boat with a cousin.",
        way=(assigned(to="colleague"),),
    ),
    Story(
        by="constable",
        hours_ago=90,
        child=Child(
            given_names="Jan",
            family_name="Toussaint",
            birth_date="2011-03-02",
            sex="male",
            age=15,
        ),
        kind="made_to_commit_crime",
        area=THERE,
        occurred="Two weeks ago",
        account="He was stopped with a parcel at the bus stop. He says that he lives with nobody.",
    ),
)
"""Children whom two agencies have, and neither knows of the other: what the linkage desk finds."""

STORIES = (
    *OF_TWO_AGENCIES,
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
