"""Tasks of invented cases: overdue, of a supervisor, done."""

from datetime import timedelta

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.tasks import actions
from opennrm.tasks.models import Task
from opennrm.tasks.permissions import TASK_DO

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .people import Child
from .screening import presumed, screened


def task(words: str, *, days: int, of: Somebody = "") -> Trait:
    """There is a task that is due so many days from today; one before today was made then, and is overdue.

    `of`: whoever it was given to; empty for whoever leads the case.
    """

    def step(course: Course) -> None:
        owner = None
        if of:
            with course.acting(of) as colleague:
                owner = colleague.membership_id
        at = course.next() if days >= 0 else timezone.now() + timedelta(days=days)
        day = timezone.localdate(timezone=pack().zone) + timedelta(days=days)
        with course.acting(course.worker) as worker:
            if not worker.may(TASK_DO):
                raise EndsHere("Nobody who works on this case does tasks in this country.")
            kind = next(iter(pack().codes("task_kinds")))
            made = actions.make(
                course.case_id, kind=kind, words=words, due_on=day, given_to=owner, by=worker, at=at
            )
        course.task_id = made.pk

    return step


def first_task_done(course: Course) -> None:
    """The task that is due first is done."""
    with course.acting(course.worker) as worker:
        first = Task.objects.visible_to(worker).of_case(course.case_id).open().due_first().first()
        if first is None:
            raise EndsHere("No rule of this country makes a task here.")
        actions.finish(first.pk, words="They spoke for half an hour.", by=worker, at=course.next())


STORIES = (
    Story(
        by="nurse",
        hours_ago=140,
        child=Child(given_names="Kaydian", family_name="Pellington", age=15, sex="female"),
        kind="made_to_work",
        area=9,
        occurred="Since the end of the summer",
        account="She minds three children for a family day and night, and is not paid. She has not been at school "
        "since.",
        way=(
            *(assigned(to="caseworker"), screened, presumed),
            first_task_done,
            task("Call the aunt and ask where the brother is staying.", days=-2),
            task("Ask the class teacher when she was last at school.", days=2),
            task("Approve the plan for the first week.", days=4, of="supervisor"),
        ),
    ),
)
