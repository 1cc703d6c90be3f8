"""Visits to a child."""

from opennrm.visits import actions

from opennrm.country.pack import pack
from opennrm.invented.cases import assigned
from opennrm.invented.concerns import Story
from opennrm.invented.course import Course


def visited(course: Course) -> None:
    """The child has been visited."""
    kind = next(iter(pack().codes("visit_kinds")))
    with course.acting(course.worker) as worker:
        actions.record(course.case_id, kind=kind, note="He was asleep.", by=worker, at=course.next())


STORIES = (
    Story(
        by="nurse",
        hours_ago=30,
        kind="made_to_work",
        area=1,
        occurred="At night",
        account="A boy sleeps in the market, and nobody knows his name.",
        way=(assigned(to="caseworker"), visited),
    ),
)
