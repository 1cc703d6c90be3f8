"""The page of what is due, and pausing a time limit."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.cases import clocks, deadlines, overdue
from opennrm.cases.models import Case, Clock
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from tests.screening.cases import office
from tests.web.screening.answers import asks_to_sign_in, text_of

NOTE = "Called twice; the aunt answers on Monday."


@pytest.fixture
def place(world):
    return office(world)


def clock_of(place, case_id, rule="presumption"):
    with place.world.acting(place.supervisor):
        return Clock.objects.get(case_id=case_id, rule=rule)


def reference_of(place, case_id):
    with place.world.acting(place.supervisor):
        return Case.objects.get(pk=case_id).reference


def address(name, clock=None):
    return reverse(f"clock-{name}", args=[clock.pk] if clock else [])


def test_what_is_due_names_the_time_limit_and_the_case(place):
    case_id = place.case(at=timezone.now() - timedelta(hours=30))
    page = text_of(place.world.client(place.caseworker).get(address("list")))
    assert "First screening" in page
    assert "Overdue since" in page
    assert "Decision whether to presume" in page
    assert reference_of(place, case_id) in page


def test_an_empty_list_says_so(place):
    browser = place.world.client(place.caseworker)
    assert "Nothing is due" in text_of(browser.get(address("list")))
    assert "No time limit is paused" in text_of(browser.get(address("list") + "?paused=yes"))


def test_a_colleague_sees_nothing_of_an_assigned_case(place):
    case_id = place.case()
    page = text_of(place.world.client(place.colleague).get(address("list")))
    assert "Nothing is due" in page
    assert reference_of(place, case_id) not in page


def test_only_my_own(place):
    mine, unassigned = place.case(), place.case(assigned=False)
    browser = place.world.client(place.caseworker)
    page = text_of(browser.get(address("list") + "?mine=yes"))
    assert reference_of(place, mine) in page
    assert reference_of(place, unassigned) not in page
    assert reference_of(place, unassigned) in text_of(browser.get(address("list")))


def test_pages_follow_each_other(place, monkeypatch):
    monkeypatch.setattr(deadlines, "PAGE", 2)
    for _number in range(2):
        place.case()
    browser = place.world.client(place.caseworker)
    first = browser.get(address("list")).content.decode()
    following = re.search(r'href="(\?[^"]*page=[^"]*)"', first)
    assert following
    second = browser.get(address("list") + following[1].replace("&amp;", "&")).content.decode()
    clocks_of = re.compile(r"/clocks/([0-9a-f-]{36})/pause/")
    assert not set(clocks_of.findall(first)) & set(clocks_of.findall(second))


def test_a_time_limit_is_paused_and_goes_on(place):
    case_id, browser = place.case(), place.world.client(place.caseworker)
    clock = clock_of(place, case_id)
    assert browser.get(address("pause", clock)).status_code == 200
    sent = browser.post(address("pause", clock), {"reason": "interview_pending", "note": NOTE})
    assert sent["Location"] == reverse("case-show", args=[case_id])
    listed = text_of(browser.get(address("list") + "?paused=yes"))
    assert "Paused : An interview is pending" in listed
    assert NOTE not in listed
    page = text_of(browser.get(address("resume", clock)))
    assert NOTE in page
    assert browser.post(address("resume", clock)).status_code == 302
    assert clock_of(place, case_id).paused_at is None


def test_errors_say_what_to_do(place):
    clock = clock_of(place, place.case())
    page = text_of(place.world.client(place.caseworker).post(address("pause", clock), {}))
    assert "Choose a reason." in page
    assert "Write what has been tried or what you are waiting for, and when." in page


def test_a_time_limit_without_reasons_cannot_be_paused(place):
    clock = clock_of(place, place.case(), "first_screening")
    browser = place.world.client(place.caseworker)
    assert "This time limit cannot be paused" in text_of(browser.get(address("pause", clock)))
    browser.post(address("pause", clock), {"reason": "interview_pending", "note": NOTE})
    assert clock_of(place, clock.case_id, "first_screening").paused_at is None


def test_pausing_twice_and_resuming_twice_is_said_so(place):
    clock, browser = clock_of(place, place.case()), place.world.client(place.caseworker)
    assert browser.post(address("resume", clock)).status_code == 409
    answers = {"reason": "interview_pending", "note": NOTE}
    assert browser.post(address("pause", clock), answers).status_code == 302
    assert browser.post(address("pause", clock), answers).status_code == 409
    assert "There is nothing to do here" not in text_of(browser.get(address("resume", clock)))
    browser.post(address("resume", clock))
    assert "There is nothing to do here" in text_of(browser.get(address("resume", clock)))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["pause", "resume"])
def test_whoever_does_not_see_the_case_finds_no_page(place, name, method):
    url = address(name, clock_of(place, place.case()))
    assert getattr(place.world.client(place.colleague), method)(url).status_code == 404
    assert getattr(place.world.client(place.constable), method)(url).status_code == 403
    assert asks_to_sign_in(getattr(place.world.client(), method)(url))


def test_the_watch_says_nothing_of_the_case(place):
    case_id = place.case(at=timezone.now() - timedelta(hours=30))
    with place.world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
        overdue.watch(at=timezone.now())
    page = text_of(place.world.client(place.supervisor).get(reverse("notices")))
    assert "A time limit has passed." in page
    assert reference_of(place, case_id) not in page


def test_a_time_limit_is_paused_and_resumed_from_the_page_of_the_case(place):
    case_id = place.case()
    clock, browser = clock_of(place, case_id), place.world.client(place.caseworker)
    page = reverse("case-show", args=[case_id])
    assert address("pause", clock) in browser.get(page).content.decode()
    reason = {"reason": "child_cannot_be_reached", "note": NOTE}
    assert browser.post(address("pause", clock), reason).headers["Location"] == page
    shown = browser.get(page).content.decode()
    assert address("resume", clock) in shown
    assert address("pause", clock) not in shown


def test_pausing_and_resuming_lead_back_to_where_one_came_from(place):
    case_id = place.case()
    clock, browser = clock_of(place, case_id), place.world.client(place.caseworker)
    reason = pack().clocks[clock.rule].pause_reasons[0].code
    for came_from, back in ((reverse("case-show", args=[case_id]), ""), (address("list"), "?from=due")):
        for name, sent in (("pause", {"reason": reason, "note": NOTE}), ("resume", {})):
            shown = "?paused=yes" if name == "resume" and back else ""
            assert address(name, clock) + back in browser.get(came_from + shown).content.decode()
            page = browser.get(address(name, clock) + back).content.decode()
            assert f'href="{came_from}" class="govuk-back-link"' in page
            assert browser.post(address(name, clock) + back, sent).headers["Location"] == came_from
