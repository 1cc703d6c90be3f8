"""Where invented children stay: places that last, one that breaks down, and children who run away and come back."""

from dataclasses import replace
from uuid import uuid4

from opennrm.country.pack import pack
from opennrm.placements import access, actions, ending, visits
from opennrm.placements.actions import Place
from opennrm.placements.models import Placement
from opennrm.placements.permissions import PLACEMENT_KEEP
from opennrm.placements.states import SeenAlone, Siblings
from opennrm.placements.vocabulary import BASES, ENDS, KINDS

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Trait
from .people import Child
from .screening import presumed, screened

SHELTER = Place(
    kind="trafficking_shelter", provider="Hibiscus House", address="14 Cotterell Lane", contact="Matron Yvette Dane",
    basis="emergency", siblings=Siblings.NONE.value, view="Is there a lock on my door?",
)  # fmt: skip
FOSTER = Place(
    kind="foster", provider="The Merriwether family", address="Old Mill Road 3", contact="555-0148",
    basis="court_order", order_reference="FC 118 of 2026", siblings=Siblings.NO.value,
    view="I want to stay near my school.",
)  # fmt: skip
KIN = Place(
    kind="kinship", provider="Her grandmother, Ianthe Tennant", basis="consent", siblings=Siblings.YES.value,
    view="Granny knows how to do my hair.",
)  # fmt: skip


def _known(name: str, code: str) -> str:
    """A code, or the first of its list where the country does not have it."""
    codes = pack().codes(name)
    return code if code in codes else next(iter(codes))


def stays(place: Place, *, after: str = "planned_move") -> Trait:
    """The child stays here from now on. What went on until then ended for this reason."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            if not worker.may(PLACEMENT_KEEP):
                raise EndsHere("Nobody who works on this case keeps placements in this country.")
            is_somewhere = access.of_case(worker, course.case_id).running().exists()
            at = course.next()
            known = replace(place, kind=_known(KINDS, place.kind), basis=_known(BASES, place.basis))
            because = _known(ENDS, after) if is_somewhere else ""
            actions.begin_at_once(
                course.case_id, place=known, since=at, ended_because=because, page=uuid4(), by=worker, at=at
            )

    return step


def visited(*, alone: bool = True, concerns: str = "", said: str = "") -> Trait:
    """Somebody has visited the child where it stays."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            at = course.next()
            seen = SeenAlone.YES if alone else SeenAlone.NO
            visits.record(
                _now(course, worker).root, visited_at=at, seen_alone=seen, concerns=concerns, child_words=said,
                page=uuid4(), by=worker, at=at,
            )  # fmt: skip

    return step


def ran_away(words: str) -> Trait:
    """The child ran away, and is missing."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            at = course.next()
            ending.ran_away(_now(course, worker).root, since=at, words=words, by=worker, at=at)

    return step


def came_back(course: Course) -> None:
    """The child is back where it was before."""
    with course.acting(course.worker) as worker:
        at = course.next()
        ending.came_back(_now(course, worker).root, until=at, to_same_place=True, by=worker, at=at)


def _now(course: Course, worker) -> Placement:
    return access.of_case(worker, course.case_id).running().get()


STORIES = (
    Story(
        by="nurse",
        hours_ago=700,
        child=Child(given_names="Shaniel", family_name="Okoro", age=11, sex="female"),
        kind="made_to_work",
        area=2,
        occurred="Since the summer",
        account="She cleans three houses on her street before school. She does not know the woman she lives with.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            stays(FOSTER),
            visited(concerns="She sleeps in the kitchen. The family says that it is only for now."),
            stays(KIN, after="breakdown"),
            visited(said="I have a bed now."),
        ),
    ),
    Story(
        by="constable",
        hours_ago=400,
        child=Child(given_names="Tajay", family_name="Lindo", age=15, sex="male"),
        kind="made_to_work",
        area=6,
        occurred="For a year or more",
        account="He was found at night at the harbour. Two men waited for him in a car.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            stays(SHELTER),
            visited(said="They took my phone. I have to tell somebody that I am alive."),
            ran_away("He left by the kitchen door after supper. His bag is still here."),
            came_back,
            visited(said="I only wanted to see my brother."),
        ),
    ),
)
