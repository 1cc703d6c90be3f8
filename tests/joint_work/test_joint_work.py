"""Agencies that take part in a case: who asks, what they see, and every way in which it ends."""

import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from opennrm.cases import lost, participation
from opennrm.cases.models import Clock, Participation, TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.handovers import handover_asked, taken_over
from opennrm.joint_work import access, terms
from opennrm.joint_work.actions import AlreadyAsked
from opennrm.joint_work.models import JointWork
from opennrm.joint_work.states import State
from opennrm.people.models import Contact
from opennrm.people.models import Person as Child
from tests.joint_work.scene import PURPOSE, SUMMARY, today


def test_whoever_is_asked_reads_the_request_and_nothing_of_the_case(scene):
    work = scene.ask()
    assert not scene.sees_case(scene.inspector)
    assert not scene.sees(scene.constable, work)
    with scene.world.acting(scene.investigator) as actor:
        read, texts = access.to_read(actor, work.pk)
        assert (texts.summary, read.purpose) == (SUMMARY, PURPOSE)
        assert access.to_answer(actor).get() == work
        assert not Child.objects.exists()
        assert not TimelineEntry.objects.exists()
        assert Clock.objects.get().subject_id == work.pk
    assert scene.notices_of(scene.inspector) == {"joint_work.waiting"}


def test_whoever_takes_part_sees_what_was_chosen_and_no_more(scene):
    work = scene.taking_part()
    for person in (scene.inspector, scene.investigator):
        assert scene.sees_case(person)
    assert not scene.sees_case(scene.constable)
    with scene.world.acting(scene.investigator) as actor:
        assert Child.objects.filter(case_id=scene.case_id).exists()
        assert TimelineEntry.objects.filter(case_id=scene.case_id).exists()
        assert not Contact.objects.exists()
        assert access.going_on_with(actor).get() == work
        with pytest.raises(NotAllowed):
            access.case_to_share(actor, scene.case_id)
    assert scene.notices_of(scene.inspector) == set()
    assert "joint_work.accepted" in scene.notices_of(scene.caseworker)


def test_nobody_asks_for_more_than_the_rules_allow(scene):
    other = scene.world.person(scene.world.agency("education"), "service_provider").membership.agency
    empty = scene.world.agency("police", name="A station without anybody")
    for wrong in (
        {"scopes": ["notes"]},
        {"basis": "None."},
        {"summary": " "},
        {"purpose": "prosecution"},
        {"agency_id": other.pk},
        {"agency_id": empty.pk},
        {"agency_id": scene.caseworker.membership.agency_id},
        {"last_day": today() - timedelta(days=1)},
        {"last_day": today() + timedelta(days=pack().joint_work.longest_days + 1)},
    ):
        with pytest.raises(Refused):
            scene.ask(**wrong)
    with pytest.raises(NotThere):
        scene.ask(by=scene.inspector)
    assert not JointWork.objects.using("setup").exists()
    with scene.world.acting(scene.caseworker) as actor:
        found = {
            each.agency.pk: each for each in terms.candidates(access.case_to_share(actor, scene.case_id))
        }
    assert found[scene.inspector.membership.agency_id].purposes == (PURPOSE, "interview")
    assert "No rule" in found[other.pk].refusal
    assert "Nobody" in found[empty.pk].refusal


def test_an_agency_is_asked_once_for_a_purpose_and_a_form_sent_twice_asks_once(scene):
    token = uuid.uuid4()
    first = scene.ask(form_token=token)
    assert scene.ask(form_token=token) == first
    with pytest.raises(AlreadyAsked):
        scene.ask()
    scene.do(scene.inspector, "accept", first)
    assert scene.do(scene.inspector, "accept", first).state == State.TAKING_PART
    with pytest.raises(TransitionRefused):
        scene.do(scene.investigator, "accept", first)
    with pytest.raises(AlreadyAsked):
        scene.ask()


@pytest.mark.parametrize("side", ["inspector", "caseworker"])
def test_either_side_ends_it_at_any_time_and_nothing_is_seen_any_more(scene, side):
    work = scene.taking_part()
    scene.do(getattr(scene, side), "end", work, reason="purpose_fulfilled", words="It is done.")
    assert scene.state(work) == State.ENDED
    assert not scene.sees_case(scene.inspector)
    assert not scene.sees(scene.inspector, work)
    with pytest.raises((TransitionRefused, NotThere)):
        scene.do(scene.inspector, "end", work, reason="purpose_fulfilled")
    with pytest.raises(TransitionRefused):
        scene.do(scene.supervisor, "end", work, reason="purpose_fulfilled")
    told = {
        "inspector": (scene.caseworker, "joint_work.left"),
        "caseworker": (scene.inspector, "joint_work.over"),
    }
    person, kind = told[side]
    assert kind in scene.notices_of(person)
    with scene.world.acting(scene.investigator) as actor:
        assert lost.why(actor, scene.case_id, at=timezone.now()) is not None
    assert scene.ask().pk != work.pk


def test_declining_and_withdrawing_show_nothing_any_more(scene):
    declined = scene.ask()
    scene.do(scene.inspector, "decline", declined, reason="no_capacity", words="Ask the other squad.")
    with scene.world.acting(scene.caseworker) as actor:
        assert access.to_read(actor, declined.pk)[1].end_words == "Ask the other squad."
    withdrawn = scene.ask()
    with pytest.raises(NotAllowed):
        scene.do(scene.inspector, "withdraw", withdrawn)
    with pytest.raises(NotAllowed):
        scene.do(scene.caseworker, "decline", withdrawn, reason="no_capacity")
    scene.do(scene.caseworker, "withdraw", withdrawn)
    for work in (declined, withdrawn):
        assert not scene.sees(scene.inspector, work)
    assert scene.notices_of(scene.inspector) == {"joint_work.taken_away"}
    with pytest.raises(NotThere):
        scene.do(scene.inspector, "accept", withdrawn)


def test_the_database_ends_it_after_the_last_day_and_the_watch_says_so(scene):
    work = scene.taking_part()
    scene.let_pass(timedelta(days=32))
    assert not scene.sees_case(scene.inspector)
    scene.watch(at=work.until + timedelta(minutes=1))
    assert scene.state(work) == State.OVER
    assert Participation.objects.using("setup").get(principal=work.principal).ended_at is not None
    assert "joint_work.left" in scene.notices_of(scene.caseworker)
    assert scene.notices_of(scene.inspector) == {"joint_work.over"}


def test_a_later_last_day_needs_a_reason_and_is_noticed_if_somebody_was_faster(scene):
    work = scene.taking_part()
    later = {"last_day": today() + timedelta(days=90), "reason": "hearing"}
    with pytest.raises(NotAllowed):
        scene.do(scene.inspector, "extend", work, **later)
    for wrong in (
        {"last_day": today() + timedelta(days=20)},
        {"last_day": today() + timedelta(days=500)},
        {"reason": "x"},
    ):
        with pytest.raises(Refused):
            scene.do(scene.caseworker, "extend", work, **{**later, **wrong})
    scene.do(scene.caseworker, "extend", work, seen=work.until, **later)
    with pytest.raises(TransitionRefused):
        scene.do(
            scene.supervisor,
            "extend",
            work,
            seen=work.until,
            **{**later, "last_day": today() + timedelta(days=60)},
        )
    scene.let_pass(timedelta(days=60))
    assert scene.sees_case(scene.inspector)
    assert "joint_work.extended" in scene.notices_of(scene.inspector)
    scene.let_pass(timedelta(days=40))
    assert not scene.sees_case(scene.inspector)


def test_what_has_ended_is_not_begun_again_by_a_later_day(scene):
    work = scene.taking_part()
    scene.do(scene.caseworker, "end", work, reason="not_needed")
    with scene.world.acting(scene.caseworker), pytest.raises(ProgrammingError), transaction.atomic():
        participation.limit(work.principal, until=timezone.now() + timedelta(days=9))
    with scene.world.acting(scene.inspector), pytest.raises(ProgrammingError), transaction.atomic():
        participation.limit(work.principal, until=timezone.now() + timedelta(days=9))
    assert not scene.sees_case(scene.inspector)


def test_a_late_answer_is_asked_for_once_and_then_the_request_ends(scene):
    work = scene.ask()
    due = Clock.objects.using("setup").get(subject_id=work.pk).due_at
    for _ in range(2):
        scene.watch(at=due + timedelta(minutes=1))
    assert scene.notices_of(scene.inspector) == {"joint_work.overdue", "joint_work.waiting"}
    after = work.expires_at + timedelta(minutes=1)
    with pytest.raises(TransitionRefused):
        scene.do(scene.inspector, "accept", work, at=after)
    scene.watch(at=after)
    assert scene.state(work) == State.EXPIRED
    assert not scene.sees(scene.inspector, work)
    assert not Clock.objects.using("setup").filter(subject_id=work.pk, stopped_at=None).exists()


def test_it_goes_on_when_another_agency_takes_the_case_over_and_the_new_lead_ends_it(scene):
    work, parish = scene.taking_part(), scene.world.known("parish_supervisor")
    scene.world.course(scene.case_id).go(
        handover_asked(of="parish_supervisor"), taken_over(by="parish_supervisor")
    )
    assert scene.sees_case(scene.inspector)
    with pytest.raises((NotThere, NotAllowed)):
        scene.do(scene.caseworker, "end", work, reason="not_needed")
    scene.do(parish, "end", work, reason="not_needed")
    assert not scene.sees_case(scene.inspector)
