"""Cases that somebody takes or is given, and time limits that stand still."""

from opennrm.cases import actions, pauses
from opennrm.cases.models import Clock
from opennrm.country.pack import pack

from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .people import Child


def taken(course: Course) -> None:
    """Whoever works on it has taken the case."""
    with course.acting(course.worker) as worker:
        actions.assign(course.case_id, to=worker.membership_id, by=worker, at=course.next())


def assigned(to: Somebody) -> Trait:
    """A supervisor has given the case to somebody, who works on it from now on."""

    def step(course: Course) -> None:
        with course.acting(to) as worker:
            membership_id = worker.membership_id
        with course.acting(course.supervisor) as supervisor:
            actions.assign(course.case_id, to=membership_id, by=supervisor, at=course.next())
        course.worker = to

    return step


def paused(course: Course) -> None:
    """The first time limit that can stand still does."""
    rules = {rule.code: rule.pause_reasons[0] for rule in pack().clocks.values() if rule.pause_reasons}
    with course.acting(course.worker) as worker:
        running = Clock.objects.visible_to(worker).filter(case_id=course.case_id, stopped_at=None)
        clock = running.filter(rule__in=rules, paused_at=None).first()
        if clock is None:
            raise EndsHere("No time limit of this case can be paused.")
        note = "The children have not been found yet."
        pauses.pause(clock.pk, reason=rules[clock.rule].code, note=note, by=worker, at=course.next())


STORIES = (
    Story(
        by="constable",
        hours_ago=26,
        child=Child(given_names="Shanice", other_names="Nicey", sex="female"),
        kind="missing",
        area=0,
        occurred="About a week ago",
        account="A neighbour has not seen the girl next door for a week. The family says that she went to work in "
        "town, and gives a different place each time.",
        way=(assigned(to="caseworker"),),
    ),
)
