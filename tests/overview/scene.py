"""An agency with cases at every step, late and on time, some of them without anything to do."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from opennrm.invented.cases import assigned, taken
from opennrm.invented.closing import closed
from opennrm.invented.screening import confirmed, not_confirmed, presumed, screened
from opennrm.invented.tasks import task
from opennrm.tasks.models import Task
from opennrm.tasks.states import State
from tests import kept
from tests.referrals import scene as referring
from tests.world import World


@dataclass
class Scene:
    """The referring scene, whose referral waits, and more cases of its office."""

    referring: referring.Scene

    @property
    def world(self) -> World:
        return self.referring.world


def set_up(world: World) -> Scene:
    """The agency and its cases."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    scene = Scene(referring.set_up(world))
    scene.referring.send()
    now, people = timezone.now(), scene.referring

    def case(days_ago: int, *traits, **facts):
        at = now - timedelta(days=days_ago)
        course = world.course(world.opened(people.constable, at=at, **facts), at=at)
        course.pace = timedelta(days=2)
        return course.go(*traits)

    case(40, taken)
    case(0)
    case(12, taken, screened)
    case(20, taken, screened, presumed, assigned(people.colleague))
    case(30, taken, screened, presumed, confirmed, task("Call her aunt.", days=-3, of=people.supervisor))
    case(25, taken, screened, not_confirmed, closed)
    without = case(3, taken)
    Task.objects.using("setup").filter(case_id=without.case_id).update(
        from_action=True, state=State.CANCELLED, ended_at=now
    )
    return scene
