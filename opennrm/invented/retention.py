"""Cases whose time is over: kept by a legal hold, asked to be erased, and approved."""

from datetime import timedelta

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.retention import access, actions, holds
from opennrm.retention.models import Erasure
from opennrm.tasks import access as task_access
from opennrm.tasks import actions as task_actions

from .cases import assigned
from .closing import closed
from .concerns import Story
from .course import Course, Somebody, Trait
from .people import Child
from .screening import not_confirmed, screened_without_signs


def followed_up(course: Course) -> None:
    """Whoever works on it has done every task that was open."""
    with course.acting(course.worker) as worker:
        at = course.next()
        for task in task_access.visible_to(worker).of_case(course.case_id).open().order_by("due_on", "id"):
            task_actions.finish(task.pk, words="The child is well.", by=worker, at=at)


def held(reason: str = "") -> Trait:
    """The supervisor has set a legal hold. A reason that the country does not have is its first."""

    def step(course: Course) -> None:
        reasons = pack().codes("hold_reasons")
        with course.acting(course.supervisor) as supervisor:
            at = timezone.now()
            review_on = at.astimezone(pack().zone).date() + timedelta(days=28)
            holds.set_hold(
                course.case_id,
                reason=reason if reason in reasons else next(iter(reasons)),
                review_on=review_on,
                by=supervisor,
                at=at,
            )

    return step


def erasure_asked(course: Course) -> None:
    """The supervisor has asked to erase the case."""
    with course.acting(course.supervisor) as supervisor:
        actions.ask(course.case_id, by=supervisor, at=course.next())


def erasure_approved(by: Somebody = "figures", *, days_ago: int = 0) -> Trait:
    """Somebody in another role has approved so many days ago that the case is erased."""

    def step(course: Course) -> None:
        with course.acting(by) as decider:
            asked = Erasure.objects.get(pk=access.to_decide(decider).get(case_id=course.case_id).pk)
            actions.approve(asked.pk, by=decider, at=timezone.now() - timedelta(days=days_ago))

    return step


def _long_ago(*, years: int) -> int:
    """So many hours ago something happened that happened so many years ago."""
    return 24 * (366 * years + 10)


_CLOSED_WITHOUT_SIGNS: tuple[Trait, ...] = (
    assigned(to="caseworker"), screened_without_signs, not_confirmed, closed("not_a_victim"), followed_up,
)  # fmt: skip
STORIES = (
    Story(
        by="nurse",
        hours_ago=_long_ago(years=8),
        child=Child(given_names="Delroy", family_name="Marchbanks", age=13, sex="male"),
        kind="missing",
        area=2,
        occurred="The week before school began",
        account="He was not at home for two days. He had gone to stay with a friend.",
        way=_CLOSED_WITHOUT_SIGNS,
    ),
    Story(
        by="constable",
        hours_ago=_long_ago(years=8),
        child=Child(given_names="Patrice", family_name="Lindenfield", age=15, sex="female"),
        kind="missing",
        area=5,
        occurred="A Saturday in spring",
        account="Her mother called because she had not come back from the market. She was at her aunt's house.",
        way=(
            *_CLOSED_WITHOUT_SIGNS,
            held("court_case"),
        ),
    ),
    Story(
        by="constable",
        hours_ago=_long_ago(years=8),
        child=Child(given_names="Oneil", family_name="Stonebridge", age=16, sex="male"),
        kind="made_to_work",
        area=3,
        occurred="During the summer holidays",
        account="A neighbour thought that he was made to work. He helped his uncle on Saturdays and went to school.",
        way=(
            *_CLOSED_WITHOUT_SIGNS,
            erasure_asked,
            erasure_approved(days_ago=15),
        ),
    ),
)
