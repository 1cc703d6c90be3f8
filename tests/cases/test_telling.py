"""An event is told once: whoever holds the work hears of it, and what was dealt with waits for nobody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import actions as agencies
from opennrm.cases import actions, receipts, timeline
from opennrm.cases.bound import LEAD
from opennrm.foundation import notices
from opennrm.web.cases import story
from tests.referrals.scene import set_up
from tests.world import Person


@pytest.fixture
def scene(world):
    return set_up(world)


def unread(scene, person: Person) -> list[str]:
    with scene.world.acting(person) as actor:
        return sorted(notice.kind for notice in notices.unread_by(actor))


def give(scene, to: Person, *, by: Person, case_id=None) -> None:
    with scene.world.acting(by) as actor:
        actions.assign(case_id or scene.case_id, to=to.membership.pk, by=actor, at=timezone.now())


def test_whoever_is_given_a_case_is_told(scene):
    give(scene, scene.colleague, by=scene.supervisor)
    assert unread(scene, scene.colleague) == ["case.assigned"]
    assert unread(scene, scene.caseworker) == ["case.lost"]


def test_whoever_takes_a_case_is_not_told_what_they_did(scene):
    waiting = scene.world.opened(scene.constable)
    assert "concern.new" in unread(scene, scene.colleague)
    give(scene, scene.colleague, by=scene.colleague, case_id=waiting)
    assert unread(scene, scene.colleague) == []


def test_a_new_concern_waits_for_nobody_once_somebody_has_taken_it(scene):
    waiting = scene.world.opened(scene.constable)
    assert "concern.new" in unread(scene, scene.caseworker)
    give(scene, scene.colleague, by=scene.colleague, case_id=waiting)
    assert "concern.new" not in unread(scene, scene.caseworker)


def test_the_supervisors_hear_of_an_urgent_concern_alone(scene):
    scene.world.opened(scene.constable)
    assert "concern.new" not in unread(scene, scene.supervisor)
    urgent = scene.world.opened(scene.constable, is_urgent=True)
    assert "concern.new" in unread(scene, scene.supervisor)
    give(scene, scene.colleague, by=scene.colleague, case_id=urgent)
    assert "concern.new" not in unread(scene, scene.supervisor)


def test_an_answer_is_told_to_whoever_holds_the_case_when_it_comes(scene):
    referral = scene.send()
    give(scene, scene.colleague, by=scene.supervisor)
    scene.do(scene.manager, "accept", referral)
    assert "referral.answered" in unread(scene, scene.colleague)
    assert unread(scene, scene.caseworker) == ["case.lost"]


def test_an_answer_for_somebody_who_left_is_told_to_the_supervisors(scene):
    referral = scene.send()
    head = scene.world.person(scene.lead, "administrator")
    with scene.world.acting(head) as actor:
        agencies.end_membership(scene.caseworker.membership.pk, by=actor, at=timezone.now())
    scene.do(scene.manager, "accept", referral)
    assert "referral.answered" in unread(scene, scene.supervisor)


def test_what_was_told_before_a_case_was_given_away_leads_to_no_page_that_is_gone(scene):
    scene.do(scene.manager, "accept", scene.send())
    assert "referral.answered" in unread(scene, scene.caseworker)
    give(scene, scene.colleague, by=scene.supervisor)
    assert unread(scene, scene.caseworker) == ["case.lost"]


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_a_request_that_was_answered_waits_for_nobody(scene, verb):
    referral = scene.send()
    assert "referral.waiting" in unread(scene, scene.manager)
    scene.do(scene.manager, verb, referral)
    assert unread(scene, scene.manager) == []


def test_each_notice_leads_to_the_page_about_its_subject(scene):
    referral = scene.send()
    page = scene.world.client(scene.manager).get(reverse("notices")).content.decode()
    assert reverse("referral-show", args=[referral.pk]) in page
    scene.do(scene.manager, "accept", referral)
    page = scene.world.client(scene.constable).get(reverse("notices")).content.decode()
    assert "There is news about something that you reported." in page
    with scene.world.acting(scene.constable) as actor:
        receipt = receipts.receipts_of(actor).get()
    assert reverse("concern-receipt", args=[receipt.pk]) in page


def test_what_somebody_else_has_dealt_with_is_no_link(scene):
    waiting = scene.world.opened(scene.constable)
    address = reverse("case-show", args=[waiting])
    assert address in scene.world.client(scene.colleague).get(reverse("notices")).content.decode()
    give(scene, scene.caseworker, by=scene.caseworker, case_id=waiting)
    page = scene.world.client(scene.colleague).get(reverse("notices")).content.decode()
    assert "Dealt with" in page
    assert address not in page


def test_what_is_told_of_one_moment_stands_in_the_order_in_which_it_was_told(scene):
    now, kinds = timezone.now(), [f"told.{number}" for number in range(6)]
    with scene.world.acting(scene.caseworker) as actor:
        for kind in kinds:
            timeline.add(scene.case_id, kind, by=actor, at=now, readers=[LEAD])
        told = story.entries_of(actor, scene.case_id).filter(at=now).order_by(*story.ORDER)
        assert [entry.kind for entry in told] == kinds[::-1]
