"""What is due: listed oldest first, page by page, and for nobody who does not see the case."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from opennrm.cases import deadlines, pauses
from opennrm.cases.deadlines import Standing, standing
from opennrm.cases.models import Clock
from opennrm.foundation.pages import NoSuchPage
from tests.screening.cases import office

BEGIN = datetime(2026, 12, 21, 15, 30, tzinfo=UTC)


@pytest.fixture
def place(world):
    return office(world)


def test_what_is_due_is_listed_oldest_first_page_by_page(place, monkeypatch):
    monkeypatch.setattr(deadlines, "PAGE", 3)
    cases = [place.case(at=BEGIN + timedelta(days=day)) for day in (3, 1, 2, 0)]
    with place.world.acting(place.caseworker) as actor:
        seen, mark = [], ""
        while True:
            listed = deadlines.page(actor, deadlines.Wanted(mine=True), mark=mark, at=BEGIN)
            seen += [deadline.clock for deadline in listed.rows]
            mark = listed.next
            if not mark:
                break
    assert len(seen) == 2 * len(cases)
    assert [clock.due_at for clock in seen] == sorted(clock.due_at for clock in seen)


def test_what_is_paused_is_listed_with_its_reason(place):
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor:
        clock = Clock.objects.get(case_id=case_id, rule="presumption")
        note = "Called twice; the aunt answers on Monday."
        pauses.pause(clock.pk, reason="interview_pending", note=note, by=actor, at=timezone.now())
        [deadline] = deadlines.page(actor, deadlines.Wanted(paused=True), mark="", at=timezone.now()).rows
        assert (deadline.standing, deadline.paused_for) == (Standing.PAUSED, "An interview is pending")
        running = deadlines.page(actor, deadlines.Wanted(), mark="", at=timezone.now()).rows
        assert deadline.clock not in [found.clock for found in running]


def test_mine_leaves_out_what_is_not_assigned_to_me(place):
    place.case(assigned=False)
    with place.world.acting(place.caseworker) as actor:
        assert not deadlines.page(actor, deadlines.Wanted(mine=True), mark="", at=timezone.now()).rows
        assert deadlines.page(actor, deadlines.Wanted(), mark="", at=timezone.now()).rows


def test_nobody_else_sees_that_anything_is_due(place):
    place.case()
    for person in (place.colleague, place.constable):
        with place.world.acting(person) as actor:
            assert not deadlines.page(actor, deadlines.Wanted(), mark="", at=timezone.now()).rows


def test_a_mark_of_another_list_is_refused(place):
    place.case()
    with place.world.acting(place.caseworker) as actor, pytest.raises(NoSuchPage):
        deadlines.page(actor, deadlines.Wanted(), mark="2026-01-01T00:00:00+00:00~1", at=timezone.now())


def test_a_clock_is_due_soon_in_the_last_quarter_of_its_time():
    clock = Clock(started_at=BEGIN, due_at=BEGIN + timedelta(hours=24))
    assert standing(clock, at=BEGIN + timedelta(hours=17)) is Standing.DUE
    assert standing(clock, at=BEGIN + timedelta(hours=18)) is Standing.SOON
    assert standing(clock, at=BEGIN + timedelta(hours=24)) is Standing.SOON
    assert standing(clock, at=BEGIN + timedelta(hours=24, seconds=1)) is Standing.OVERDUE
