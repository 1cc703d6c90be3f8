"""The figures of an agency: counted of what supervisors see, kept for minutes, renewed by a job that sees no case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Case
from opennrm.foundation.context import as_job
from opennrm.foundation.figures import last_month, lately, this_month
from opennrm.lists import queries
from opennrm.lists.rules import PRESUMED, SCREENED, Wanted
from opennrm.overview import access, actions, jobs
from opennrm.overview.models import KeptFigures
from tests.overview.scene import Scene, set_up

DAY = timedelta(days=1)


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def look(scene, person=None, *, at=None) -> KeptFigures:
    with scene.world.acting(person or scene.referring.supervisor) as actor:
        return actions.look(by=actor, at=at or timezone.now())


def rows() -> list[KeptFigures]:
    return list(KeptFigures.objects.using("setup").all())


def asked_of_the_worker(superuser) -> list[dict[str, str]]:
    """With what the worker is asked to count at once."""
    found = superuser.execute(
        "SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [actions.NOW]
    )
    return [args for (args,) in found]


def test_whoever_finds_old_figures_does_not_wait_for_new_ones(scene, superuser):
    long_ago = timezone.now() - timedelta(hours=2)
    first = look(scene, at=long_ago)
    scene.world.opened(scene.referring.constable)
    nine, ten = (look(scene, at=long_ago + timedelta(minutes=minutes)) for minutes in (9, 10))
    for later in (nine, ten):
        assert (later.figures, later.counted_at) == (first.figures, first.counted_at)
    [asked] = asked_of_the_worker(superuser)
    with scene.world.connected_as("opennrm_worker"):
        jobs.renew_now(**asked)
    [row] = rows()
    assert row.figures["cases_opened"]["this"] >= 1
    assert row.figures != first.figures
    with scene.world.connected_as("opennrm_worker"):
        jobs.renew_now(**asked)
    assert rows()[0].counted_at == row.counted_at, "They are fresh: nothing is counted twice."
    events = AuditEvent.objects.using("setup").filter(kind="overview.viewed")
    assert [event.detail for event in events] == [{}, {}, {}]


def test_whoever_looks_reads_from_when_the_figures_are(scene):
    look(scene, at=timezone.now() - timedelta(hours=2))
    client = scene.world.client(scene.referring.supervisor)
    assert "We are counting again now." in client.get(reverse("agency-overview")).content.decode()


def test_the_job_renews_what_somebody_looks_at_and_sees_no_case(scene):
    kept = look(scene)
    KeptFigures.objects.using("setup").update(from_action=True, figures={}, looked_at=timezone.now())
    with scene.world.connected_as("opennrm_worker"):
        with as_job(actions.JOB):
            assert not Case.objects.exists()
        jobs.renew()
    [row] = rows()
    assert row.figures == kept.figures
    KeptFigures.objects.using("setup").update(from_action=True, figures={}, looked_at=timezone.now() - DAY)
    with scene.world.connected_as("opennrm_worker"):
        jobs.renew()
    assert rows()[0].figures == {}


def test_the_job_counts_nothing_for_somebody_who_left(scene):
    look(scene)
    scene.referring.supervisor.membership.ended_at = timezone.now()
    scene.referring.supervisor.membership.save(from_action=True, using="setup", update_fields=["ended_at"])
    KeptFigures.objects.using("setup").update(from_action=True, figures={}, looked_at=timezone.now())
    with scene.world.connected_as("opennrm_worker"):
        jobs.renew()
    assert rows()[0].figures == {}


def test_figures_are_for_supervisors_of_the_agency_alone(scene):
    kept = look(scene)
    other = scene.world.person(
        scene.world.agency("child_protection"), scene.referring.supervisor.membership.role
    )
    for person in (other, scene.referring.caseworker, scene.referring.manager):
        with scene.world.acting(person) as actor:
            assert not KeptFigures.objects.filter(pk=kept.pk).exists()
            assert access.kept(actor) is None
    theirs = look(scene, other).figures
    assert theirs["cases_opened"] == {"this": 0, "last": 0, "number": 0, "half": None, "most": None}
    assert theirs["idle_cases"] == {"no_task": 0, "no_limit": 0, "neither": 0}


def test_what_happened_counts_on_the_first_day_alone(scene):
    with scene.world.acting(scene.referring.supervisor) as actor:
        now = timezone.now()
        today = timezone.localdate()
        every = queries.cases(actor, Wanted(happened=SCREENED), at=now)
        assert every.count() == 4
        old = Wanted(happened=SCREENED, happened_to=today - 15 * DAY)
        late = Wanted(happened=SCREENED, happened_from=today - 14 * DAY)
        assert queries.cases(actor, old, at=now).count() + queries.cases(actor, late, at=now).count() == 4
        presumed = queries.cases(actor, Wanted(happened=PRESUMED, happened_to=today), at=now)
        assert presumed.count() == 2


def test_times_are_those_from_the_concern_to_what_happened(scene):
    took = look(scene).figures["cases_screened"]
    assert took["number"] == 4
    # Each case was taken two days after the concern, and screened two days after that.
    assert took["half"] == took["most"] == (4 * DAY).total_seconds()


def test_periods_are_whole_days_of_the_country():
    day = timezone.now().date().replace(year=2026, month=3, day=31)
    assert (this_month(day).first.day, last_month(day).last.day, last_month(day).first.month) == (1, 28, 2)
    assert (lately(day).last - lately(day).first).days == 89
