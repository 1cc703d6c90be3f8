"""The invented world happens in any country, and in the past; in the country that is shipped it happens whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from opennrm.cases.models import Case, Clock, TimelineEntry
from opennrm.contexts import CONTEXTS
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.invented import agencies, directory, interviews
from opennrm.invented.course import Acting, EndsHere
from opennrm.invented.world import let_happen
from opennrm.joint_work.events import ASKED
from opennrm.referrals.rules import answer_times
from opennrm.screening.models import DecisionRequest, Identification
from tests.world import World

MODULES = {path.stem for path in Path(agencies.__file__).parent.glob("*.py")}
OF_NO_CONTEXT = {"__init__", "course", "papers", "sign_in", "world"}


def as_far_as_possible(world: World) -> Acting:
    """Lets people act whom this country can have, as in the demonstration."""

    @contextmanager
    def acting(name) -> Iterator[Actor]:
        worker, kinds = agencies.PEOPLE[name], pack().agency_kinds
        if worker.kind not in kinds or worker.role not in kinds[worker.kind].roles:
            raise EndsHere(name)
        with world.acting(name) as actor:
            yield actor

    return acting


@pytest.fixture
def mechanism(world) -> World:
    for name in agencies.PEOPLE:
        world.known(name)
    return world


def test_each_story_comes_to_its_end_in_the_past_and_everything_that_a_case_can_wait_for_is_there(mechanism):
    """One test, because what it looks at takes half a minute to happen."""
    unfinished = let_happen(mechanism.acting, now=timezone.now())
    assert [story.child for story in unfinished] == []
    assert not TimelineEntry.objects.using("setup").filter(at__gt=timezone.now()).exists()
    assert DecisionRequest.objects.using("setup").waiting().count() == 1
    assert Case.objects.using("setup").filter(is_urgent=True).exists()
    assert Clock.objects.using("setup").filter(paused_at__isnull=False).exists()
    assert Clock.objects.using("setup").filter(due_at__lt=timezone.now(), stopped_at=None).exists()
    reached = set(Identification.objects.using("setup").values_list("state", flat=True))
    assert reached >= {"presumed", "confirmed", "not_confirmed"}
    assert Service.objects.using("setup").count() == len(directory.SERVICES)


def test_agencies_of_an_interview_can_still_answer_on_whichever_day_the_story_is_told():
    known = pack()
    deadlines = list(known.clock_rules_started_by(ASKED.clock))
    for day in range(366):
        now = timezone.now() + timedelta(days=day)
        for story in interviews.STORIES:
            begun = now - timedelta(hours=story.hours_ago)
            times = answer_times(begun, deadlines, calendar=known.calendar, zone=known.zone)
            assert times is not None
            assert times.expires_at > now, (story.child, now)


def test_in_another_country_stories_go_as_far_as_they_can(world, settings):
    settings.COUNTRY_PACK = Path(__file__).parents[1] / "packs" / "maresia"
    world.agency(pack().intake.lead_agency_kind)
    let_happen(as_far_as_possible(world), now=timezone.now())


def test_each_module_is_of_a_context_and_so_is_gathered():
    assert set(CONTEXTS) >= MODULES - OF_NO_CONTEXT
