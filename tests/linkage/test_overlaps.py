"""Which agencies reported how many of the same children: counted once a month, read by data officers, without names."""

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.states import FromList
from opennrm.cli import estimate
from opennrm.cli.main import main
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.invented import concerns
from opennrm.linkage import actions, identities, jobs, overlaps
from opennrm.linkage.models import MATCHER, OverlapTable
from opennrm.linkage.overlaps import Overlaps
from opennrm.statistics import access, own_lists
from opennrm.statistics.hidden_population import TableRefused
from opennrm.statistics.models import EstimateRun
from tests import from_lists
from tests.linkage.tying import CHILDREN
from tests.statistics.scene import data_officer
from tests.world import Person, World

AT = datetime.fromisoformat("2026-11-03T09:00:00+00:00")


def report(world: World, by: Person, number: int = 0):
    return world.report(by, **concerns.of(CHILDREN[number])).case_id


@pytest.fixture
def reported(world):
    """A constable and a nurse report one child without knowing, and a constable another one."""
    supervisor = world.known("supervisor")
    one, other = report(world, world.known("constable")), report(world, world.known("nurse"), 1)
    report(world, world.known("constable"), 2)
    with world.acting(supervisor) as actor:
        actions.same(one, other, note="", by=actor, at=timezone.now())
    return one, other


def counted(world: World, *, at: datetime = AT) -> OverlapTable | None:
    with world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        actor = Actor(principals=entered.principals)
        identities.rebuild_identities(by=actor)
        return overlaps.count(actor, at=at)


def kept() -> Overlaps:
    table = OverlapTable.objects.using("setup").order_by("-month").first()
    assert table is not None
    return overlaps.opened(table)


def by_agency(found: Overlaps) -> dict[tuple[str, ...], int]:
    return {
        tuple(sorted(found.agencies[place] for place in places)): number for places, number in found.counts
    }


def test_a_child_of_two_records_counts_once_for_both_agencies_that_reported_it(world, reported):
    police, health = (world.known(name).membership.agency.name for name in ("constable", "nurse"))
    counted(world)
    with world.connected_as("opennrm_worker"), as_job(MATCHER):
        assert by_agency(kept()) == {tuple(sorted([police, health])): 1, (police,): 1}


def test_what_was_erased_withdrawn_or_not_released_is_on_no_list(world, reported, superuser):
    from_lists.stands(superuser, reported[1], FromList.WITHDRAWN)
    counted(world)
    with world.connected_as("opennrm_worker"), as_job(MATCHER):
        assert by_agency(kept()) == {(world.known("constable").membership.agency.name,): 2}


def test_it_is_counted_once_a_month_so_that_no_day_tells_of_a_tie(world, reported):
    assert counted(world) is not None
    assert counted(world, at=AT + timedelta(days=20)) is None
    assert counted(world, at=AT + timedelta(days=30)) is not None


def test_only_data_officers_read_it_and_whoever_becomes_one_later_does_too(world, reported):
    officer, supervisor = data_officer(world), world.known("supervisor")
    counted(world)
    later = data_officer(world)
    counted(world)
    for person, sees in (
        (officer, True),
        (later, True),
        (supervisor, False),
        (world.known("auditor"), False),
    ):
        with world.acting(person) as actor:
            assert OverlapTable.objects.exists() is sees
            assert (own_lists.counted_at(actor) is not None) is sees


def test_an_estimate_begins_with_them_and_says_where_they_are_from(world, reported):
    officer = data_officer(world)
    counted(world)
    page = world.client(officer).get(reverse("estimate-new")).content.decode()
    assert "Use the children whom OpenNRM knows, as counted on 3 November 2026" in page
    sent = {"title": "Ours", "own": "on", "method": "chao", "replications": 20, "threshold": 0.02, "seed": 1}
    response = world.client(officer).post(reverse("estimate-new"), sent)
    assert response.status_code == 302
    run = EstimateRun.objects.using("setup").get()
    with world.acting(officer):
        question = access.open_question(run)
    assert question.table.observed == 2
    assert "counted on 2026-11-03" in str(question.notes[0])
    assert AuditEvent.objects.using("setup").filter(kind="linkage.overlaps_opened").exists()


def test_without_counts_the_page_offers_none(world):
    officer = data_officer(world)
    assert "whom OpenNRM knows" not in world.client(officer).get(reverse("estimate-new")).content.decode()


def test_the_command_estimates_from_them(world, reported, monkeypatch):
    counted(world)
    monkeypatch.setattr(estimate, "start_django", lambda role: None)
    with world.connected_as("opennrm_worker"):
        result = CliRunner().invoke(main, ["estimate", "--ours", "--method", "chao", "--replications", "20"])
    assert result.exit_code == 0, result.output
    assert world.known("nurse").membership.agency.name in result.output


@pytest.mark.parametrize("arguments", [[], ["--ours", __file__]])
def test_the_command_wants_either_lists_or_its_own(arguments):
    assert CliRunner().invoke(main, ["estimate", *arguments]).exit_code == 2


def test_the_job_counts_by_night(world, reported):
    with world.connected_as("opennrm_worker"):
        jobs.count_overlaps()
    assert OverlapTable.objects.using("setup").count() == 1


def test_contradicting_ties_and_agencies_left_out_are_told_without_a_number():
    found = Overlaps(
        counted_at=AT, agencies=("A", "B"), counts=(((0,), 4), ((0, 1), 2)), in_conflict=1, left_out=3
    )
    told = [str(note) for note in own_lists.reading_of(found).notes]
    assert "Each of them counts once" in told[1]
    assert "are left out" in told[2]


def test_lists_without_an_overlap_are_refused_in_a_sentence():
    found = Overlaps(
        counted_at=AT, agencies=("A", "B"), counts=(((0,), 4), ((1,), 2)), in_conflict=0, left_out=0
    )
    with pytest.raises(TableRefused, match="Nobody is on two lists"):
        own_lists.reading_of(found)
