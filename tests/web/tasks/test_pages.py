"""Pages of tasks and of the calendar: what they say, and what a calendar program reads."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from opennrm.cases.models import Case
from opennrm.tasks import feeds
from opennrm.web.parts import gathered
from opennrm.web.tasks import calendar
from opennrm.web.tasks.parts import MOST_OF_CASE
from tests.tasks.scene import WORDS, Scene, in_days, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


@pytest.fixture
def client(scene):
    return scene.office.world.client(scene.office.caseworker)


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def reference(scene) -> str:
    return Case.objects.using("setup").get(pk=scene.case_id).reference


def address_of_feed(scene, person) -> str:
    with scene.office.world.acting(person) as actor:
        return reverse("calendar-feed-read", args=[feeds.renew(by=actor, at=timezone.now())])


# --- Tasks


def test_lists_show_the_kind_of_a_task_and_never_its_words(scene, client):
    scene.make(due_on=in_days(0))
    for address in (reverse("home"), reverse("task-list"), reverse("calendar"),
                    reverse("case-show", args=[scene.case_id])):  # fmt: skip
        page = text_of(client.get(address))
        assert "Make a telephone call" in page
        assert WORDS not in page


def test_the_page_of_the_tasks_of_a_case_shows_what_is_to_be_done(scene, client):
    scene.make()
    assert WORDS in text_of(client.get(reverse("task-of-case", args=[scene.case_id])))


def test_the_button_done_ends_a_task_and_can_be_undone_on_the_same_page(scene, client):
    task_id = scene.make()
    page = text_of(client.post(reverse("task-done", args=[task_id]), follow=True))
    assert reverse("task-undo", args=[task_id]) in page
    page = text_of(client.post(reverse("task-undo", args=[task_id]), follow=True))
    assert reverse("task-done", args=[task_id]) in page


def test_what_was_typed_stays_when_a_task_cannot_be_added(scene, client):
    sent = {"kind": "visit", "words": WORDS, "due_on_day": 1, "due_on_month": 2, "due_on_year": 2020,
            "given_to": "lead"}  # fmt: skip
    answer = client.post(reverse("task-new", args=[scene.case_id]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose today or a later day." in page
    assert WORDS in page


def test_a_task_that_ended_meanwhile_says_so_instead_of_its_form(scene, client):
    task_id = scene.make()
    scene.do("finish", task_id)
    assert "This task is no longer open" in text_of(client.get(reverse("task-put-off", args=[task_id])))
    assert client.post(reverse("task-done", args=[task_id])).status_code == 409


def test_the_page_of_a_case_with_fifty_tasks_shows_the_first_and_asks_as_often_as_with_few(
    scene, client, django_assert_max_num_queries
):
    for number in range(50):
        scene.make(due_on=in_days(number))
    with django_assert_max_num_queries(60):
        page = text_of(client.get(reverse("case-show", args=[scene.case_id])))
    assert page.count(">: Make a telephone call</span>") == MOST_OF_CASE
    assert "There are more open tasks in this case." in page


def test_an_overdue_task_is_in_the_supervisors_work(scene, superuser):
    task_id = scene.make()
    superuser.execute("UPDATE tasks_task SET due_on = %s WHERE id = %s", [in_days(-2), task_id])
    supervisor = scene.office.world.client(scene.office.supervisor)
    page = text_of(supervisor.get(reverse("home")))
    assert "Overdue tasks in my agency" in page
    assert scene.office.caseworker.account.name in page
    assert "Make a telephone call" in text_of(supervisor.get(reverse("task-overdue"), follow=True))


def test_long_lists_of_tasks_have_a_next_page(scene, client):
    for number in range(27):
        scene.make(due_on=in_days(number))
    first = client.get(reverse("task-list"))
    assert len(first.context["page"].rows) == 25
    second = client.get(reverse("task-list"), {"page": first.context["page"].next})
    assert len(second.context["page"].rows) == 2


def titles(client, query: str = "") -> list[str]:
    """Whose tasks the list shows, by what a caseworker sees of them."""
    return [entry.task.title for entry in client.get(reverse("task-list") + query).context["page"].rows]


def test_a_list_of_tasks_is_narrowed_by_day_kind_person_and_what_is_done(scene, client, superuser):
    own = scene.make(due_on=in_days(0), kind="visit")
    late = scene.make(due_on=in_days(40), kind="paper")
    theirs = scene.make(kind="meeting", given_to=scene.office.supervisor.membership.pk, due_on=in_days(30))
    superuser.execute("UPDATE tasks_task SET due_on = %s WHERE id = %s", [in_days(-2), late])
    supervisor = scene.office.world.client(scene.office.supervisor)
    visit, paper, meeting = (scene.task(each).title for each in (own, late, theirs))
    caseworker = scene.office.caseworker.membership.pk
    assert titles(client) == [paper, visit]
    assert titles(client, "?order=latest_due") == [visit, paper]
    assert titles(client, "?when=overdue") == [paper]
    assert titles(client, "?when=week") == [visit]
    assert titles(client, "?kind=visit&kind=meeting&whose=all") == [visit, meeting]
    assert titles(client, "?rule=first_contact") == []
    assert titles(client, "?rule=first_contact&kind=visit") == [visit]
    assert titles(supervisor) == [meeting]
    assert titles(supervisor, f"?whose={caseworker}") == [paper, visit]
    assert titles(supervisor, "?whose=nobody") == titles(supervisor, "?whose=gone") == []
    # Whoever assigns no cases chooses nobody else.
    assert titles(client, f"?whose={scene.office.supervisor.membership.pk}") == [paper, visit]
    scene.do("finish", own)
    assert titles(client, "?ended=on&kind=visit") == [visit]
    assert titles(supervisor, "?ended=on&kind=visit") == []
    assert titles(supervisor, f"?ended=on&kind=visit&whose={caseworker}") == [visit]


def test_what_a_list_of_tasks_shows_is_said_and_can_be_taken_away(scene, client):
    page = text_of(client.get(reverse("task-list") + "?whose=all&kind=visit&order=newest"))
    assert "Whose tasks: All tasks in the cases I can see" in page
    assert "No task fits all of these filters" in page
    assert 'href="/tasks/?whose=all&amp;order=newest"' in page
    wrong = client.get(reverse("task-list") + "?ended=on&when=overdue").content.decode()
    assert "Only open tasks can be overdue." in wrong


# --- The calendar


@pytest.mark.parametrize(
    "query", ["?on=2026-13-45", "?view=year", "?on=0001-01-01", "?on=9999-12-31&view=week"]
)
def test_a_day_that_cannot_be_read_is_today(client, query):
    assert client.get(reverse("calendar") + query).context["page"].on == in_days(0)


def test_a_month_has_whole_weeks_from_monday(scene):
    with scene.office.world.acting(scene.office.caseworker) as actor:
        page = calendar.page(actor, view="month", on="2027-01-15", whose="", at=timezone.now())
    days = [day.on for day in page.days]
    assert (days[0], days[-1], len(days) % 7) == (date(2026, 12, 28), date(2027, 1, 31), 0)


def test_a_full_day_of_a_month_leads_to_its_week(scene, client):
    for _number in range(6):
        scene.make(due_on=in_days(5))
    address = f"{reverse('calendar')}?on={in_days(5)}"
    shown = client.get(address).context["page"]
    [day] = [day for day in shown.days if day.on == in_days(5)]
    assert len(day.entries) == calendar.MOST_OF_DAY["month"]
    week = client.get(reverse("calendar") + day.week_url).context["page"]
    assert sum(len(day.entries) for day in week.days) >= 6


def test_mine_leaves_out_what_somebody_else_has_to_do(scene):
    scene.make(due_on=in_days(5))
    supervisor = scene.office.world.client(scene.office.supervisor)
    address = f"{reverse('calendar')}?on={in_days(5)}"
    assert supervisor.get(address).context["page"].is_empty
    assert not supervisor.get(f"{address}&whose=all").context["page"].is_empty


# --- The feed


def test_a_calendar_program_reads_days_and_neutral_words_and_nothing_else(scene):
    scene.make(due_on=in_days(5))
    outside = scene.office.world.client()
    response = outside.get(address_of_feed(scene, scene.office.caseworker))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    file = Calendar.from_ical(response.content)
    allowed = {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART", "TRANSP", "CLASS"}
    events = list(file.walk("VEVENT"))
    assert events
    assert {name for event in events for name in event} == allowed
    assert {str(event["SUMMARY"]) for event in events} <= {
        str(source.words) for source in gathered().calendar
    }
    assert in_days(5) in [event["DTSTART"].dt for event in events]
    said = response.content.decode() + str(response.headers)
    office = scene.office
    for word in (reference(scene), str(scene.case_id), office.caseworker.account.name, office.caseworker.email, WORDS,
                 str(office.caseworker.membership.pk)):  # fmt: skip
        assert word not in said


def test_a_feed_that_did_not_change_is_the_same_byte_for_byte(scene, monkeypatch):
    scene.make()
    address, outside = address_of_feed(scene, scene.office.caseworker), scene.office.world.client()
    assert outside.get(address).content == outside.get(address).content


def test_an_ended_address_answers_as_one_that_never_was(scene):
    ended, outside = address_of_feed(scene, scene.office.caseworker), scene.office.world.client()
    with scene.office.world.acting(scene.office.caseworker) as actor:
        feeds.end(by=actor, at=timezone.now())
    invented = reverse("calendar-feed-read", args=["x" * 43])
    answers = [outside.get(address) for address in (ended, invented)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_something_that_is_hidden_from_its_owner_changes_no_byte_of_a_feed(scene):
    scene.make()
    address, outside = address_of_feed(scene, scene.office.colleague), scene.office.world.client()
    before = outside.get(address).content
    scene.make()
    assert outside.get(address).content == before


def test_whoever_asks_a_feed_too_often_has_to_wait(scene):
    address, outside = address_of_feed(scene, scene.office.caseworker), scene.office.world.client()
    answers = [outside.get(address) for _time in range(12)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_feed_is_read_with_one_factor_because_it_opens_nothing(scene):
    """A calendar program has no second step. The address was made by somebody who had taken both."""
    client = scene.office.world.client(scene.office.caseworker)
    page = client.post(reverse("calendar-feed")).content.decode()
    [address] = [part for part in page.split() if "/calendar/feed/" in part and "http" in part]
    token = address.rstrip("</p>").rsplit("/calendar/feed/", 1)[1].split("/")[0]
    found = scene.office.world.client().get(reverse("calendar-feed-read", args=[token]))
    assert found.status_code == 200


def test_an_address_is_shown_once(scene, client):
    shown = client.post(reverse("calendar-feed"))
    assert shown.status_code == 201
    assert "Your secret address" in shown.content.decode()
    later = text_of(client.get(reverse("calendar-feed")))
    assert "Your secret address" not in later
    assert "You made an address on" in later


def test_an_address_that_has_run_out_says_so(scene, client, superuser):
    client.post(reverse("calendar-feed"))
    superuser.execute("UPDATE tasks_calendarfeed SET expires_at = %s", [timezone.now() - timedelta(days=1)])
    assert "Make a new one to continue." in text_of(client.get(reverse("calendar-feed")))
