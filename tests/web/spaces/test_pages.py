"""The pages of spaces, the interview team and their calendars."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.spaces import bookings, team
from opennrm.spaces.models import Absence, Resource, Space
from tests.spaces.scene import Scene, next_monday, on, set_up
from tests.web.spaces.posts import sent_date


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def shown(scene, person, name: str, *which, **asked) -> str:
    answer = scene.world.client(person).get(reverse(name, args=which), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_times_that_cannot_be_read_are_put_on_the_form(scene):
    client = scene.world.client(scene.facilitator)
    answer = client.post(reverse("space-new"), {"monday": "from nine", "closed_days": "Christmas"})
    assert answer.status_code == 422
    assert "Enter times one after the other" in answer.content.decode()
    assert "We cannot read “Christmas” as a whole date" in answer.content.decode()


def test_a_space_that_is_changed_keeps_what_was_not_touched(scene):
    client, address = scene.world.client(scene.facilitator), reverse("space-change", args=[scene.space_id])
    form = client.get(address).context["form"]
    assert form["tuesday"].value() == "09:00-12:00, 13:00-17:00"
    before = Space.objects.using("setup").get()
    sent = {name: form[name].value() for name in form.fields} | sent_date("valid_from", before.valid_from)
    assert client.post(address, sent).status_code == 302
    after = Space.objects.using("setup").get()
    assert (after.opening, after.closed_days) == (before.opening, before.closed_days)


def test_the_address_of_a_space_is_shown_to_those_who_book_and_not_to_a_supervisor(scene):
    assert "12 Invented Lane" in shown(scene, scene.colleague, "space-show", scene.space_id)
    assert "12 Invented Lane" not in shown(scene, scene.inspector, "space-show", scene.space_id)


def test_a_calendar_says_busy_and_no_more_to_somebody_who_has_a_booking_there(scene):
    everybody = [(Resource.SPACE, scene.space_id), (Resource.PERSON, scene.officer_id)]
    scene.hold(9, 11, of=everybody)
    scene.do(bookings, "confirm", scene.hold(13, 15))
    asked = {"on": next_monday().isoformat()}
    for view in ("week", "month"):
        full = shown(scene, scene.colleague, "space-calendar", scene.space_id, view=view, **asked)
        assert (view == "week") == ("Held" in full)
        busy = shown(scene, scene.officer, "space-calendar", scene.space_id, view=view, **asked)
        for word in ("Held", "Booked", "The garden room", "Invented agency 1"):
            assert word not in busy
    assert busy.count("Nothing is booked") == 0
    client = scene.world.client(scene.stranger)
    assert client.get(reverse("space-calendar", args=[scene.space_id])).status_code == 404


def test_why_somebody_is_away_stands_on_the_pages_of_their_own_agency_alone(scene):
    day = next_monday()
    away = {"starts_at": on(day, 0), "ends_at": on(day + timedelta(days=1), 0), "reason": "court"}
    scene.do(team, "add_absence", scene.officer_id, by=scene.inspector, **away)
    for name in ("team-show", "team-calendar"):
        asked = {"on": day.isoformat()}
        own = shown(scene, scene.inspector, name, scene.officer_id, **asked)
        other = shown(scene, scene.colleague, name, scene.officer_id, **asked)
        assert ("Court" in own, "Court" in other, "Not available" in other) == (True, False, True)


def test_an_absence_is_of_whole_days_or_from_one_time_to_another(scene):
    client = scene.world.client(scene.facilitator)
    address = reverse("absence-new", args=[scene.interviewer_id])
    day = next_monday()
    whole = {**sent_date("since", day), **sent_date("until", day), "reason": "leave"}
    for sent in (whole, whole | {"since_time": "9am", "until_time": "12:30pm"}):
        assert client.post(address, sent).status_code == 302
    periods = [row.period for row in Absence.objects.using("setup").order_by("period")]
    assert [(each.lower, each.upper) for each in periods] == [
        (on(day, 0), on(day + timedelta(days=1), 0)),
        (on(day, 9), on(day, 12, 30)),
    ]
    backwards = client.post(address, whole | {"since_time": "midday", "until_time": "9am"})
    assert "The end must be after the beginning" in backwards.content.decode()


def test_a_certificate_that_ends_soon_is_pointed_out_where_people_look(scene):
    today = timezone.localdate(timezone=pack().zone)
    kind = {"kind": "forensic_interview", "valid_from": today, "valid_until": today + timedelta(days=9)}
    scene.do(team, "add_certificate", scene.interviewer_id, **kind)
    for name in ("home", "team-list"):
        assert "Certificates that end soon" in shown(scene, scene.facilitator, name)
    assert "Certificates that end soon" not in shown(scene, scene.inspector, "team-list")


def test_somebody_who_is_booked_finds_the_appointment_in_their_calendar(scene):
    everybody = [(Resource.SPACE, scene.space_id), (Resource.PERSON, scene.officer_id)]
    scene.do(bookings, "confirm", scene.hold(9, 11, of=everybody))
    asked = {"view": "week", "on": next_monday().isoformat()}
    assert "Appointment" in shown(scene, scene.officer, "calendar", **asked)
    assert "Appointment" not in shown(scene, scene.inspector, "calendar", **asked)
