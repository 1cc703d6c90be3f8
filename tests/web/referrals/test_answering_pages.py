"""The page of a referral, and those on which it is answered, withdrawn and ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.directory.models import Service

EVERYBODY = (
    "caseworker", "supervisor", "colleague", "constable", "manager", "night_manager", "house_administrator",
    "other_manager",
)  # fmt: skip
NOT_THEIRS = {"colleague": 404, "constable": 403, "house_administrator": 403, "other_manager": 404}


def url(verb: str, referral) -> str:
    return reverse(f"referral-{verb}", args=[referral.pk])


def statuses(scene, verb: str, referral) -> dict[str, int]:
    return {
        who: scene.world.client(getattr(scene, who)).get(url(verb, referral)).status_code for who in EVERYBODY
    }


def accepted(scene):
    return scene.do(scene.manager, "accept", scene.send())


def test_who_sees_a_waiting_request(scene):
    referral = scene.send()
    assert statuses(scene, "show", referral) == NOT_THEIRS | {
        "caseworker": 200, "supervisor": 200, "manager": 200, "night_manager": 200,
    }  # fmt: skip
    assert scene.world.client().get(url("show", referral)).status_code == 302


@pytest.mark.parametrize("verb", ["decline", "no-show", "complete"])
def test_only_the_team_that_was_asked_gets_the_pages_of_answers(scene, verb):
    assert statuses(scene, verb, scene.send()) == NOT_THEIRS | {
        "caseworker": 403, "supervisor": 403, "manager": 200, "night_manager": 200, "colleague": 403,
    }  # fmt: skip


def test_only_the_lead_gets_the_page_of_withdrawal(scene):
    assert statuses(scene, "withdraw", scene.send()) == NOT_THEIRS | {
        "caseworker": 200, "supervisor": 200, "manager": 403, "night_manager": 403, "other_manager": 403,
    }  # fmt: skip


@pytest.mark.parametrize("verb", ["decline", "complete", "no_show", "withdraw"])
def test_after_an_end_the_receiver_finds_no_page(scene, verb):
    referral = accepted(scene) if verb in ("complete", "no_show") else scene.send()
    scene.do(scene.caseworker if verb == "withdraw" else scene.manager, verb, referral)
    client = scene.world.client(scene.manager)
    assert client.get(url("show", referral)).status_code == 404
    for step in ("accept", "decline", "complete", "no-show"):
        assert client.post(url(step, referral), {"reason": "no_place"}).status_code == 404
    assert scene.world.client(scene.caseworker).get(url("show", referral)).status_code == 200


def test_the_receiver_reads_summary_note_and_clock_but_no_name(scene):
    page = scene.world.client(scene.manager).get(url("show", scene.send())).content.decode()
    for words in ("14 years", "Girl", "English", scene.note, "Due by", "Accept", "Decline", scene.basis):
        assert words in page
    assert scene.child_name not in page
    assert reverse("case-show", args=[scene.case_id]) not in page


def test_looking_is_recorded_once_for_the_page_and_once_for_the_note(scene):
    referral = scene.send()
    before = AuditEvent.objects.using("setup").count()
    scene.world.client(scene.manager).get(url("show", referral))
    made = AuditEvent.objects.using("setup").order_by("sequence")[before:]
    assert [event.kind for event in made] == ["referral.viewed", "referral.notes_opened"]


def test_the_receiver_accepts_on_the_page_and_gets_to_the_case(scene):
    referral = scene.send()
    client = scene.world.client(scene.manager)
    assert client.post(url("accept", referral), {"takes_place": "on"})["Location"] == url("show", referral)
    page = client.get(url("show", referral)).content.decode()
    assert "You accepted" in page
    assert reverse("case-show", args=[scene.case_id]) in page
    assert "Our help has ended" in page
    assert Service.objects.using("setup").get(pk=scene.shelter.pk).places_free == 1


def test_a_place_is_not_counted_unless_the_box_is_ticked(scene):
    scene.world.client(scene.manager).post(url("accept", scene.send()))
    assert Service.objects.using("setup").get(pk=scene.shelter.pk).places_free == 2


def test_a_second_click_changes_nothing_and_says_how_it_stands(scene):
    referral = accepted(scene)
    response = scene.world.client(scene.night_manager).post(url("accept", referral))
    assert response.status_code == 409
    assert "Its status is: Accepted." in response.content.decode()


def test_accepting_is_never_done_by_following_a_link(scene):
    referral = scene.send()
    answer = scene.world.client(scene.manager).get(url("accept", referral))
    assert (answer.status_code, answer["Location"]) == (302, url("show", referral))
    assert scene.state(referral) == "sent"


@pytest.mark.parametrize(
    ("verb", "given", "state"),
    [
        ("decline", {"reason": "no_place", "note": "Try Friday"}, "declined"),
        ("no-show", {"note": ""}, "no_show"),
        ("complete", {"outcome": "completed", "note": ""}, "completed"),
    ],
)
def test_the_receiver_ends_it_and_is_asked_for_the_places_of_the_directory(scene, verb, given, state):
    referral = scene.send() if verb == "decline" else accepted(scene)
    client = scene.world.client(scene.manager)
    response = client.post(url(verb, referral), given)
    assert response["Location"] == reverse("service-show", args=[scene.shelter.pk]) + "#places"
    assert scene.state(referral) == state
    page = client.get(response["Location"]).content.decode()
    assert "Is the number of free places in the directory still right?" in page
    assert "How many places are free now?" in page


def test_the_lists_say_that_a_service_declined_today_and_only_today(scene):
    scene.do(scene.manager, "decline", scene.send())
    addresses = (
        reverse("service-list"),
        reverse("service-show", args=[scene.shelter.pk]),
        reverse("referral-choose", args=[scene.case_id]) + f"?kind={scene.shelter.kind}",
    )
    client = scene.world.client(scene.caseworker)
    assert all("Declined a request today" in client.get(address).content.decode() for address in addresses)
    scene.shelter.refresh_from_db(using="setup")
    scene.shelter.declined_at -= timedelta(days=1)
    scene.shelter.save(from_action=True, using="setup")
    assert not any(
        "Declined a request today" in client.get(address).content.decode() for address in addresses
    )


def test_the_service_reads_on_the_page_of_the_case_whom_to_call(scene):
    client = scene.world.client(scene.manager)
    accepted(scene)
    address = reverse("case-show", args=[scene.case_id])
    page = client.get(address).content.decode()
    assert "Who to call about this child" in page
    assert scene.caseworker.account.name in page
    assert "This agency has not given a number" in page
    scene.lead.telephone = "876-555-0199"
    scene.lead.save(from_action=True, using="setup")
    assert "876-555-0199" in client.get(address).content.decode()
    assert (
        "Who to call about this child"
        not in scene.world.client(scene.caseworker).get(address).content.decode()
    )


def test_each_side_of_a_request_reads_the_number_of_the_other(scene):
    scene.lead.telephone, scene.shelter.telephone, scene.shelter.hours = (
        "876-555-0198",
        "876-555-0197",
        "At night",
    )
    for row in (scene.lead, scene.shelter):
        row.save(from_action=True, using="setup")
    referral = scene.send()
    asked = scene.world.client(scene.manager).get(url("show", referral)).content.decode()
    asking = scene.world.client(scene.caseworker).get(url("show", referral)).content.decode()
    assert "876-555-0198" in asked
    assert "876-555-0197" in asking
    assert "At night" in asking


def test_the_lead_withdraws_and_sees_why_later(scene):
    referral = scene.send()
    client = scene.world.client(scene.caseworker)
    response = client.post(url("withdraw", referral), {"reason": "child_declined"})
    page = client.get(response["Location"]).content.decode()
    assert scene.state(referral) == "withdrawn"
    assert "The child does not want it" in page
    assert "The request was withdrawn" in page


@pytest.mark.parametrize("verb", ["decline", "withdraw", "complete"])
def test_a_reason_is_needed(scene, verb):
    referral = accepted(scene) if verb == "complete" else scene.send()
    before = scene.state(referral)
    client = scene.world.client(scene.caseworker if verb == "withdraw" else scene.manager)
    page = client.post(url(verb, referral), {"note": "Kept text"}).content.decode()
    assert "There is a problem" in page
    assert verb == "withdraw" or "Kept text" in page
    assert scene.state(referral) == before


def test_the_sender_sees_status_reason_and_what_was_written_back(scene):
    referral = scene.send()
    scene.do(scene.manager, "decline", referral, note="Full until Friday")
    page = scene.world.client(scene.caseworker).get(url("show", referral)).content.decode()
    for words in ("Declined", "No place is free", "Full until Friday"):
        assert words in page
    assert url("withdraw", referral) not in page


def test_a_lapsed_request_says_so_to_its_sender(scene):
    referral = scene.send()
    scene.let_pass(referral, referral.expires_at - timezone.now())
    client = scene.world.client(scene.caseworker)
    assert "The time to answer has run out" in client.get(url("show", referral)).content.decode()
    response = client.post(url("withdraw", referral), {"reason": "found_other"})
    assert response.status_code == 409


def test_texts_are_shown_as_text(scene):
    referral = scene.send(note="<script>alert(1)</script>\nsecond line")
    page = scene.world.client(scene.manager).get(url("show", referral)).content.decode()
    assert "<script>alert" not in page
    assert "second line" in page


def test_nothing_is_cached(scene):
    response = scene.world.client(scene.manager).get(url("show", scene.send()))
    assert response["Cache-Control"] == "no-store"


def test_another_reason_for_declining_is_said_in_words(scene):
    referral = scene.send()
    answer = scene.world.client(scene.manager).post(url("decline", referral), {"reason": "other", "note": ""})
    assert answer.status_code == 422
    assert "Say what you mean by “Another reason”." in answer.content.decode()
